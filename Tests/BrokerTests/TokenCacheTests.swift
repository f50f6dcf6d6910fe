import Credentials
import NIOCore
import Testing

@testable import Broker

@Suite(.timeLimit(.minutes(2)))
struct TokenCacheTests {
    private static let key = TokenCache.Key(name: ann.name, scopes: [])

    private let clock = StandingClock()

    @Test func `a token is fetched once and handed out until it ages`() async throws {
        let mint = Mint(clock)
        try await working(mint) { cache async throws in
            #expect(try await text(cache) == "ya29.ann-1")
            clock.advance(by: .seconds(3599 - 601))
            #expect(try await text(cache) == "ya29.ann-1")
            #expect(mint.orders.count == 1)
        }
    }

    @Test func `of many who ask at once, one asks for all`() async throws {
        let mint = Mint(clock, isHeld: true)
        try await working(mint) { cache async throws in
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<50 { group.addTask { try await text(cache) } }
                try await until { !mint.orders.isEmpty }
                mint.release()
                for try await text in group { #expect(text == "ya29.ann-1") }
            }
        }
        #expect(mint.orders.count == 1)
    }

    @Test func `each credential and each set of scopes has a token of its own`() async throws {
        let mint = Mint(clock)
        try await working(mint) { cache async throws in
            for key in [
                Self.key, TokenCache.Key(name: ann.name, scopes: [.adwords]),
                TokenCache.Key(name: identity("bob", email: nil).name, scopes: []), Self.key,
            ] { _ = try await cache.token(key) }
        }
        #expect(mint.orders.map(\.name.description) == ["ann", "ann", "bob"])
        #expect(mint.orders.map(\.scopes) == [[], [.adwords], []])
    }

    @Test func `an ageing token is handed out while the next one is fetched`() async throws {
        let mint = Mint(clock, isHeld: true)
        try await working(mint) { cache async throws in
            mint.release()
            #expect(try await text(cache) == "ya29.ann-1")
            clock.advance(by: .seconds(3599 - 600))
            #expect(try await text(cache) == "ya29.ann-1")
            try await until { mint.orders.count >= 2 }
            #expect(try await text(cache) == "ya29.ann-1")
            mint.release()
            try await until { try await text(cache) != "ya29.ann-1" }
            #expect(try await text(cache) == "ya29.ann-2")
        }
        #expect(mint.orders.count == 2)
    }

    @Test func `a token of what may not be lent any more is handed out for five seconds at most`() async throws {
        let mint = Mint(clock)
        let refusal = TokenRefusal.dead("there is no credential ann")
        try await working(mint) { cache async throws in
            #expect(try await text(cache) == "ya29.ann-1")
            mint.end(refusal)
            clock.advance(by: .milliseconds(4999))
            #expect(try await text(cache) == "ya29.ann-1")
            #expect(mint.checks == 0)
            clock.advance(by: .milliseconds(1))
            for _ in 0..<3 {
                let error = await #expect(throws: TokenRefusal.self) { try await text(cache) }
                #expect(error == refusal)
            }
            #expect(mint.checks == 1)
            #expect(mint.orders.count == 1)
        }
    }

    @Test func `what may not be lent any more is refused as often as it is asked for, ageing or not`() async throws {
        let mint = Mint(clock)
        mint.setLife(.seconds(420))
        let refusal = TokenRefusal.dead("there is no credential ann")
        try await working(mint) { cache async throws in
            #expect(try await text(cache) == "ya29.ann-1")
            mint.end(refusal)
            mint.refuse(refusal)
            clock.advance(by: .seconds(61))
            for _ in 0..<3 {
                await #expect(throws: TokenRefusal.self) { try await text(cache) }
            }
        }
    }

    @Test func `while the vault cannot be asked, a token at hand is still handed out`() async throws {
        let mint = Mint(clock)
        try await working(mint) { cache async throws in
            #expect(try await text(cache) == "ya29.ann-1")
            mint.end(.unavailable("the vault is busy"))
            for checks in 1...3 {
                clock.advance(by: .seconds(5))
                #expect(try await text(cache) == "ya29.ann-1")
                #expect(mint.checks == checks)
            }
        }
    }

