import Credentials
import GoogleSandbox
import OAuthFlow
import Testing
import Vault

@testable import Operations

/// A consent that ends with a token in the vault.
struct LoginTests {
    @Test func `a login stores a living token, and what was granted`() async throws {
        try await withScene { scene in
            let outcome = try await scene.login()

            let stored = try scene.reopened().show(outcome.credential.name)
            #expect(stored == outcome.credential)
            #expect(stored.name.description == Scene.ann)
            #expect(stored.account?.email == Scene.ann)
            #expect(Set(stored.scopes) == Set(Scope.loginDefaults))
            #expect(stored.requiredScopes == Scope.loginDefaults)
            #expect(stored.state == .active)
            let token = try #require(try scene.token(Scene.ann))
            #expect(stored.fingerprint == scene.vault.fingerprint(of: secret(token)))
            #expect(await scene.google.isLive(token))
        }
    }

    @Test func `the token is sealed and not in the file as it is`() async throws {
        try await withScene { scene in
            try await scene.login()

            let token = try #require(try scene.token(Scene.ann))
            let file = try scene.folder.bytes()
            #expect(!file.isEmpty)
            #expect(file.firstRange(of: Array(token.utf8)) == nil)
            #expect(file.firstRange(of: Array(Scene.ann.utf8)) == nil)
        }
    }

    @Test func `the browser is told the name once the token is stored`() async throws {
        try await withScene { scene in
            try await scene.login("reporting")

            #expect(try await scene.browser.lastPage().contains("Stored as reporting."))
        }
    }

    @Test(arguments: [
        ("refresh_token_expires_in", JSON.bool(true)), ("scope", .integer(17)), ("scope", .null),
        ("id_token", .array([])),
        ("expires_in", .null), ("expires_in", .string("soon")), ("access_token", .null), ("token_type", .string("mac")),
    ])
    func `no strange field beside a refresh token loses it`(field: String, value: JSON) async throws {
        try await withScene { scene in
            await scene.google.misbehave(.edit([field: value]), at: .token)
            let outcome = try await scene.login("ann")

            #expect(await scene.google.isLive(try #require(try scene.token("ann"))))
            #expect(outcome.credential.account?.email == Scene.ann)
            #expect(Set(outcome.credential.scopes) == Set(Scope.loginDefaults))
            let isSaid = value != .null && ["refresh_token_expires_in", "scope", "id_token"].contains(field)
            let said = "\(field) in google's answer is not what it should be, and was passed over"
            #expect(outcome.warnings == (isSaid ? [said] : []))
        }
    }

    @Test func `a token of which nothing else is known is stored all the same`() async throws {
        try await withScene { scene in
            let everythingElse = ["id_token", "access_token", "expires_in", "scope"]
            await scene.google.misbehave(.edit(remove: everythingElse), at: .token)
            let outcome = try await scene.login("ann")

            #expect(await scene.google.isLive(try #require(try scene.token("ann"))))
            #expect(outcome.credential.account == nil)
            #expect(outcome.warnings == ["whose token it is shows with the next check: adsvault check ann"])
        }
    }

    @Test func `scopes beyond what a record holds are cut, those asked for last, and that is said`() async throws {
        try await withScene { scene in
            let scopes = try manyScopes() + Scope.loginDefaults
            let text = scopes.map(\.description).joined(separator: " ")
            await scene.google.misbehave(.edit(["scope": .string(text)]), at: .token)
            let outcome = try await scene.login("ann") { $0.tags = ["note": String(repeating: "x", count: 10 * 1024)] }

            let stored = try scene.show("ann")
            #expect(stored == outcome.credential)
            #expect(await scene.google.isLive(try #require(try scene.token("ann"))))
            #expect(stored.scopes.suffix(3) == Scope.loginDefaults[...])
            #expect((20..<1000).contains(stored.scopes.count))
            #expect(stored.tags.count == 1)
            #expect(outcome.warnings == [stored.wordsOfScopes(granted: 1003)])
        }
    }

