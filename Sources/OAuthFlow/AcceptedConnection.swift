import HummingbirdCore
import Logging
import NIOCore

/// A connection that was accepted and that nobody serves yet. Dropped unserved, it is closed.
final class AcceptedConnection: ServerChildChannelValue {
    let channel: any Channel

    init(_ channel: any Channel) {
        self.channel = channel
    }

    deinit {
        channel.close(promise: nil)
    }
}

/// HTTP/1.1 that is set up when a connection is served, instead of when it is accepted.
///
/// A NIOAsyncChannel that is dropped unserved ends the whole process, and a server that closes drops whatever it has
/// accepted and not yet served: a browser's spare connection at the wrong moment would take the code along with it
/// (apple/swift-nio issues 2637 and 2813).
struct LateHTTPChannel: ServerChildChannel {
    let http: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<AcceptedConnection> {
        // Nothing is read as long as nothing would understand it.
        channel.setOption(.autoRead, value: false).map { AcceptedConnection(channel) }
    }

    func handle(value connection: AcceptedConnection, logger: Logger) async {
        let channel = connection.channel
        do {
            let asyncChannel = try await channel.eventLoop.flatSubmit { [http] in
                http.setup(channel: channel, logger: logger)
            }.get()
            // Should it be closed by now, reading from it says so.
            channel.setOption(.autoRead, value: true).whenComplete { _ in }
            await http.handle(value: asyncChannel, logger: logger)
        } catch {
            logger.debug("A connection was closed before it was served: \(error)")
        }
    }
}