    @Test func `the next token is to live longer than the one at hand`() async throws {
        let mint = Mint(clock)
        try await working(mint) { cache in _ = try await cache.token(Self.key) }
        #expect(mint.orders.map(\.minimumLife) == [.seconds(660)])
    }

    @Test func `a transient failure leaves the old token until it has five minutes left`() async throws {
        let mint = Mint(clock)
        let refusal = TokenRefusal.unavailable("the network is down")
        try await working(mint) { cache async throws in
            #expect(try await text(cache) == "ya29.ann-1")
            mint.refuse(refusal)
            clock.advance(by: .seconds(3599 - 301))
            #expect(try await text(cache) == "ya29.ann-1")
            try await until { mint.orders.count >= 2 }
            clock.advance(by: .seconds(1))
            let error = await #expect(throws: TokenRefusal.self) { try await text(cache) }
            #expect(error?.text == refusal.text)
        }
    }

    @Test func `a dead credential's token is not handed out any more`() async throws {
        let mint = Mint(clock)
        try await working(mint) { cache async throws in
            #expect(try await text(cache) == "ya29.ann-1")
            mint.refuse(.dead("ann is dead"))
            clock.advance(by: .seconds(3599 - 600))
            // The one who learns of it late still gets the old one.
            try await until { await (try? text(cache)) == nil }
            await #expect(throws: TokenRefusal.dead("ann is dead")) { try await text(cache) }
        }
        #expect(mint.orders.count == 2)
    }

    @Test func `of a credential that is dead no token of any scopes is handed out`() async throws {
        let mint = Mint(clock)
        try await working(mint) { cache async throws in
            #expect(try await text(cache) == "ya29.ann-1")
            mint.refuse(.dead("ann is dead"))
            let other = TokenCache.Key(name: ann.name, scopes: [.adwords])
            await #expect(throws: TokenRefusal.dead("ann is dead")) { _ = try await cache.token(other) }
            await #expect(throws: TokenRefusal.dead("ann is dead")) { try await text(cache) }
        }
    }

