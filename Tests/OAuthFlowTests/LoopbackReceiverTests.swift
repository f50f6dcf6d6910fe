import Credentials
import Foundation
import NIOCore
import NIOPosix
import Sealing
import Testing

@testable import OAuthFlow

@Suite(.timeLimit(.minutes(2)))
struct LoopbackReceiverTests {
    private static let state = RedirectTests.state

    struct Stranger: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let status: Int
        let request: @Sendable (Visitor) -> String

        init(_ what: String, _ status: Int, _ request: @escaping @Sendable (Visitor) -> String) {
            testDescription = what
            self.status = status
            self.request = request
        }
    }

    static let strangers = [
        Stranger("favicon", 404) { "GET /favicon.ico HTTP/1.1\r\nHost: \($0.host)\r\n\r\n" },
        Stranger("root", 404) { "GET / HTTP/1.1\r\nHost: \($0.host)\r\n\r\n" },
        Stranger("forged state", 400) { "GET \($0.path)?code=a&state=forged HTTP/1.1\r\nHost: \($0.host)\r\n\r\n" },
        Stranger("denial without state", 400) {
            "GET \($0.path)?error=access_denied HTTP/1.1\r\nHost: \($0.host)\r\n\r\n"
        },
        Stranger("code twice", 400) { "GET \($0.answer())&code=b HTTP/1.1\r\nHost: \($0.host)\r\n\r\n" },
        Stranger("state twice", 400) { "GET \($0.answer())&state=b HTTP/1.1\r\nHost: \($0.host)\r\n\r\n" },
        Stranger("error twice", 400) {
            "GET \($0.path)?state=\(state.text)&error=a&error=b HTTP/1.1\r\nHost: \($0.host)\r\n\r\n"
        },
        Stranger("code and error", 400) { "GET \($0.answer())&error=b HTTP/1.1\r\nHost: \($0.host)\r\n\r\n" },
        Stranger("POST", 405) { "POST \($0.answer()) HTTP/1.1\r\nHost: \($0.host)\r\nContent-Length: 0\r\n\r\n" },
        Stranger("POST that never ends", 405) {
            "POST \($0.answer()) HTTP/1.1\r\nHost: \($0.host)\r\nContent-Length: 9\r\n\r\na"
        },
        Stranger("HEAD", 405) { "HEAD \($0.answer()) HTTP/1.1\r\nHost: \($0.host)\r\n\r\n" },
        Stranger("no Host", 421) { "GET \($0.answer()) HTTP/1.1\r\n\r\n" },
        Stranger("a name for Host", 421) { "GET \($0.answer()) HTTP/1.1\r\nHost: localhost:\($0.port)\r\n\r\n" },
        Stranger("a rebound name for Host", 421) { "GET \($0.answer()) HTTP/1.1\r\nHost: evil.example\r\n\r\n" },
        Stranger("Host without port", 421) { "GET \($0.answer()) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" },
        Stranger("two Hosts", 421) { "GET \($0.answer()) HTTP/1.1\r\nHost: \($0.host)\r\nHost: evil.example\r\n\r\n" },
        Stranger("no HTTP", 400) { _ in "hello\r\n\r\n" },
        Stranger("a header without end", 400) {
            "GET / HTTP/1.1\r\nHost: \($0.host)\r\nX: \(String(repeating: "x", count: 100_000))"
        },
    ]

    @Test(arguments: strangers)
    func `a stranger is answered and changes nothing`(_ stranger: Stranger) async throws {
        let code = try await listen { receiver, visitor in
            let reply = try await visitor.send(stranger.request(visitor))
            #expect(reply.status == stranger.status)
            #expect(!reply.body.contains("<"))
            async let page = visitor.get(visitor.answer())
            let code = try await receiver.answer(within: .seconds(60))
            receiver.show(ResultPage(.success))
            #expect(try await page.status == 200)
            return text(of: code.secret)
        }
        #expect(code == "4/0A")
    }

    @Test func `the address is a port that the kernel chose and a path that nobody can guess`() async throws {
        let addresses = try await listen { first, visitor in
            #expect(visitor.port > 0)
            #expect(visitor.path.utf8.count == 23)
            return try await listen { second, _ in [first.redirectURI, second.redirectURI] }
        }
        #expect(addresses.allSatisfy { $0.hasPrefix("http://127.0.0.1:") })
        #expect(Set(addresses).count == 2)
    }

    @Test func `a fixed port is used, and a taken one is an error of its own`() async throws {
        try await listen { _, visitor in
            await #expect(throws: ConsentError.cannotListen(port: visitor.port, reason: "the port is in use")) {
                try await LoopbackReceiver.listen(port: visitor.port, state: Self.state) { _ in }
            }
        }
    }

    @Test func `code and scopes come out, and the page waits for the verdict`() async throws {
        try await listen { receiver, visitor in
            async let reply = visitor.get(visitor.answer())
            let code = try await receiver.answer(within: .seconds(60))
            #expect(text(of: code.secret) == "4/0A")
            #expect(code.scopes == [.openID])
            receiver.show(ResultPage(.failure, detail: "the vault is full"))
            let page = try await reply
            #expect(page.body == ResultPage(.failure, detail: "the vault is full").html)
        }
    }

    @Test func `a page is kept by nobody and fetches nothing`() async throws {
        let headers = try await listen { receiver, visitor in
            async let reply = visitor.get(visitor.answer())
            _ = try await receiver.answer(within: .seconds(60))
            receiver.show(ResultPage(.success))
            return try await reply.headers
        }
        #expect(headers["content-type"] == "text/html; charset=utf-8")
        #expect(headers["cache-control"] == "no-store")
        #expect(headers["x-content-type-options"] == "nosniff")
        #expect(headers["referrer-policy"] == "no-referrer")
        #expect(headers["content-security-policy"]?.hasPrefix("default-src 'none'; style-src 'sha256-") == true)
    }

    @Test func `work that ends shows success`() async throws {
        let page = try await page { receiver in _ = try await receiver.answer(within: .seconds(60)) }
        #expect(page.body == ResultPage(.success).html)
    }

    @Test func `work that fails shows a failure`() async throws {
        struct Full: Error {}
        let page = try await page { receiver in
            _ = try await receiver.answer(within: .seconds(60))
            throw Full()
        }
        #expect(page.body == ResultPage(.failure).html)
    }

    @Test func `a denial shows at once, and is an error of its own`() async throws {
        try await listen { receiver, visitor in
            let page = try await visitor.get("\(visitor.path)?error=access_denied&state=\(Self.state.text)")
            #expect(page.body == ResultPage(.refusal).html)
            await #expect(throws: ConsentError.denied) { try await receiver.answer(within: .seconds(60)).scopes }
        }
    }

    @Test func `another refusal brings Google's words`() async throws {
        try await listen { receiver, visitor in
            let target = "\(visitor.path)?error=org_internal&error_description=%3Cb%3Eno&state=\(Self.state.text)"
            let page = try await visitor.get(target)
            #expect(page.body == ResultPage(.refusal, detail: "Google said: org_internal, <b>no").html)
            await #expect(throws: ConsentError.refused(code: "org_internal", description: "<b>no")) {
                try await receiver.answer(within: .seconds(60)).scopes
            }
        }
    }

    @Test func `of many answers at once one is taken, and told so`() async throws {
        let count = 20
        let (code, pages) = try await listen { receiver, visitor in
            try await withThrowingTaskGroup(of: (Int, Int?).self) { group in
                for number in 0..<count {
                    // Who comes too late finds the port closed, which is an answer as well.
                    group.addTask { (number, try? await visitor.get(visitor.answer(code: "c\(number)")).status) }
                }
                let code = try await receiver.answer(within: .seconds(60))
                receiver.show(ResultPage(.success))
                return (text(of: code.secret), try await group.reduce(into: [:]) { $0[$1.0] = $1.1 })
            }
        }
        let winners = pages.filter { $0.value == 200 }.keys
        #expect(winners.map { "c\($0)" } == [code])
        #expect(pages.values.allSatisfy { [200, 410, nil].contains($0) })
    }

    @Test func `with the answer the port is closed, before its page is delivered`() async throws {
        try await listen { receiver, visitor in
            async let page = visitor.get(visitor.answer())
            _ = try await receiver.answer(within: .seconds(60))
            // The kernel may let in a few more while the port is being closed. The time limit ends a port that stays open.
            while await !isRefused(visitor) {}
            receiver.show(ResultPage(.success))
            #expect(try await page.status == 200)
        }
    }

    @Test func `clients that never finish hold nobody up`() async throws {
        try await listen { receiver, visitor in
            var slow: [any Channel] = []
            for _ in 0..<20 { slow.append(try await visitor.dawdle(after: "GET \(visitor.answer()) HT")) }
            async let page = visitor.get(visitor.answer())
            _ = try await receiver.answer(within: .seconds(60))
            receiver.show(ResultPage(.success))
            #expect(try await page.status == 200)
            // They are closed along with the port.
            for channel in slow { try await channel.closeFuture.get() }
        }
    }

    @Test func `no answer in time is an error that names what Google keeps to itself`() async throws {
        let error = await #expect(throws: ConsentError.self) {
            try await listen { receiver, _ in try await receiver.answer(within: .milliseconds(1)).scopes }
        }
        #expect(error == .timedOut(after: .milliseconds(1)))
        for cause in [
            "admin_policy_enforced", "org_internal", "redirect_uri_mismatch", "deleted_client", "disallowed_useragent",
            "rate_limit_exceeded", "closed",
        ] {
            #expect(error?.hint?.contains(cause) == true)
        }
        #expect(ConsentError.timedOut(after: .seconds(300)).description == "no consent came back within 5 minutes")
    }

    @Test func `a cancelled wait ends, whoever is connected`() async throws {
        let (waiting, started) = AsyncStream<Void>.makeStream()
        let login = Task {
            try await listen { receiver, visitor in
                _ = try await visitor.dawdle(after: "GET / HTTP/1.1\r\n")
                started.finish()
                return try await receiver.answer(within: .seconds(60)).scopes
            }
        }
        for await _ in waiting {}
        login.cancel()
        await #expect(throws: ConsentError.interrupted) { try await login.value }
    }

    @Test func `a pasted address is an answer, and the only one`() async throws {
        try await listen { receiver, visitor in
            #expect(throws: PastedRedirectError.withoutState) { try receiver.take(pasted: "4/0A") }
            try receiver.take(pasted: "http://\(visitor.host)\(visitor.answer())")
            #expect(throws: PastedRedirectError.tooLate) {
                try receiver.take(pasted: visitor.host + visitor.answer(code: "b"))
            }
            let code = try await receiver.answer(within: .seconds(60))
            #expect(text(of: code.secret) == "4/0A")
        }
    }

    private func isRefused(_ visitor: Visitor) async -> Bool {
        do {
            _ = try await visitor.get("/")
            return false
        } catch let error as NIOConnectionError {
            return error.connectionErrors.contains { ($0.error as? IOError)?.errnoCode == ECONNREFUSED }
        } catch {
            // Let in, and cut off.
            return false
        }
    }

    /// Listens, with somebody who knows where.
    @discardableResult
    private func listen<Result>(_ body: (LoopbackReceiver, Visitor) async throws -> Result) async throws -> Result {
        try await LoopbackReceiver.listen(state: Self.state) { receiver in
            try await body(receiver, try #require(Visitor(to: receiver)))
        }
    }

    /// What the browser shows when `work` is all that happens.
    private func page(_ work: (LoopbackReceiver) async throws -> Void) async throws -> Visitor.Reply {
        var reply: Task<Visitor.Reply, any Error>?
        do {
            try await listen { receiver, visitor in
                reply = Task { try await visitor.get(visitor.answer()) }
                try await work(receiver)
            }
        } catch {
            // The page is what is asked for.
        }
        return try await #require(reply).value
    }
}
