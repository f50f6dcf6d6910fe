import NIOCore
import NIOSSL

/// Whom a certificate may speak for, by the rules of RFC 6125 §6.4 as browsers narrow them: only dNSName entries
/// count, and a wildcard stands for exactly one whole label with at least two after it.
struct HostIdentity: Sendable {
    /// The host of the URL.
    let host: String

    /// The certificate is somebody else's.
    struct Mismatch: Error {}

    /// Checks a connection before a request is written to it, and closes it where the peer is somebody else.
    ///
    /// Needed because swift-nio-ssl also accepts a certificate for the peer's IP address, or one whose common name
    /// fits, when the URL has a DNS name: whoever controls the resolver and owns a certificate for an address would
    /// be handed refresh tokens.
    ///
    /// The future is complete when it is returned. AsyncHTTPClient has the connection in its pool already, and traps
    /// where it closes between this call and its end; so the closing also comes a turn of the event loop later.
    func check(_ channel: any Channel) -> EventLoopFuture<Void> {
        do {
            let certificate = try channel.pipeline.syncOperations.nioSSL_peerCertificate()
            guard let certificate, covers(Self.names(of: certificate)) else { throw Mismatch() }
            return channel.eventLoop.makeSucceededVoidFuture()
        } catch {
            channel.eventLoop.execute { channel.close(promise: nil) }
            return channel.eventLoop.makeFailedFuture(Mismatch())
        }
    }

    /// Whether one of `names` is the host's.
    func covers(_ names: [String]) -> Bool {
        let host = host.droppingFinalDot.lowercased()
        return names.contains { name in
            let name = name.droppingFinalDot.lowercased()
            guard name.hasPrefix("*.") else { return name == host }
            let parent = name.dropFirst(2)
            guard parent.contains("."), !parent.contains("*"), let dot = host.firstIndex(of: ".") else { return false }
            return dot > host.startIndex && host[host.index(after: dot)...] == parent
        }
    }

    private static func names(of certificate: NIOSSLCertificate) -> [String] {
        certificate._subjectAlternativeNames()
            .filter { $0.nameType == .dnsName }
            .map { String(decoding: $0.contents, as: UTF8.self) }
    }
}

extension String {
    fileprivate var droppingFinalDot: Substring { hasSuffix(".") ? dropLast() : self[...] }
}
