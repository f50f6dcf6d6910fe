import Foundation
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// What clients may take up.
struct Limits: Sendable {
    /// How long a connection may lie idle, and a request may take to arrive whole.
    var idle = TimeAmount.seconds(10)
    /// How many connections are served at once.
    var connections = 256
    /// How many others may be open besides, until it is known whose they are.
    var arrivals = 64
}

/// The server's socket, and how long anything may take on it.
struct Listener: Sendable {
    /// Where to listen.
    let place: Place
    /// The path that a socket is bound at until it is moved to its place.
    var draft: String?
    let responder: MetadataResponder
    let limits: Limits
    let isOurs: MetadataServer.PeerCheck

    /// How long answers that are under way may take when the server ends.
    private static let deliveryLimit = Duration.milliseconds(500)

    /// Runs `body` with the place that is bound; ends when `body` has ended and answers under way are delivered.
    func run<Result>(_ body: (Place) async throws -> Result) async throws -> Result {
        let (places, bound) = AsyncThrowingStream.makeStream(of: Place.self)
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
            group.addTask { [cache = responder.cache] in await cache.work() }
            do {
                let result = try await body(firstPlace(of: places))
                await finish(server, &group)
                return result
            } catch {
                await finish(server, &group)
                throw error
            }
        }
    }

    /// Takes no more connections, closes those that are idle, and waits for the others, but not for long.
    private func finish(_ server: Server<GuardedHTTPChannel>, _ group: inout ThrowingTaskGroup<Void, any Error>) async {
        group.addTask { try await server.shutdownGracefully() }
        group.addTask { try await Task.sleep(for: Self.deliveryLimit) }
        // Whether the server ended well, failed, or took too long: what counts is what `body` gave.
        _ = try? await group.next()
        group.cancelAll()
    }

    private func firstPlace(of places: AsyncThrowingStream<Place, any Error>) async throws(BrokerError) -> Place {
        do {
            for try await place in places { return place }
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw .inUse(place)
        } catch let error as IOError {
            throw .cannotListen(place, reason: error.errnoCode == EACCES ? "not permitted" : "errno \(error.errnoCode)")
        } catch {
            throw .cannotListen(place, reason: "\(error)")
        }
        throw .interrupted
    }

    private func server(
        whenBound bound: AsyncThrowingStream<Place, any Error>.Continuation
    ) -> Server<GuardedHTTPChannel> {
        // Answers carry tokens: nothing of them is logged.
        let silent = Logger(label: "broker") { _ in SwiftLogNoOpLogHandler() }
        let address: BindAddress =
            switch place {
            case .loopback(let port): .hostname("127.0.0.1", port: port)
            case .socket(let path): .unixDomainSocket(path: draft ?? path)
            }
        return Server(
            childChannelSetup: GuardedHTTPChannel(
                responder: responder,
                limits: limits,
                seats: Seats(limits.connections),
                isOurs: isOurs
            ),
            configuration: ServerConfiguration(
                address: address,
                availableConnectionsDelegate: .maximum(limits.connections + limits.arrivals, logger: silent)
            ),
            onServerRunning: { [place] channel in
                switch place {
                case .socket: bound.yield(place)
                case .loopback: if let port = channel.localAddress?.port { bound.yield(.loopback(port: port)) }
                }
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: silent
        )
    }
}
