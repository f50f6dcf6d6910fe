import Foundation
import GoogleHTTP
import GoogleSandbox
import NIOCore
import NIOPosix
import Testing

/// Over real sockets, against a stand-in for Google that misbehaves.
struct LiveTransportTests {
    private func withGoogle(
        _ misbehaviour: Misbehaviour? = nil,
        _ body: (Sandbox) async throws -> Void
    ) async throws {
        try await withSandbox { sandbox in
            if let misbehaviour { await sandbox.google.misbehave(misbehaviour, at: .revoke, times: nil) }
            try await body(sandbox)
        }
    }

    @Test func `an answer comes whole, whatever its status`() async throws {
        try await withGoogle { sandbox in
            let answer = try await send(to: "\(sandbox.baseURL)/revoke")
            #expect(answer.status == 400)
            #expect(answer.body.contains("invalid_token"))
        }
    }

    @Test func `Google's own address folds onto the base`() async throws {
        try await withGoogle { sandbox in
            let configuration = try HTTPConfiguration(environment: ["ADSVAULT_GOOGLE_URL": sandbox.baseURL])
            let answer = try await send(to: "https://oauth2.googleapis.com/revoke", configuration)
            #expect(answer.status == 400)
        }
    }

    @Test func `silence ends in time`() async throws {
        try await withGoogle(.silence) { sandbox in
            await #expect(throws: HTTPFailure.network(.timedOut, host: "127.0.0.1")) {
                try await send(to: "\(sandbox.baseURL)/revoke", within: .milliseconds(300))
            }
        }
    }

    @Test func `a dripping answer ends in time`() async throws {
        try await withGoogle(.drip(everyMilliseconds: 100)) { sandbox in
            await #expect(throws: HTTPFailure.network(.timedOut, host: "127.0.0.1")) {
                try await send(to: "\(sandbox.baseURL)/revoke", within: .milliseconds(500))
            }
        }
    }

    @Test func `half an answer is a lost connection`() async throws {
        try await withGoogle(.truncate) { sandbox in
            await #expect(throws: HTTPFailure.network(.connectionLost, host: "127.0.0.1")) {
                try await send(to: "\(sandbox.baseURL)/revoke")
            }
        }
    }

    @Test(arguments: [false, true])
    func `an interruption ends a call, but for one whose answer may hold a secret`(outlives: Bool) async throws {
        try await withGoogle(.delay(milliseconds: 200)) { sandbox in
            let call = Task { try await send(to: "\(sandbox.baseURL)/revoke", outlivesCancellation: outlives) }
            while await sandbox.google.requestCount(at: .revoke) == 0 { await Task.yield() }
            call.cancel()
            switch await call.result {
            case .success(let answer): #expect(outlives && answer.body.contains("invalid_token"))
            case .failure(let error): #expect(!outlives && error as? HTTPFailure == .cancelled)
            }
        }
    }

    @Test func `an answer of exactly the limit is read, and one byte more is not`() async throws {
        try await withGoogle(.huge(byteCount: 1 << 20)) { sandbox in
            let answer = try await send(to: "\(sandbox.baseURL)/revoke")
            #expect(answer.body.utf8.count == 1 << 20)
            await #expect(throws: HTTPFailure.tooLarge(host: "127.0.0.1", limit: (1 << 20) - 1)) {
                try await send(to: "\(sandbox.baseURL)/revoke", answerLimit: (1 << 20) - 1)
            }
        }
    }

    @Test(arguments: [
        ("https://elsewhere.example/login?hidden=1", "elsewhere.example"), ("/elsewhere", nil), ("::::", nil),
    ])
    func `a redirect is not followed, and named by its host alone`(location: String, host: String?) async throws {
        try await withGoogle(.redirect(location)) { sandbox in
            await #expect(throws: HTTPFailure.redirect(host: "127.0.0.1", status: 307, to: host)) {
                try await send(to: "\(sandbox.baseURL)/revoke")
            }
            #expect(await sandbox.google.requests.count == 1)
        }
    }

    @Test func `Retry-After reaches the retries`() async throws {
        try await withGoogle { sandbox in
            await sandbox.google.misbehave(.status(429, retryAfterSeconds: 3600), at: .revoke)
            let clock = FakeClock()
            let live = try LiveTransport()
            let transport = RetryingTransport(live, pacing: clock.pacing())
            let call = Call(post: Form(), to: try Address("\(sandbox.baseURL)/revoke"))
            let until = clock.start.addingTimeInterval(3600)
            await #expect(throws: HTTPFailure.rateLimited(host: "127.0.0.1", until: until)) {
                _ = try await transport.send(call, within: .seconds(60)).status
            }
            await live.shutdown()
        }
    }

    @Test func `a closed port refuses`() async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = server.localAddress?.port ?? 0
        try await server.close()
        await #expect(throws: HTTPFailure.network(.refused, host: "127.0.0.1")) {
            try await send(to: "http://127.0.0.1:\(port)/")
        }
    }

    @Test func `a name without an address cannot be resolved`() async {
        // RFC 6761 §6.4: .invalid never has one.
        await #expect(throws: HTTPFailure.network(.cannotResolve, host: "adsvault.invalid")) {
            try await send(to: "https://adsvault.invalid/")
        }
    }

    @Test func `what is not HTTP is called so`() async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { $0.pipeline.addHandler(MailServer()) }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = server.localAddress?.port ?? 0
        await #expect(throws: HTTPFailure.network(.notHTTP, host: "127.0.0.1")) {
            try await send(to: "http://127.0.0.1:\(port)/")
        }
        try await server.close()
    }

    @Test func `a cancelled task ends its call`() async throws {
        try await withGoogle(.silence) { sandbox in
            let task = Task { try await send(to: "\(sandbox.baseURL)/revoke").status }
            while await sandbox.google.requests.isEmpty { await Task.yield() }
            task.cancel()
            await #expect(throws: HTTPFailure.cancelled) { try await task.value }
        }
    }

    @Test func `shutting down ends a call under way and refuses later ones`() async throws {
        try await withGoogle(.silence) { sandbox in
            let transport = try LiveTransport()
            let address = try Address("\(sandbox.baseURL)/revoke")
            let task = Task { try await transport.send(Call(get: address, bearer: nil), within: .seconds(20)).status }
            while await sandbox.google.requests.isEmpty { await Task.yield() }
            await transport.shutdown()
            await #expect(throws: HTTPFailure.cancelled) { try await task.value }
            await #expect(throws: HTTPFailure.cancelled) {
                _ = try await transport.send(Call(get: address, bearer: nil), within: .seconds(20)).status
            }
        }
    }

    @Test func `sixty-four calls at a time are all answered`() async throws {
        try await withGoogle { sandbox in
            let transport = try LiveTransport()
            let address = try Address("\(sandbox.baseURL)/revoke")
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<64 {
                    group.addTask {
                        try await transport.send(Call(post: Form(), to: address), within: .seconds(20)).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            await transport.shutdown()
            #expect(statuses == Array(repeating: 400, count: 64))
        }
    }

    @Test func `a failure shows nothing of the call`() async throws {
        try await withGoogle(.truncate) { sandbox in
            do {
                _ = try await send(to: "\(sandbox.baseURL)/revoke?also=\(secret)")
                Issue.record("half an answer was taken for one")
            } catch {
                #expect(!"\(error)".contains(secret))
                #expect(!String(reflecting: error).contains(secret))
            }
        }
    }
}

/// Greets whoever comes, in another protocol.
private final class MailServer: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Once the request is there: whoever is greeted before it asks takes the connection for a lost one.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "220 mail.example ESMTP\r\n")), promise: nil)
    }
}
