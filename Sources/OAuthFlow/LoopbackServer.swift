import Foundation
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// A small server on 127.0.0.1 that lives as long as the work around it.
struct LoopbackServer: Sendable {
    /// The port to listen on; 0 leaves the choice to the kernel.
    let port: Int
    let responder: RedirectResponder

    /// How long a connection may lie idle or a request may take to arrive.
    private static let idleLimit = TimeAmount.seconds(10)
    /// How long the last page may take to be delivered.
    private static let deliveryLimit = Duration.seconds(2)

    /// Runs `body` with the port that is bound; once `closing` fires, no connection is taken any more.
    ///
    /// Ends when `body` has ended and the requests that came in time are answered.
    func run<Result>(until closing: Signal, _ body: (Int) async throws -> Result) async throws -> Result {
        let (ports, bound) = AsyncThrowingStream.makeStream(of: Int.self)
        let server = server(whenBound: bound)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await server.run()
                    bound.finish()
                } catch {
                    bound.finish(throwing: error)
                }
            }
            let port = try await firstPort(of: ports)
            group.addTask {
                await closing.wait()
                try await server.shutdownGracefully()
            }
            do {
                let result = try await body(port)
                await finish(&group, closing)
                return result
            } catch {
                await finish(&group, closing)
                throw error
            }
        }
    }

    private func finish(_ group: inout ThrowingTaskGroup<Void, any Error>, _ closing: Signal) async {
        closing.fire()
        group.addTask { try await Task.sleep(for: Self.deliveryLimit) }
        // Whether the server ended well, failed, or took too long: what counts is what `body` gave.
        _ = try? await group.next()
        group.cancelAll()
    }

    private func firstPort(of ports: AsyncThrowingStream<Int, any Error>) async throws(ConsentError) -> Int {
        do {
            for try await port in ports { return port }
        } catch let error as IOError {
            throw .cannotListen(port: port, reason: error.reason)
        } catch {
            throw .cannotListen(port: port, reason: "\(error)")
        }
        throw .interrupted
    }

    private func server(
        whenBound bound: AsyncThrowingStream<Int, any Error>.Continuation
    ) -> Server<LateHTTPChannel> {
        let limits = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: 16 * 1024,
            maxHeaderListSize: 32 * 1024,
            maxHeaderFieldCount: 100
        )
        // Requests carry the code: nothing of them is logged.
        let silent = Logger(label: "loopback") { _ in SwiftLogNoOpLogHandler() }
        let http = HTTP1Channel(
            responder: { [responder] in try await responder.respond(to: $0, with: $1, on: $2) },
            configuration: .init(idleTimeout: Self.idleLimit, httpDecoderConfiguration: limits)
        )
        return Server(
            childChannelSetup: LateHTTPChannel(http: http),
            configuration: ServerConfiguration(
                address: .hostname("127.0.0.1", port: port),
                availableConnectionsDelegate: .maximum(32, logger: silent)
            ),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { bound.yield(port) }
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: silent
        )
    }
}

extension IOError {
    fileprivate var reason: String {
        switch errnoCode {
        case EADDRINUSE: "the port is in use"
        case EACCES: "this user may not listen on that port"
        default: "errno \(errnoCode)"
        }
    }
}