    @Test func `a token that lives ten minutes or less is not fetched again at each request`() async throws {
        let mint = Mint(clock)
        mint.setLife(.seconds(590))
        try await working(mint) { cache async throws in
            for _ in 0..<20 { #expect(try await text(cache) == "ya29.ann-1") }
            clock.advance(by: .seconds(60))
            try await until { try await text(cache) == "ya29.ann-2" }
            for _ in 0..<20 { #expect(try await text(cache) == "ya29.ann-2") }
        }
        #expect(mint.orders.count == 2)
    }

    @Test func `after failures nobody is asked for 1, 2, 4 … seconds, at most a minute`() async throws {
        let mint = Mint(clock)
        mint.refuse(.unavailable("the network is down"))
        try await working(mint) { cache async throws in
            for (count, pause) in [1, 2, 4, 8, 16, 32, 60, 60].enumerated() {
                await #expect(throws: TokenRefusal.self) { try await text(cache) }
                #expect(mint.orders.count == count + 1)
                clock.advance(by: .milliseconds(pause * 1000 - 1))
                await #expect(throws: TokenRefusal.unavailable("the network is down", retryAfter: .milliseconds(1))) {
                    try await text(cache)
                }
                #expect(mint.orders.count == count + 1)
                clock.advance(by: .milliseconds(1))
            }
            mint.refuse(nil)
            #expect(try await text(cache) == "ya29.ann-9")
        }
    }

    @Test func `Google's own pause is kept`() async throws {
        let mint = Mint(clock)
        mint.refuse(.unavailable("too many requests", retryAfter: .seconds(300)))
        try await working(mint) { cache async throws in
            await #expect(throws: TokenRefusal.self) { try await text(cache) }
            clock.advance(by: .seconds(299))
            await #expect(throws: TokenRefusal.self) { try await text(cache) }
            #expect(mint.orders.count == 1)
            clock.advance(by: .seconds(1))
            await #expect(throws: TokenRefusal.self) { try await text(cache) }
            #expect(mint.orders.count == 2)
        }
    }

    @Test(arguments: [TokenRefusal.dead("ann is dead"), .scope("google does not grant it")])
    func `what a person must mend is tried again after a minute`(_ refusal: TokenRefusal) async throws {
        let mint = Mint(clock)
        mint.refuse(refusal)
        try await working(mint) { cache async throws in
            await #expect(throws: refusal) { try await text(cache) }
            clock.advance(by: .milliseconds(59_999))
            await #expect(throws: refusal) { try await text(cache) }
            #expect(mint.orders.count == 1)
            mint.refuse(nil)
            clock.advance(by: .milliseconds(1))
            #expect(try await text(cache) == "ya29.ann-2")
        }
    }

    @Test func `a clock that is set back does not stop anybody`() async throws {
        let mint = Mint(clock)
        mint.refuse(.unavailable("the network is down"))
        try await working(mint) { cache async throws in
            await #expect(throws: TokenRefusal.self) { try await text(cache) }
            mint.refuse(nil)
            clock.advance(by: .seconds(-3600))
            #expect(try await text(cache) == "ya29.ann-2")
        }
    }

    @Test(arguments: [(300_000, false), (300_001, true)])
    func `a new token that ends within five minutes is not handed out`(_ life: Int, _ isGood: Bool) async throws {
        let mint = Mint(clock)
        mint.setLife(.milliseconds(life))
        let outcome = try await working(mint) { cache in try? await text(cache) }
        #expect((outcome != nil) == isGood)
    }

    @Test(arguments: ["", "ya29.\"x", "ya29 x", "ya29.\u{e9}", "ya29.x\n", String(repeating: "x", count: 8193)])
    func `what is no bearer token is not written into JSON`(_ token: String) {
        #expect(HeldToken(IssuedToken(secret: secret(token), expiresAt: clock.now)) == nil)
    }

    @Test func `a source that never answers is given up`() async throws {
        let mint = Mint(clock, isHeld: true)
        try await working(mint, limit: .milliseconds(1)) { cache async throws in
            await #expect(throws: TokenRefusal.unavailable("no access token came within 0 s")) {
                try await text(cache)
            }
        }
    }

    @Test func `who waits gives up when the server ends`() async throws {
        let mint = Mint(clock, isHeld: true)
        await #expect(throws: TokenRefusal.self) {
            try await working(mint) { cache async throws in
                try await withThrowingTaskGroup(of: String.self) { group in
                    group.addTask { try await text(cache) }
                    try await until { !mint.orders.isEmpty }
                    group.cancelAll()
                    _ = try await group.next()
                }
            }
        }
    }

    @Test func `however many sets of scopes are asked for, few tokens are kept`() async throws {
        let mint = Mint(clock)
        try await working(mint) { cache async throws in
            for number in 0...TokenShelf.limit {
                clock.advance(by: .milliseconds(1))
                _ = try await cache.token(TokenCache.Key(name: ann.name, scopes: [try Scope("s\(number)")]))
            }
            #expect(mint.orders.count == TokenShelf.limit + 1)
            // The one that ends first had to go; the others are there.
            _ = try await cache.token(TokenCache.Key(name: ann.name, scopes: [try Scope("s1")]))
            #expect(mint.orders.count == TokenShelf.limit + 1)
            _ = try await cache.token(TokenCache.Key(name: ann.name, scopes: [try Scope("s0")]))
            #expect(mint.orders.count == TokenShelf.limit + 2)
        }
    }

    @discardableResult
    private func working<Result: Sendable>(
        _ mint: Mint,
        limit: Duration = .seconds(60),
        _ body: (TokenCache) async throws -> Result
    ) async throws -> Result {
        let cache = TokenCache(
            source: mint.issue,
            mayLend: mint.check,
            now: { [clock] in clock.now },
            limit: limit
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await cache.work() }
            defer { group.cancelAll() }
            return try await body(cache)
        }
    }

    private func text(_ cache: TokenCache) async throws -> String {
        let body = String(buffer: try await cache.token(Self.key).answer(at: clock.now))
        return body.split(separator: "\"").dropFirst(2).first { $0 != ":" }.map(String.init) ?? ""
    }
}
