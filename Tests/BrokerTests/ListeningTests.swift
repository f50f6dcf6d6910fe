import Credentials
import Foundation
import NIOCore
import NIOPosix
import Testing

@testable import Broker

@Suite(.timeLimit(.minutes(2)))
struct ListeningTests {
    @Test func `the kernel chooses a port, and a fixed one that is taken is an error of its own`() async throws {
        try await serving { caller in
            #expect(caller.port > 0)
            await #expect(throws: BrokerError.inUse(.loopback(port: caller.port))) {
                try await serving(at: caller.place) { _ in }
            }
        }
    }

    @Test func `the result is the body's, and so is the error`() async throws {
        struct Full: Error {}
        #expect(try await serving { _ in 7 } == 7)
        await #expect(throws: Full.self) { try await serving { _ in throw Full() } }
    }

    @Test func `after the end nobody listens`() async throws {
        let caller = try await serving { $0 }
        await #expect(throws: (any Error).self) { try await caller.token() }
    }

    @Test func `the end waits for no client`() async throws {
        let clock = StandingClock()
        let mint = Mint(clock, isHeld: true)
        let (channels, end) = try await serving(mint: mint, clock: clock) { caller in
            let head = "Host: \(caller.host)\r\nMetadata-Flavor: Google\r\n"
            let token = "/computeMetadata/v1/instance/service-accounts/default/token"
            let channels = [
                try await caller.dawdle(after: "GET / HTTP/1.1\r\n\(head)\r\n"),
                try await caller.dawdle(after: "GET / HTTP/1.1\r\n\(head)"),
                try await caller.dawdle(after: "GET \(token) HTTP/1.1\r\n\(head)\r\n"),
                try await caller.dawdle(after: ""),
            ]
            try await until { !mint.orders.isEmpty }
            return (channels, ContinuousClock.now)
        }
        #expect(ContinuousClock.now - end < .seconds(1))
        for channel in channels { try await channel.closeFuture.get() }
    }

    @Test func `cancelling the task ends the server`() async throws {
        await withThrowingTaskGroup(of: Void.self) { group in
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                try await serving { _ in
                    start.yield()
                    try await Task.sleep(for: .seconds(3600))
                }
            }
            for await _ in started { break }
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
    }

    @Test func `a process of another user is sent away before anything of it is read`() async throws {
        let reply = try await serving(isOurs: { _ in false }) { caller in
            try await caller.send("")
        }
        #expect(reply.status == 403)
        #expect(reply.headers["metadata-flavor"] == "Google")
        #expect(reply.body.contains("not one of them"))
    }

    @Test(.enabled(if: geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")))
    func `a real process of another user is sent away`() async throws {
        try await serving { caller in
            let script = "exec 3<>/dev/tcp/127.0.0.1/\(caller.port); cat <&3"
            let arguments = ["--reuid=65534", "--regid=65534", "--clear-groups", "/bin/bash", "-c", script]
            let outcome = try await Judges.run("/usr/bin/setpriv", arguments)
            #expect(outcome.lines.first == "HTTP/1.1 403 Forbidden")
        }
    }

    @Test(arguments: [AF_INET, AF_INET6])
    func `a process of this user is served, also by an IPv6 socket`(_ family: Int32) async throws {
        try await serving { caller in
            let address = family == AF_INET ? "127.0.0.1" : "::ffff:127.0.0.1"
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(to: SocketAddress(ipAddress: address, port: caller.port)) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            try await channel.executeThenClose { inbound, outbound in
                try await outbound.write(
                    ByteBuffer(string: "GET / HTTP/1.1\r\nHost: \(caller.host)\r\nMetadata-Flavor: Google\r\n\r\n")
                )
                for try await bytes in inbound {
                    #expect(String(buffer: bytes).hasPrefix("HTTP/1.1 200 OK"))
                    break
                }
            }
        }
    }
}
