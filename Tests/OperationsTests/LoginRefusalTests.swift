import Credentials
import GoogleSandbox
import OAuthFlow
import Operations
import Sealing
import Testing
import Vault

/// A login that is refused, as early as can be, and what it leaves.
struct LoginRefusalTests {
    @Test func `an unticked scope is refused before the exchange`() async throws {
        try await withScene { scene in
            try await scene.google.orderConsent(ConsentOrder(untick: [Scene.adwords]))
            let error = await #expect(throws: OperationError.self) { try await scene.login() }

            guard case .scopesMissing([.adwords], let granted)? = error else { throw Unexpected(error) }
            #expect(Set(granted) == [.openID, .email])
            #expect(await scene.google.requestCount(at: .token) == 0)
            #expect(try await scene.browser.lastPage().contains("Not granted: adwords."))
        }
    }

    @Test func `an unticked scope is refused after the exchange where the redirect says nothing`() async throws {
        try await withScene { scene in
            try await scene.google.orderConsent(ConsentOrder(untick: [Scene.adwords], omit: ["scope"]))
            let error = await #expect(throws: OperationError.self) { try await scene.login() }

            guard case .scopesMissing([.adwords], _)? = error else { throw Unexpected(error) }
            #expect(await scene.google.requestCount(at: .token) == 1)
            #expect(await scene.google.requestCount(at: .revoke) == 0)
            #expect(try scene.session.list().isEmpty)
        }
    }

    @Test func `the wrong account's token is forgotten and never revoked`() async throws {
        try await withScene { scene in
            let sibling = try await scene.seed("bob", of: Scene.bob)
            try await scene.google.orderConsent(ConsentOrder(account: Scene.bob))
            await #expect(throws: OperationError.wrongAccount(expected: Scene.ann, actual: Scene.bob)) {
                try await scene.login("new")
            }

            #expect(try scene.session.list().map(\.name.description) == ["bob"])
            #expect(await scene.google.requestCount(at: .revoke) == 0)
            #expect(await scene.google.isLive(sibling))
            #expect(try await scene.browser.lastPage().contains("Another account was meant: \(Scene.ann)."))
        }
    }

    @Test func `a token that is refused after the exchange counts, and the log has it`() async throws {
        try await withScene { scene in
            await scene.google.addAccount(Scene.bob)
            try await scene.google.orderConsent(ConsentOrder(account: Scene.bob))
            await #expect(throws: OperationError.wrongAccount(expected: Scene.ann, actual: Scene.bob)) {
                try await scene.login("new")
            }
            try await scene.google.orderConsent(ConsentOrder(untick: [Scene.adwords], omit: ["scope"]))
            await #expect(throws: OperationError.self) { try await scene.login("newer") }

            #expect(try scene.mintCounts() == [1, 1])
            let log = try scene.session.audit().filter { $0.action == "login" }
            #expect(log.map(\.subject) == ["new", "newer"])
            #expect(
                log.map(\.detail) == [
                    "a token of \(Scene.bob) was refused here and lives on: another account was meant",
                    "a token of \(Scene.ann) was refused here and lives on: scopes are missing",
                ]
            )
        }
    }

    @Test func `a wrong account is seen by its number too`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.seed("bob", of: Scene.bob)
            try await scene.google.orderConsent(ConsentOrder(account: Scene.bob))
            await scene.google.misbehave(.editClaims(remove: ["email"]), at: .token)
            await #expect(throws: OperationError.wrongAccount(expected: Scene.ann, actual: nil)) {
                try await scene.login("new")
            }
        }
    }

    @Test func `a denied consent changes nothing`() async throws {
        try await withScene { scene in
            try await scene.google.orderConsent(ConsentOrder(deny: true))
            await #expect(throws: OperationError.consent(.denied)) { try await scene.login() }

            #expect(try scene.session.list().isEmpty)
        }
    }

    @Test func `a consent that never comes back ends in time`() async throws {
        try await withScene { scene in
            try await scene.google.orderConsent(ConsentOrder(page: .adminPolicyEnforced))
            let limit = Duration.milliseconds(50)
            await #expect(throws: OperationError.consent(.timedOut(after: limit))) {
                try await scene.login { $0.limit = limit }
            }
        }
    }

    @Test func `a code that Google does not take changes nothing`() async throws {
        try await withScene { scene in
            await scene.google.misbehave(.status(400, error: "invalid_grant", description: "Bad Request"), at: .token)
            let error = await #expect(throws: OperationError.self) { try await scene.login() }

            guard case .google(.invalidGrant(.badRequest, _))? = error else { throw Unexpected(error) }
            #expect(try scene.session.list().isEmpty)
        }
    }

    @Test func `a reply without a refresh token says so`() async throws {
        try await withScene { scene in
            await scene.google.misbehave(.edit(remove: ["refresh_token"]), at: .token)
            await #expect(throws: OperationError.noRefreshToken) { try await scene.login() }
        }
    }
}