    @Test func `owner and labels are kept`() async throws {
        try await withScene { scene in
            let outcome = try await scene.login("reporting") { request in
                request.owner = "Ann"
                request.tags = ["team": "ads"]
            }

            #expect(outcome.credential.owner == "Ann")
            #expect(try scene.show("reporting").tags == ["team": "ads"])
        }
    }

    @Test func `a token whose time is limited says until when`() async throws {
        try await withScene { scene in
            try await scene.google.orderConsent(ConsentOrder(accessSeconds: 3600))
            let outcome = try await scene.login()

            let end = try #require(outcome.credential.expiresAt)
            #expect(end - outcome.credential.createdAt == .seconds(3599))
        }
    }

    @Test func `more scopes than asked for are recorded`() async throws {
        try await withScene { scene in
            try await scene.login("first")
            let outcome = try await scene.login("second") { $0.scopes = [.adwords] }

            #expect(outcome.credential.requiredScopes == [.adwords])
            #expect(Set(outcome.credential.scopes) == Set(Scope.loginDefaults))
        }
    }

    @Test func `a default name that is taken loses nothing`() async throws {
        try await withScene { scene in
            let first = try await scene.seed(Scene.ann)
            try await scene.google.orderConsent(ConsentOrder(account: Scene.ann))
            let outcome = try await scene.login(hint: nil)

            #expect(outcome.credential.name.description == Scene.ann + "-2")
            #expect(outcome.warnings == ["\(Scene.ann) is there already, so this is stored as \(Scene.ann)-2"])
            #expect(try scene.token(Scene.ann) == first)
            let second = try #require(try scene.token(Scene.ann + "-2"))
            #expect(second != first)
            #expect(await scene.google.isLive(second))
        }
    }

    @Test func `a second login of the account names its siblings`() async throws {
        try await withScene { scene in
            let other = try await scene.addClient("other")
            try await scene.seed("elsewhere", by: other, named: "other")
            try await scene.seed("stranger", of: Scene.bob)
            let outcome = try await scene.login("second", client: "desktop")

            #expect(outcome.siblings.map(\.description) == ["elsewhere"])
        }
    }

    @Test func `a tombstone's name may be taken`() async throws {
        try await withScene { scene in
            try await scene.seed("old") { $0.state = .revoked }
            let outcome = try await scene.login("old")

            #expect(outcome.credential.name.description == "old")
            #expect(try scene.show("old").state == .active)
        }
    }

    @Test func `an account that the id_token does not prove is asked for`() async throws {
        try await withScene { scene in
            try await scene.seed("sibling")
            await scene.google.misbehave(.editClaims(["iss": "https://elsewhere.example"]), at: .token)
            let outcome = try await scene.login("new")

            #expect(outcome.credential.account?.email == Scene.ann)
            #expect(outcome.siblings.map(\.description) == ["sibling"])
            #expect(try scene.show("new") == outcome.credential)
        }
    }

    @Test func `an account that nobody tells stays unknown, and its token stays`() async throws {
        try await withScene { scene in
            await scene.google.misbehave(.edit(remove: ["id_token"]), at: .token)
            await scene.google.misbehave(.html(), at: .tokenInfo)
            let outcome = try await scene.login("new")

            #expect(outcome.credential.account == nil)
            #expect(await scene.google.isLive(try #require(try scene.token("new"))))
        }
    }

    @Test func `without its address the account is known by its number`() async throws {
        try await withScene { scene in
            try await scene.seed("known")
            await scene.google.misbehave(.editClaims(remove: ["email"]), at: .token)
            let outcome = try await scene.login("new")

            #expect(outcome.credential.account?.subject == (try scene.show("known").account?.subject))
        }
    }

    @Test func `a replaced account's token is said to live on`() async throws {
        try await withScene { scene in
            let old = try await scene.seed("shared", of: Scene.bob) { credential in
                credential.owner = "Bob"
                credential.exports = 2
            }
            let outcome = try await scene.login("shared") { $0.replace = true }

            #expect(outcome.warnings == ["the token of \(Scene.bob) was replaced here; at Google it stays alive"])
            #expect(outcome.credential.account?.email == Scene.ann)
            #expect(outcome.credential.owner == "Bob")
            #expect(outcome.credential.exports == 2)
            #expect(await scene.google.isLive(old))
        }
    }
}
