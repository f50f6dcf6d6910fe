import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// A running stand-in for Google: its memory, and a server on the loopback address.
public struct Sandbox: Sendable {
    /// Where it listens, without a slash at the end: `http://127.0.0.1:PORT`.
    public let baseURL: String
    /// What it knows and how it behaves.
    public let google: Google

    private let group: ServiceGroup
    private let serving: Task<Void, any Error>

    /// Starts a server and returns once it listens.
    /// - Parameters:
    ///   - port: 0 lets the kernel choose.
    ///   - endsOnSignals: whether SIGTERM and SIGINT stop it; for a program of its own.
    /// - Throws: what binding the port throws.
    public static func start(
        google: Google = Google(),
        port: Int = 0,
        endsOnSignals: Bool = false
    ) async throws -> Sandbox {
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let silent = Logger(label: "GoogleSandbox") { _ in SwiftLogNoOpLogHandler() }
        let application = Application(
            responder: Front(google: google),
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { bound.yield(port) }
            },
            logger: silent
        )
        var configuration = ServiceGroupConfiguration(
            services: [application],
            gracefulShutdownSignals: endsOnSignals ? [.sigterm, .sigint] : [],
            logger: silent
        )
        configuration.maximumGracefulShutdownDuration = .seconds(1)
        let group = ServiceGroup(configuration: configuration)
        let serving = Task {
            defer { bound.finish() }
            try await group.run()
        }
        guard let port = await ports.first(where: { _ in true }) else {
            try await serving.value
            throw CancellationError()
        }
        return Sandbox(baseURL: "http://127.0.0.1:\(port)", google: google, group: group, serving: serving)
    }

    /// Stops the server, within about a second even when answers are still on their way.
    public func stop() async {
        await group.triggerGracefulShutdown()
        _ = await serving.result
    }

    /// Waits until the server has stopped.
    public func untilStopped() async throws {
        try await serving.value
    }
}

/// Runs a stand-in of one's own around a test, and stops it whatever happens.
public func withSandbox<Result>(_ body: (Sandbox) async throws -> Result) async throws -> Result {
    let sandbox = try await Sandbox.start()
    do {
        let result = try await body(sandbox)
        await sandbox.stop()
        return result
    } catch {
        await sandbox.stop()
        throw error
    }
}
