import Testing

@testable import GoogleSandbox

@Suite struct RefreshTests {
    private static let day = 86_400

    @Test func `a refresh gives an access token and no new refresh token`() async throws {
        try await withScene { scene in
            let token = try await scene.login()["refresh_token"]
            let answer = try await scene.refresh(token)
            #expect(answer["access_token"].hasPrefix("ya29."))
            #expect(answer["scope"] == "\(Scene.adwords) \(Scene.email) openid")
            #expect(answer.json?["refresh_token"] == nil)
        }
    }

    @Test func `a refresh narrows the scopes but never widens them`() async throws {
        try await withScene { scene in
            let token = try await scene.login(["scope": "openid \(Scene.adwords)"])["refresh_token"]
            #expect(try await scene.refresh(token, ["scope": Scene.adwords])["scope"] == Scene.adwords)
            #expect(try await scene.refresh(token, ["scope": Scene.email]).refusal == .invalidScope)
            #expect(try await scene.refresh(token, ["scope": "nonsense"]).refusal == .invalidScope)
        }
    }

    @Test func `a strange token is a bad request, one of another client is not authorized`() async throws {
        try await withScene { scene in
            let other = await scene.google.addClient()
            let token = try await scene.login()["refresh_token"]
            #expect(try await scene.refresh("1//0strange").refusal == .badGrant)
            #expect(try await scene.refresh(token, by: other).refusal == .foreignClient)
        }
    }

    @Test func `session control asks for a new consent, and has it`() async throws {
        try await withScene { scene in
            let token = try await scene.login()["refresh_token"]
            try await scene.google.setCondition(.reauthenticationNeeded, of: scene.account.email)
            let refusal = try await scene.refresh(token).refusal
            #expect(refusal == .reauthenticationNeeded)
            #expect(refusal.subtype == "invalid_rapt")
            _ = try await scene.login()
            #expect(try await scene.refresh(token).status == 200)
        }
    }

    @Test func `the tokens of a deleted account or client are refused`() async throws {
        try await withScene { scene in
            let token = try await scene.login()["refresh_token"]
            try await scene.google.setCondition(.deleted, of: scene.account.email)
            #expect(try await scene.refresh(token).refusal == .deletedAccount)
            try await scene.google.deleteClient(scene.client.id)
            #expect(try await scene.refresh(token).refusal == .deletedClient)
        }
    }

    @Test(arguments: [(7 * day - 1, true), (7 * day, false), (7 * day + 1, false)])
    func `a token of a client in testing lives seven days`(age: Int, lives: Bool) async throws {
        let start = Moment()
        let google = Google(clock: { start.date })
        await google.addAccount("ann@example.com")
        let client = await google.addClient(isTesting: true)
        let tokens = try await google.mint(account: "ann@example.com", client: client.id)
        await google.advanceClock(seconds: age)
        #expect(await google.isLive(tokens[0]) == lives)
    }

    @Test func `a client in testing says how long its token lives, and then it is dead`() async throws {
        try await withScene { scene in
            let client = await scene.google.addClient(isTesting: true)
            let tokens = try await scene.login(by: client)
            #expect(tokens.json?["refresh_token_expires_in"] == 604_799)
            await scene.google.advanceClock(seconds: 7 * Self.day)
            #expect(try await scene.refresh(tokens["refresh_token"], by: client).refusal == .deadToken)
        }
    }

    @Test func `sign-in scopes alone outlive testing`() async throws {
        try await withScene { scene in
            let client = await scene.google.addClient(isTesting: true)
            let tokens = try await scene.login(by: client, ["scope": "openid email"])
            #expect(tokens.json?["refresh_token_expires_in"] == nil)
        }
    }

    @Test func `access for a limited time ends`() async throws {
        try await withScene { scene in
            try await scene.google.orderConsent(ConsentOrder(accessSeconds: 3600))
            let tokens = try await scene.login()
            #expect(tokens.json?["refresh_token_expires_in"] == 3599)
            await scene.google.advanceClock(seconds: 3600)
            #expect(try await scene.refresh(tokens["refresh_token"]).refusal == .deadToken)
        }
    }

    @Test func `six months without use end a token, and use begins them anew`() async throws {
        try await withScene { scene in
            let token = try await scene.login()["refresh_token"]
            await scene.google.advanceClock(seconds: 182 * Self.day)
            #expect(try await scene.refresh(token).status == 200)
            await scene.google.advanceClock(seconds: 182 * Self.day)
            #expect(try await scene.refresh(token).status == 200)
            await scene.google.advanceClock(seconds: 183 * Self.day)
            #expect(try await scene.refresh(token).refusal == .badGrant)
        }
    }

    @Test func `on order a refresh replaces the refresh token and the old one dies`() async throws {
        try await withScene { scene in
            await scene.google.configure { $0.rotateRefreshTokens = true }
            let old = try await scene.login()["refresh_token"]
            let new = try await scene.refresh(old)["refresh_token"]
            #expect(new.hasPrefix("1//"))
            #expect(try await scene.refresh(old).refusal == .deadToken)
            #expect(try await scene.refresh(new).status == 200)
        }
    }

    @Test(arguments: [(99, 99), (100, 100), (101, 100), (103, 100)])
    func `beyond a hundred live tokens the oldest die silently`(count: Int, alive: Int) async throws {
        try await withScene { scene in
            let tokens = try await scene.google.mint(count, account: scene.account.email, client: scene.client.id)
            var living: [Bool] = []
            for token in tokens { living.append(await scene.google.isLive(token)) }
            #expect(living == Array(repeating: false, count: count - alive) + Array(repeating: true, count: alive))
        }
    }

    @Test func `the 101st consent kills the first token and no other client's`() async throws {
        try await withScene { scene in
            let other = await scene.google.addClient()
            let elsewhere = try await scene.login(by: other)["refresh_token"]
            let tokens = try await scene.google.mint(100, account: scene.account.email, client: scene.client.id)
            #expect(try await scene.refresh(tokens[0]).status == 200)
            let newest = try await scene.login()["refresh_token"]
            #expect(try await scene.refresh(tokens[0]).refusal == .deadToken)
            #expect(try await scene.refresh(tokens[1]).status == 200)
            #expect(try await scene.refresh(newest).status == 200)
            #expect(try await scene.refresh(elsewhere, by: other).status == 200)
        }
    }
}