/// What is refused before the browser opens.
struct LoginPreparationTests {
    @Test func `a web client is the wrong kind`() async throws {
        try await withScene { scene in
            try await scene.addClient("web", .web)
            let web = try Name("web")
            await #expect(throws: OperationError.wrongClientKind(web, needed: .installed)) {
                try await scene.login(client: "web")
            }

            #expect(scene.browser.visitCount == 0)
        }
    }

    @Test func `where there is a web client only, it is named`() async throws {
        try await withScene { scene in
            try await scene.addClient("web", .web)
            try scene.session.removeClient(try Name("desktop"), evenIfUsed: false)
            let web = try Name("web")
            await #expect(throws: OperationError.wrongClientKind(web, needed: .installed)) { try await scene.login() }
        }
    }

    @Test func `a web client beside the only desktop client is no question`() async throws {
        try await withScene { scene in
            try await scene.addClient("web", .web)
            let outcome = try await scene.login()

            #expect(outcome.credential.client?.name.description == "desktop")
        }
    }

    @Test func `no client at all is said`() async throws {
        try await withScene { scene in
            try scene.session.removeClient(try Name("desktop"), evenIfUsed: false)
            await #expect(throws: OperationError.whichClient([])) { try await scene.login() }
        }
    }

    @Test func `two clients are a question`() async throws {
        try await withScene { scene in
            try await scene.addClient("another")
            let names = [try Name("another"), try Name("desktop")]
            await #expect(throws: OperationError.whichClient(names)) { try await scene.login() }

            #expect(scene.browser.visitCount == 0)
        }
    }

    @Test func `a client that is not there suggests the nearest`() async throws {
        try await withScene { scene in
            let error = OperationError.unknown(.client, try Name("deskto"), nearest: try Name("desktop"))
            await #expect(throws: error) { try await scene.login(client: "deskto") }
        }
    }

    @Test(arguments: [nil, "taken"]) func `a name that is taken is refused before the browser`(name: String?)
        async throws
    {
        try await withScene { scene in
            try await scene.seed(name ?? Scene.ann)
            let taken = OperationError.taken(.credential, try Name(name ?? Scene.ann))
            await #expect(throws: taken) { try await scene.login(name) }

            #expect(scene.browser.visitCount == 0)
        }
    }

    @Test func `what is being revoked gets no new token`() async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.state = .revoking }
            let unusable = OperationError.unusable(try Name("ann"), .revoking)
            await #expect(throws: unusable) { try await scene.login("ann") { $0.replace = true } }
            await #expect(throws: unusable) {
                try await scene.session.rotateToken(try Name("ann"), on: scene.surface)
            }

            #expect(scene.browser.visitCount == 0)
        }
    }

    @Test func `near a hundred tokens a login asks for force`() async throws {
        try await withScene { scene in
            try await scene.seed("known")
            try scene.mint(MintLedger.caution - 1)
            try await scene.login("below")  // The 95th is still made without a word.
            let near = OperationError.nearMintLimit(count: MintLedger.caution, account: Scene.ann)
            await #expect(throws: near) { try await scene.login("new") }
            #expect(scene.browser.visitCount == 1)

            let outcome = try await scene.login("forced") { $0.force = true }
            #expect(outcome.warnings.count == 1)
        }
    }

    @Test func `near a hundred tokens an account known only afterwards is warned of`() async throws {
        try await withScene { scene in
            try await scene.seed("known")
            try scene.mint(MintLedger.caution - 1)
            try await scene.google.orderConsent(ConsentOrder(account: Scene.ann))
            let outcome = try await scene.login("new", hint: nil)

            #expect(outcome.warnings.count == 1)
            #expect(outcome.warnings[0].hasPrefix("95 refresh tokens were made"))
        }
    }

    @Test func `labels that no record holds are refused before the browser`() async throws {
        try await withScene { scene in
            let tooLarge = VaultError.tooLarge(try Name("ann"))
            await #expect(throws: tooLarge) {
                try await scene.login("ann") { $0.tags = ["note": String(repeating: "x", count: 16 * 1024)] }
            }

            #expect(scene.browser.visitCount == 0)
        }
    }

    @Test func `labels that do not fit beside those that stay are refused before the browser`() async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.tags = ["note": String(repeating: "x", count: 8 * 1024)] }
            let tooLarge = VaultError.tooLarge(try Name("ann"))
            await #expect(throws: tooLarge) {
                try await scene.login("ann") { request in
                    request.replace = true
                    request.tags = ["other": String(repeating: "x", count: 8 * 1024)]
                }
            }

            #expect(scene.browser.visitCount == 0)
        }
    }

    @Test func `a new key while the person consents leaves the code unused, and no token is lost`() async throws {
        try await withScene { scene in
            let surface = scene.surface(before: { _ = try scene.session.rotateKey(scene.slotSecrets) })
            await #expect(throws: VaultError.rekeyed) { try await scene.login(on: surface) }

            #expect(await scene.google.requestCount(at: .token) == 0)
        }
    }

    @Test func `a vault under a new key is no longer this session's`() async throws {
        try await withScene { scene in
            _ = try scene.session.rotateKey(scene.slotSecrets)
            await #expect(throws: VaultError.rekeyed) { try await scene.login() }

            #expect(scene.browser.visitCount == 0)
        }
    }
}
