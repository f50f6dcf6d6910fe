import Credentials
import GoogleHTTP
import GoogleSandbox
import OAuthFlow
import Sealing
import Testing
import Vault

@testable import Operations

/// Access tokens, and what a refresh does to the credential.
struct RefreshTests {
    @Test func `an access token is in the log before it is out`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let token = try await scene.session.accessToken(of: try Name("ann"))

            #expect(revealed(token.secret).hasPrefix("ya29."))
            #expect(try scene.audit().last == "token ann")
            #expect(try scene.show("ann").lastRefreshedAt != nil)
        }
    }

    @Test func `without the log no access token leaves`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            scene.store.fail()
            let reason = "vault.db: the disk is full"
            await #expect(throws: OperationError.auditUnavailable(reason)) {
                _ = try await scene.session.accessToken(of: try Name("ann"))
            }
        }
    }

    @Test func `an access token of fewer scopes changes nothing about what was granted`() async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.requiredScopes = [] }
            let token = try await scene.session.accessToken(of: try Name("ann"), scopes: [.adwords])

            #expect(token.scopes == [.adwords])
            #expect(try scene.show("ann").scopes == Scope.loginDefaults)
            #expect(try scene.show("ann").requiredScopes == [])
        }
    }

    @Test func `a refresh token that Google replaces is committed first`() async throws {
        try await withScene { scene in
            let old = try await scene.seed("ann")
            await scene.google.configure { $0.rotateRefreshTokens = true }
            _ = try await scene.session.accessToken(of: try Name("ann"))

            let new = try #require(try scene.token("ann"))
            #expect(new != old)
            #expect(await scene.google.isLive(new))
            #expect(try scene.show("ann").fingerprint == scene.vault.fingerprint(of: secret(new)))
            #expect(try scene.audit().suffix(2) == ["renew ann", "token ann"])
        }
    }

    @Test func `a replacement that cannot be stored is said, and nothing leaves`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            await scene.google.configure { $0.rotateRefreshTokens = true }
            scene.store.fail()
            let error = await #expect(throws: OperationError.self) {
                _ = try await scene.session.accessToken(of: try Name("ann"))
            }

            guard case .notStored(let name, _)? = error else { throw Unexpected(error) }
            #expect(name.description == "ann")
        }
    }

    @Test func `a replacement that check cannot store is said`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            await scene.google.configure { $0.rotateRefreshTokens = true }
            // The run's own line takes three steps: the entry, the head, the commit.
            scene.store.fail(atStep: 4)
            let stopped = await #expect(throws: StoppedCheck.self) { _ = try await scene.session.check(Filter()) }

            guard case OperationError.notStored? = stopped?.cause else { throw Unexpected(stopped?.cause) }
        }
    }

    @Test func `a replacement follows a credential to its new name`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            await scene.google.configure { $0.rotateRefreshTokens = true }
            let subject = try scene.vault.read { try $0.refreshable(try Name("ann")) }
            _ = try scene.session.rename(try Name("ann"), to: try Name("reporting"))
            let another = try await scene.seed("ann", of: Scene.bob)
            _ = try await scene.session.refresh(subject)

            #expect(await scene.google.isLive(try #require(try scene.token("reporting"))))
            #expect(try scene.token("ann") == another)
        }
    }

    @Test func `a strange field beside a replacement does not lose it, and is said`() async throws {
        try await withScene { scene in
            let old = try await scene.seed("ann")
            await scene.google.configure { $0.rotateRefreshTokens = true }
            let strange: [String: JSON] = ["refresh_token_expires_in": .string("soon"), "scope": .array([])]
            await scene.google.misbehave(.edit(strange), at: .token)
            let token = try await scene.session.accessToken(of: try Name("ann"))

            let new = try #require(try scene.token("ann"))
            #expect(new != old)
            #expect(await scene.google.isLive(new))
            #expect(
                token.warnings == [
                    "refresh_token_expires_in in google's answer is not what it should be, and was passed over",
                    "scope in google's answer is not what it should be, and was passed over",
                ]
            )
            #expect(try scene.show("ann").scopes == Scope.loginDefaults)
        }
    }

    @Test func `a replacement without an access token is committed all the same`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            await scene.google.configure { $0.rotateRefreshTokens = true }
            await scene.google.misbehave(.edit(remove: ["expires_in"]), at: .token, times: 2)
            let malformed = OperationError.google(.nonsense(.field("expires_in"), expecting: .tokenReply))
            await #expect(throws: malformed) { _ = try await scene.session.accessToken(of: try Name("ann")) }
            #expect(await scene.google.isLive(try #require(try scene.token("ann"))))

            let checked = try await scene.session.check(Filter())
            #expect(checked.flatMap(\.findings).map(\.code) == [.unreachable])
            #expect(await scene.google.isLive(try #require(try scene.token("ann"))))
        }
    }

    @Test(arguments: ["token", "check"])
    func `an interruption waits for what Google gives in the place of a token`(command: String) async throws {
        try await withScene { scene in
            let old = try await scene.seed("ann")
            await scene.google.configure { $0.rotateRefreshTokens = true }
            await scene.google.misbehave(.delay(milliseconds: 200), at: .token)
            let session = scene.session
            let run = Task {
                if command == "check" { return try await session.check(Filter()).count }
                return try await session.accessToken(of: try Name("ann")).secret.byteCount
            }
            while await scene.google.requestCount(at: .token) == 0 { await Task.yield() }
            run.cancel()

            switch await run.result {
            case .success(let count): #expect(command == "check" && count == 0)
            case .failure(let error): #expect(error as? OperationError == .google(.http(.cancelled)))
            }
            let new = try #require(try scene.token("ann"))
            #expect(new != old)
            #expect(await scene.google.isLive(new))
        }
    }

    @Test func `of two replacements that come at once none is lost, and the one that works stays`() async throws {
        try await withScene { scene in
            let first = try await scene.seed("ann")
            await scene.google.configure { $0.rotateRefreshTokens = true }
            // Another process holds the token as it was, and is slower.
            let subject = try scene.vault.read { try $0.refreshable(try Name("ann")) }
            _ = try await scene.session.refresh(subject)
            let second = try #require(try scene.token("ann"))
            let another = try await scene.google.mint(account: Scene.ann, client: scene.client.id)[0]
            await scene.google.misbehave(.body(reply(refreshToken: another)), at: .token)
            _ = try await scene.session.refresh(subject)

            #expect(try scene.token("ann") == second)
            #expect(try scene.token("ann", .successor) == another)
            #expect(Set([first, second, another]).count == 3)

            await scene.google.configure { $0.rotateRefreshTokens = false }
            #expect(try await scene.session.check(Filter()).map(\.ok) == [true])
            #expect(try scene.token("ann") == another)
            #expect(try scene.token("ann", .successor) == nil)
        }
    }

    @Test func `a replacement for which no place is left becomes a credential of its own`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let subject = try scene.vault.read { try $0.refreshable(try Name("ann")) }
            var tokens: [String] = []
            for _ in 0..<3 {
                let token = try await scene.google.mint(account: Scene.ann, client: scene.client.id)[0]
                tokens.append(token)
                await scene.google.misbehave(.body(reply(refreshToken: token)), at: .token)
                _ = try await scene.session.refresh(subject)
            }

            #expect(try [scene.token("ann"), scene.token("ann", .successor), scene.token("ann-2")] == tokens)
        }
    }

    @Test func `a replacement of what was forgotten meanwhile is kept under its name`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            await scene.google.configure { $0.rotateRefreshTokens = true }
            let subject = try scene.vault.read { try $0.refreshable(try Name("ann")) }
            _ = try scene.session.forget(try Name("ann"))
            _ = try await scene.session.refresh(subject)

            #expect(await scene.google.isLive(try #require(try scene.token("ann"))))
        }
    }

    @Test func `scopes beyond what a record holds do not keep a token from being stored`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let many = (Scope.loginDefaults + (try manyScopes())).map(\.description).joined(separator: " ")
            let token = try await scene.google.mint(account: Scene.ann, client: scene.client.id)[0]
            await scene.google.misbehave(.body(reply(refreshToken: token, scope: many)), at: .token)
            _ = try await scene.session.accessToken(of: try Name("ann"))

            #expect(try scene.token("ann") == token)
            let scopes = try scene.show("ann").scopes
            #expect(scopes.starts(with: Scope.loginDefaults))
            #expect((100..<1000).contains(scopes.count))
        }
    }

    private func reply(refreshToken: String, scope: String = "openid") -> String {
        #"{"access_token":"ya29.a","expires_in":3599,"token_type":"Bearer","refresh_token":"\#(refreshToken)","scope":"\#(scope)"}"#
    }

    @Test func `a dead token is told, and the credential is suspect`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann")
            try await scene.google.revokeByUser(Scene.ann)
            let error = await #expect(throws: OperationError.self) {
                _ = try await scene.session.accessToken(of: try Name("ann"))
            }

            guard case .dead(_, .invalidGrant(.expiredOrRevoked, _))? = error else { throw Unexpected(error) }
            #expect(try scene.show("ann").state == .suspect)
            #expect(try scene.token("ann") == token)
        }
    }

    @Test func `a token whose time is over is expired`() async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.expiresAt = $0.createdAt }
            try await scene.google.revokeByUser(Scene.ann)
            _ = try? await scene.session.accessToken(of: try Name("ann"))

            #expect(try scene.show("ann").state == .expired)
        }
    }

    @Test(arguments: [Credential.State.suspect, .expired])
    func `a token that works again is active`(state: Credential.State) async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.state = state }
            _ = try await scene.session.accessToken(of: try Name("ann"))

            #expect(try scene.show("ann").state == .active)
        }
    }

    @Test(arguments: [Credential.State.revoking, .revoked])
    func `what is revoked gives no access token`(state: Credential.State) async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.state = state }
            await #expect(throws: OperationError.unusable(try Name("ann"), state)) {
                _ = try await scene.session.accessToken(of: try Name("ann"))
            }

            #expect(await scene.google.requestCount(at: .token) == 0)
        }
    }

    @Test func `a client of the same name and another id is not the credential's`() async throws {
        try await withScene { scene in
            let other = await scene.google.addClient()
            try await scene.seed("ann", by: other)
            await #expect(throws: OperationError.unknown(.client, try Name("desktop"), nearest: nil)) {
                _ = try await scene.session.accessToken(of: try Name("ann"))
            }
        }
    }

    @Test func `a token that Google repeats in its words is passed on to nobody`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann")
            let echo = Misbehaviour.status(400, error: "invalid_grant", description: "Bad token: \(token)")
            await scene.google.misbehave(echo, at: .token, times: nil)
            let error = await #expect(throws: OperationError.self) {
                _ = try await scene.session.accessToken(of: try Name("ann"))
            }
            let checked = try await scene.session.check(Filter())

            let said = ["\(error.map { "\($0)" } ?? "")", "\(checked)", "\(try scene.session.audit())"]
            #expect(said[0].contains("Bad token"))
            for text in said { #expect(!text.contains(token)) }
        }
    }

    @Test(arguments: Trouble.all)
    func `trouble on the way leaves the credential as it was`(trouble: Trouble) async throws {
        try await withScene(callLimit: trouble.callLimit) { scene in
            let token = try await scene.seed("ann")
            let before = try scene.whole("ann")
            await scene.google.misbehave(trouble.misbehaviour, at: .token, times: nil)
            let error = await #expect(throws: OperationError.self) {
                _ = try await scene.session.accessToken(of: try Name("ann"))
            }

            guard case .google(let cause)? = error, cause.isTransient else { throw Unexpected(error) }
            #expect(!"\(cause)".contains(token))
            #expect(try scene.whole("ann") == before)

            let checked = try await scene.session.check(Filter())
            #expect(checked.flatMap(\.findings).map(\.code) == [trouble.code])
            #expect(checked[0].findings[0].next == "adsvault check ann")
            #expect(try scene.whole("ann") == before)
        }
    }
}

/// A way in which Google or the network fails in passing.
struct Trouble: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let misbehaviour: Misbehaviour
    var code = Finding.Code.unreachable
    var callLimit = Duration.seconds(20)

    static let all = [
        Trouble(testDescription: "500", misbehaviour: .status(500)),
        Trouble(testDescription: "503", misbehaviour: .status(503)),
        Trouble(
            testDescription: "429 for longer than anyone waits",
            misbehaviour: .status(429, retryAfterSeconds: 3600),
            code: .rateLimited
        ),
        Trouble(testDescription: "silence", misbehaviour: .silence, callLimit: .milliseconds(100)),
        Trouble(testDescription: "truncated", misbehaviour: .truncate),
        Trouble(testDescription: "HTML", misbehaviour: .html()),
        Trouble(testDescription: "huge", misbehaviour: .huge(byteCount: 2 << 20)),
        Trouble(testDescription: "redirect", misbehaviour: .redirect("https://elsewhere.example/")),
    ]
}
