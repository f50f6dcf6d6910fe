import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

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
    let seats: Seats
    let isOurs: MetadataServer.PeerCheck

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<GuardedConnection> {
        // Nothing is read as long as nothing would understand it.
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(EarlyBytes()) }
            .flatMap { channel.setOption(.autoRead, value: false) }
            .map { GuardedConnection(channel) }
    }

    func handle(value connection: GuardedConnection, logger: Logger) async {
        let channel = connection.channel
        do {
            guard await isOurs(channel) else {
                try await channel.writeAndFlush(ByteBuffer(string: Self.refusal))
                return
            }
            guard seats.take(channel) else {
                try await channel.writeAndFlush(ByteBuffer(string: Self.full))
                return
            }
            defer { seats.leave(channel) }
            let http = http(for: channel)
            let asyncChannel = try await channel.eventLoop.flatSubmit {
                http.setup(channel: channel, logger: logger).flatMapThrowing { asyncChannel in
                    try Self.complete(channel.pipeline.syncOperations)
                    return asyncChannel
                }
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
            responder: { [responder, seats] request, writer, channel in
                seats.use(channel, isBusy: true)
                defer { seats.use(channel, isBusy: false) }
                try await responder.respond(to: request.head, through: gate, with: writer, on: channel)
            },
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

    /// Puts what is the broker's own around the library's handlers, and lets what came early through.
    private static func complete(_ pipeline: ChannelPipeline.SynchronousOperations) throws {
        let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
        try pipeline.addHandler(LastRequest(), position: .after(decoder))
        pipeline.removeHandler(context: try pipeline.context(handlerType: EarlyBytes.self), promise: nil)
    }

    private static let refusal = lastWord(
        "403 Forbidden",
        "This server answers to the processes of one user only, and this is not one of them.\n"
    )
    private static let full = lastWord("503 Service Unavailable", "All connections wait for an answer; try again.\n")

    private static func lastWord(_ status: String, _ body: String) -> String {
        "HTTP/1.1 \(status)\r\nMetadata-Flavor: Google\r\nCache-Control: no-store\r\n"
            + "Content-Type: application/text\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
    }
}
