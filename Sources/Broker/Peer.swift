import Foundation
import NIOCore

/// Whose process is at the other end of a connection.
enum Peer {
    /// Whether it is one of this user's: the one check that stands for the secret which the protocol does not have.
    ///
    /// It is asked once a connection, before anything of a request is read. A check that cannot be made is not passed.
    static func isOurs(_ channel: any Channel) async -> Bool {
        guard let local = channel.localAddress, let remote = channel.remoteAddress else { return false }
        if case .unixDomainSocket = local { return await credentials(of: channel) == geteuid() }
        guard let local = local.port.flatMap(UInt16.init(exactly:)),
            let remote = remote.port.flatMap(UInt16.init(exactly:))
        else { return false }
        return SocketTable.owner(ofConnectionFrom: remote, to: local) == geteuid()
    }

    /// The user whose process connected to a UNIX socket (unix(7), SO_PEERCRED).
    private static func credentials(of channel: any Channel) async -> uid_t? {
        guard let provider = channel as? any SocketOptionProvider else { return nil }
        let peer: EventLoopFuture<Credentials> = provider.unsafeGetSocketOption(
            level: .socket,
            name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        )
        // Not known is not ours.
        return try? await peer.get().user
    }

    /// The C struct ucred.
    private struct Credentials {
        var process: pid_t
        var user: uid_t
        var group: gid_t
    }
}
