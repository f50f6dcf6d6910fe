import Credentials
import GoogleSandbox
import OAuthFlow
import Operations
import Testing
import Vault

/// A new token for a credential: the old one stays until the new one has worked.
struct RotateTokenTests {
    @Test func `the new token is proven, takes the place, and the old one lives on`() async throws {
        try await withScene { scene in
            let old = try await scene.seed("ann") { credential in
                credential.owner = "Ann"
                credential.tags = ["team": "ads"]
                credential.exports = 3
            }
            let outcome = try await scene.session.rotateToken(try Name("ann"), on: scene.surface)

            let new = try #require(try scene.token("ann"))
            #expect(new != old)
            #expect(await scene.google.isLive(new))
            #expect(await scene.google.isLive(old))
            #expect(await scene.google.requestCount(at: .revoke) == 0)
            #expect(try scene.token("ann", .successor) == nil)
            let stored = try scene.show("ann")
            #expect(stored == outcome.credential)
            #expect(stored.fingerprint == scene.session.vault.fingerprint(of: secret(new)))
            #expect(stored.owner == "Ann")
            #expect(stored.tags == ["team": "ads"])
            #expect(stored.exports == 3)
        }
    }

    @Test func `another account than the stored one is refused`() async throws {
        try await withScene { scene in
            let old = try await scene.seed("ann")
            await scene.google.addAccount(Scene.bob)
            try await scene.google.orderConsent(ConsentOrder(account: Scene.bob))
            await #expect(throws: OperationError.wrongAccount(expected: Scene.ann, actual: Scene.bob)) {
                try await scene.session.rotateToken(try Name("ann"), on: scene.surface)
            }

            #expect(try scene.token("ann") == old)
            #expect(try scene.token("ann", .successor) == nil)
        }
    }

    @Test func `an account known by its number alone is recognized`() async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.account?.email = nil }
            await scene.google.addAccount(Scene.bob)
            try await scene.google.orderConsent(ConsentOrder(account: Scene.bob))
            let subject = try #require(try scene.show("ann").account?.subject)
            await #expect(throws: OperationError.wrongAccount(expected: subject, actual: Scene.bob)) {
                try await scene.session.rotateToken(try Name("ann"), on: scene.surface)
            }
        }
    }

    @Test func `a new token that does not work leaves the old one, and waits`() async throws {
        try await withScene { scene in
            let old = try await scene.seed("ann")
            await scene.breakRefreshes(.status(400, error: "invalid_grant", description: "Bad Request"), times: 1)
            await #expect(throws: OperationError.successorDead(try Name("ann"))) {
                try await scene.session.rotateToken(try Name("ann"), on: scene.surface)
            }

            #expect(try scene.token("ann") == old)
            let waiting = try #require(try scene.token("ann", .successor))
            #expect(await scene.google.isLive(waiting))
        }
    }

    @Test func `a new token that is refused again gives way to the next`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            await scene.breakRefreshes(.status(400, error: "invalid_grant", description: "Bad Request"), times: 1)
            _ = try? await scene.session.rotateToken(try Name("ann"), on: scene.surface)
            let waiting = try #require(try scene.token("ann", .successor))
            await scene.google.misbehave(.status(400, error: "invalid_grant", description: "Bad Request"), at: .token)
            let outcome = try await scene.session.rotateToken(try Name("ann"), on: scene.surface)

            let new = try #require(try scene.token("ann"))
            #expect(new != waiting)
            #expect(outcome.credential == (try scene.show("ann")))
            #expect(try scene.token("ann", .successor) == nil)
            // One refusal proves nothing, and two do not either.
            #expect(try scene.token("ann-2") == waiting)
            #expect(try scene.show("ann-2").state == .suspect)
            #expect(outcome.warnings == ["the token of an earlier consent, which google refuses, is kept as ann-2"])
        }
    }

    @Test(arguments: [true, false])
    func `a consent that comes to nothing leaves the token that waits`(replaces: Bool) async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            await scene.breakRefreshes(.status(400, error: "invalid_grant", description: "Bad Request"), times: 1)
            _ = try? await scene.session.rotateToken(try Name("ann"), on: scene.surface)
            let waiting = try #require(try scene.token("ann", .successor))

            await scene.google.misbehave(.status(400, error: "invalid_grant", description: "Bad Request"), at: .token)
            try await scene.google.orderConsent(ConsentOrder(deny: true))
            await #expect(throws: OperationError.consent(.denied)) {
                if replaces { return try await scene.login("ann") { $0.replace = true } }
                return try await scene.session.rotateToken(try Name("ann"), on: scene.surface)
            }
            #expect(try scene.token("ann", .successor) == waiting)
        }
    }

    @Test func `another account's token that waits outlives the revocation of the one it was to replace`() async throws
    {
        try await withScene { scene in
            let old = try await scene.seed("ann")
            await scene.google.addAccount(Scene.bob)
            try await scene.google.orderConsent(ConsentOrder(account: Scene.bob))
            await scene.breakRefreshes(.status(503), times: 3)
            try await scene.login("ann", hint: nil) { $0.replace = true }
            let waiting = try #require(try scene.token("ann", .successor))
            _ = try await scene.session.revoke(try scene.session.planRevocation(of: [try Name("ann")]))

            #expect(await !scene.google.isLive(old))
            #expect(try scene.show("ann").state == .revoked)
            #expect(try scene.token("ann", .successor) == nil)
            #expect(try scene.token("ann-2") == waiting)
            #expect(try scene.show("ann-2").account?.email == Scene.bob)
            #expect(await scene.google.isLive(waiting))
        }
    }

    @Test func `a token of the same grant that waits goes with it`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            await scene.breakRefreshes(.status(503), times: 3)
            _ = try await scene.session.rotateToken(try Name("ann"), on: scene.surface)
            _ = try await scene.session.revoke(try scene.session.planRevocation(of: [try Name("ann")]))

            #expect(try scene.session.list().map(\.name.description) == ["ann"])
            #expect(try scene.token("ann", .successor) == nil)
        }
    }

    @Test func `a failing network leaves both tokens, and check finishes`() async throws {
        try await withScene { scene in
            let old = try await scene.seed("ann")
            await scene.breakRefreshes(.status(503), times: nil)
            let outcome = try await scene.session.rotateToken(try Name("ann"), on: scene.surface)

            #expect(outcome.warnings.count == 1)
            #expect(outcome.warnings[0].contains("not proven yet"))
            #expect(try scene.token("ann") == old)
            let waiting = try #require(try scene.token("ann", .successor))

            await scene.google.behave()
            let checked = try await scene.session.check(Filter())
            #expect(checked.map(\.ok) == [true])
            #expect(try scene.token("ann") == waiting)
            #expect(try scene.token("ann", .successor) == nil)
        }
    }

    @Test func `a token that waits and works makes another consent needless`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            await scene.breakRefreshes(.status(503), times: nil)
            _ = try await scene.session.rotateToken(try Name("ann"), on: scene.surface)
            let waiting = try #require(try scene.token("ann", .successor))

            await scene.google.behave()
            _ = try await scene.session.rotateToken(try Name("ann"), on: scene.surface)
            #expect(scene.browser.visitCount == 1)
            #expect(try scene.token("ann") == waiting)
        }
    }

    @Test func `what is said meanwhile stays with the new token`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            await scene.breakRefreshes(.status(503), times: nil)
            _ = try await scene.session.rotateToken(try Name("ann"), on: scene.surface)
            var change = DescriptionChange()
            change.owner = "Ann"
            _ = try scene.session.describe(try Name("ann"), change)
            _ = try scene.session.rename(try Name("ann"), to: try Name("reporting"))

            await scene.google.behave()
            _ = try await scene.session.check(Filter())
            #expect(try scene.show("reporting").owner == "Ann")
            #expect(try scene.token("reporting", .successor) == nil)
        }
    }

    @Test func `a revocation asked for meanwhile is not undone by the new token`() async throws {
        try await withScene { scene in
            let old = try await scene.seed("ann")
            await scene.breakRefreshes(.status(503), times: nil)
            _ = try await scene.session.rotateToken(try Name("ann"), on: scene.surface)
            await scene.google.misbehave(.status(503), at: .revoke, times: nil)
            _ = try await scene.session.revoke(try scene.session.planRevocation(of: [try Name("ann")]))

            await scene.google.behave()
            _ = try await scene.session.check(Filter())
            #expect(try scene.show("ann").state == .revoking)
            #expect(try scene.token("ann") == old)
        }
    }

    @Test func `a revocation that begins while the person consents does not take the new token along`() async throws {
        try await withScene { scene in
            let old = try await scene.seed("ann")
            let surface = scene.surface(before: {
                var revoking = try scene.show("ann")
                revoking.state = .revoking
                let draft = RecordDraft(type: .credential, name: revoking.name, meta: try revoking.description())
                try scene.vault.write { try $0.update(draft) }
            })
            let outcome = try await scene.session.rotateToken(try Name("ann"), on: surface)

            #expect(outcome.credential.name.description == "ann-2")
            #expect(await scene.google.isLive(try #require(try scene.token("ann-2"))))
            #expect(try scene.token("ann") == old)
            #expect(try scene.token("ann", .successor) == nil)
        }
    }

    @Test func `a refused new token is told by check, which looks at the old one too`() async throws {
        try await withScene { scene in
            let old = try await scene.seed("ann")
            await scene.breakRefreshes(.status(400, error: "invalid_grant", description: "Bad Request"), times: 2)
            _ = try? await scene.session.rotateToken(try Name("ann"), on: scene.surface)
            let checked = try await scene.session.check(Filter())

            #expect(checked[0].ok)
            #expect(checked[0].findings.map(\.code) == [.successorDead, .noCustomers])
            #expect(checked[0].findings[0].next == "adsvault rotate token ann")
            #expect(try scene.token("ann") == old)
            #expect(try scene.token("ann", .successor) != nil)
        }
    }

    @Test func `an account that shows only afterwards to be another is refused`() async throws {
        try await withScene { scene in
            let old = try await scene.seed("ann")
            await scene.google.addAccount(Scene.bob)
            try await scene.google.orderConsent(ConsentOrder(account: Scene.bob))
            await scene.google.misbehave(.edit(remove: ["id_token"]), at: .token)
            await #expect(throws: OperationError.wrongAccount(expected: Scene.ann, actual: Scene.bob)) {
                try await scene.session.rotateToken(try Name("ann"), on: scene.surface)
            }

            #expect(try scene.token("ann") == old)
            #expect(try scene.token("ann", .successor) == nil)
        }
    }
}
