import HummingbirdCore
import Logging
import NIOCore

/// A connection that was accepted and that nobody serves yet. Dropped unserved, it is closed.
final class GuardedConnection: ServerChildChannelValue {
    let channel: any Channel

    init(_ channel: any Channel) {
        self.channel = channel
    }

    deinit {
        channel.close(promise: nil)
    }
}

/// HTTP/1.1 for those processes alone that are this user's. To others one answer is sent, and nothing of theirs is read.
///
/// HTTP is set up only when a connection is served: a NIOAsyncChannel that is dropped unserved ends the whole process
/// (apple/swift-nio issues 2637 and 2813).
struct GuardedHTTPChannel: ServerChildChannel {
    let responder: MetadataResponder
    let limits: Limits
    let isOurs: MetadataServer.PeerCheck

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<GuardedConnection> {
        // Nothing is read as long as nothing would understand it.
        channel.setOption(.autoRead, value: false).map { GuardedConnection(channel) }
    }

    func handle(value connection: GuardedConnection, logger: Logger) async {
        let channel = connection.channel
        do {
            guard await isOurs(channel) else {
                try await channel.writeAndFlush(ByteBuffer(string: Self.refusal))
                return
            }
            let http = http(for: channel)
            let asyncChannel = try await channel.eventLoop.flatSubmit {
                http.setup(channel: channel, logger: logger)
            }.get()
            // Should it be closed by now, reading from it says so.
            channel.setOption(.autoRead, value: true).whenComplete { _ in }
            await http.handle(value: asyncChannel, logger: logger)
        } catch {
            logger.debug("A connection was closed before it was served: \(error)")
        }
    }

    private func http(for channel: any Channel) -> HTTP1Channel {
        let gate = Gate(of: channel.localAddress)
        return HTTP1Channel(
            responder: { [responder] in try await responder.respond(to: $0.head, through: gate, with: $1, on: $2) },
            configuration: HTTP1Channel.Configuration(
                idleTimeout: limits.idle,
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 16 * 1024,
                    maxHeaderListSize: 32 * 1024,
                    maxHeaderFieldCount: 100
                )
            )
        )
    }

    private static let body = "This server answers to the processes of one user only, and this is not one of them.\n"
    private static let refusal =
        "HTTP/1.1 403 Forbidden\r\nMetadata-Flavor: Google\r\nCache-Control: no-store\r\n"
        + "Content-Type: application/text\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
}
