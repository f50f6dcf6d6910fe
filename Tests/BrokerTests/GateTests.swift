import NIOCore
import Synchronization
import Testing

@testable import Broker

@Suite(.timeLimit(.minutes(2)))
struct GateTests {
    struct Stranger: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let status: Int
        let request: @Sendable (Caller) -> String

        init(_ what: String, _ status: Int, _ request: @escaping @Sendable (Caller) -> String) {
            testDescription = what
            self.status = status
            self.request = request
        }

        init(_ what: String, _ status: Int, headers: [String], method: String = "GET") {
            self.init(what, status) { caller in
                let lines = headers.map { $0.replacing("PORT", with: "\(caller.port)") }
                return "\(method) \(GateTests.token) HTTP/1.1\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n"
            }
        }
    }

    private static let token = "/computeMetadata/v1/instance/service-accounts/default/token"
    private static let flavour = "Metadata-Flavor: Google"
    private static let host = "Host: 127.0.0.1:PORT"

    static let strangers = [
        Stranger("no Metadata-Flavor", 403, headers: [host]),
        Stranger("another Metadata-Flavor", 403, headers: [host, "Metadata-Flavor: google"]),
        Stranger("two Metadata-Flavors", 403, headers: [host, flavour, "Metadata-Flavor: Other"]),
        Stranger("X-Forwarded-For", 403, headers: [host, flavour, "X-Forwarded-For: 10.0.0.1"]),
        Stranger("an empty X-Forwarded-For", 403, headers: [host, flavour, "X-Forwarded-For:"]),
        Stranger("no Host", 421, headers: [flavour]),
        Stranger("a rebound name for Host", 421, headers: ["Host: evil.example:PORT", flavour]),
        Stranger("localhost for Host", 421, headers: ["Host: localhost:PORT", flavour]),
        Stranger("IPv6's loopback for Host", 421, headers: ["Host: [::1]:PORT", flavour]),
        Stranger("Google's name for Host", 421, headers: ["Host: metadata.google.internal", flavour]),
        Stranger("Host without port", 421, headers: ["Host: 127.0.0.1", flavour]),
        Stranger("Host with another port", 421, headers: ["Host: 127.0.0.1:1", flavour]),
        Stranger("two Hosts", 421, headers: [host, "Host: evil.example", flavour]),
        Stranger("HEAD", 405, headers: [host, flavour], method: "HEAD"),
        Stranger("POST", 405, headers: [host, flavour, "Content-Length: 0"], method: "POST"),
        Stranger("POST that never ends", 405, headers: [host, flavour, "Content-Length: 9"], method: "POST"),
        Stranger("PUT", 405, headers: [host, flavour, "Content-Length: 0"], method: "PUT"),
        Stranger("OPTIONS, as a web page's browser asks", 405, headers: [host, flavour], method: "OPTIONS"),
        Stranger("GET with a body", 400, headers: [host, flavour, "Content-Length: 9"]),
        Stranger("GET with a body in pieces", 400, headers: [host, flavour, "Transfer-Encoding: chunked"]),
        Stranger("no HTTP", 400) { _ in "hello\r\n\r\n" },
        Stranger("a broken escape", 400) {
            "GET /%zz HTTP/1.1\r\nHost: \($0.host)\r\n\(flavour)\r\nConnection: close\r\n\r\n"
        },
        Stranger("a target that is too long", 400) {
            let target = "/" + String(repeating: "a", count: MetadataRequest.targetLimit)
            return "GET \(target) HTTP/1.1\r\nHost: \($0.host)\r\n\(flavour)\r\nConnection: close\r\n\r\n"
        },
        Stranger("a header that is too long", 400) {
            "GET / HTTP/1.1\r\nHost: \($0.host)\r\nX: \(String(repeating: "x", count: 100_000))"
        },
        Stranger("too many headers", 400) {
            "GET / HTTP/1.1\r\nHost: \($0.host)\r\n\(String(repeating: "X: y\r\n", count: 200))\r\n"
        },
    ]

    @Test(arguments: strangers)
    func `a stranger is refused and gets no token`(_ stranger: Stranger) async throws {
        let clock = StandingClock()
        let mint = Mint(clock)
        try await serving(mint: mint, clock: clock) { caller in
            let reply = try await caller.send(stranger.request(caller))
            #expect(reply.status == stranger.status)
            #expect(!reply.body.contains("ya29"))
            #expect(reply.status == 400 || reply.headers["metadata-flavor"] == "Google")
            #expect(mint.orders.isEmpty)
            // The next one is served as ever.
            #expect(try await caller.token().status == 200)
        }
    }

    @Test func `a refused method is told which one is answered`() async throws {
        let reply = try await serving { caller in
            try await caller.send(
                "DELETE / HTTP/1.1\r\nHost: \(caller.host)\r\nMetadata-Flavor: Google\r\n\r\n"
            )
        }
        #expect(reply.headers["allow"] == "GET")
    }

    @Test func `a request that does not arrive in time is hung up on`() async throws {
        try await serving(limits: Limits(idle: .milliseconds(50))) { caller in
            let slow = try await caller.dawdle(after: "GET / HTTP/1.1\r\nHost: \(caller.host)\r\nMetadata-")
            try await slow.closeFuture.get()
        }
    }

    @Test func `a connection that lies idle is closed`() async throws {
        try await serving(limits: Limits(idle: .milliseconds(50))) { caller in
            let idle = try await caller.dawdle(
                after: "GET / HTTP/1.1\r\nHost: \(caller.host)\r\nMetadata-Flavor: Google\r\n\r\n"
            )
            try await idle.closeFuture.get()
        }
    }

    @Test func `400 connections that lie idle keep nobody from a token`() async throws {
        try await serving(limits: Limits(idle: .minutes(10))) { caller in
            var idle: [any Channel] = []
            for _ in 0..<400 { idle.append(try await caller.dawdle(after: "")) }
            #expect(try await caller.token().status == 200)
            for channel in idle { channel.close(promise: nil) }
        }
    }

    @Test func `a connection that waits for its answer makes no room`() async throws {
        let clock = StandingClock()
        let mint = Mint(clock, isHeld: true)
        try await serving(mint: mint, clock: clock, limits: Limits(connections: 1)) { caller in
            async let first = caller.token()
            try await until { !mint.orders.isEmpty }
            #expect(try await caller.send("").status == 503)
            mint.release()
            #expect(try await first.status == 200)
        }
    }

    @Test func `a connection of which it is not known whose it is takes no place`() async throws {
        let (comers, comes) = AsyncStream.makeStream(of: Void.self)
        let (end, ends) = AsyncStream.makeStream(of: Void.self)
        let count = Mutex(0)
        let isOurs: MetadataServer.PeerCheck = { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            guard number == 1 else { return true }
            comes.yield()
            for await _ in end {}
            return false
        }
        try await serving(limits: Limits(idle: .minutes(10), connections: 1), isOurs: isOurs) { caller in
            let foreign = try await caller.dawdle(after: "")
            for await _ in comers { break }
            #expect(try await caller.token().status == 200)
            ends.finish()
            try await foreign.closeFuture.get()
        }
    }

    @Test(arguments: [
        "HTTP/1.0\r\n", "HTTP/1.0\r\nConnection: keep-alive\r\n", "HTTP/1.1\r\nConnection: TE, Close\r\n",
    ])
    func `a connection that is not to be kept is closed after the answer`(_ rest: String) async throws {
        try await serving(limits: Limits(idle: .minutes(10))) { caller in
            let reply = try await caller.send(
                "GET / \(rest)Host: \(caller.host)\r\nMetadata-Flavor: Google\r\n\r\n"
            )
            #expect(reply.status == 200)
            #expect(reply.headers["connection"] == "close")
        }
    }

    @Test func `an answer to HEAD has no body`() async throws {
        try await serving { caller in
            let reply = try await caller.send(
                "HEAD / HTTP/1.1\r\nHost: \(caller.host)\r\nMetadata-Flavor: Google\r\n\r\n"
            )
            #expect(reply.status == 405)
            #expect(reply.body.isEmpty)
        }
    }

    @Test func `a client that shuts its sending side is answered`() async throws {
        try await serving(limits: Limits(idle: .minutes(10))) { caller async throws in
            let token = "GET \(Self.token) HTTP/1.1\r\nHost: \(caller.host)\r\nMetadata-Flavor: Google\r\n\r\n"
            #expect(try await caller.send(token, thenShuts: true).status == 200)
        }
    }
}
