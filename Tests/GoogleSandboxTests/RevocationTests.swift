import NIOHTTP1
import Testing

@testable import GoogleSandbox

@Suite struct RevocationTests {
    @Test(arguments: ["refresh_token", "access_token"])
    func `one token ends the whole grant, for all clients of the project`(kind: String) async throws {
        try await withScene { scene in
            let sibling = await scene.google.addClient()
            let first = try await scene.login()
            let second = try await scene.login()
            let third = try await scene.login(by: sibling)
            #expect(try await scene.revoke(first[kind]).status == 200)
            #expect(try await scene.refresh(first["refresh_token"]).refusal == .deadToken)
            #expect(try await scene.refresh(second["refresh_token"]).refusal == .deadToken)
            #expect(try await scene.refresh(third["refresh_token"], by: sibling).refusal == .deadToken)
            #expect(try await scene.tokenInfo(third["access_token"]).refusal == .invalidAccessToken)
        }
    }

    @Test func `other accounts and other projects keep theirs`() async throws {
        try await withScene { scene in
            await scene.google.addAccount("bob@example.com")
            let elsewhere = await scene.google.addClient(project: "other-project")
            let revoked = try await scene.login()["refresh_token"]
            let bobs = try await scene.login(["login_hint": "bob@example.com"])["refresh_token"]
            let others = try await scene.login(by: elsewhere)["refresh_token"]
            #expect(try await scene.revoke(revoked).status == 200)
            #expect(try await scene.refresh(bobs).status == 200)
            #expect(try await scene.refresh(others, by: elsewhere).status == 200)
        }
    }

    @Test func `codes that are not exchanged yet end with the grant`() async throws {
        try await withScene { scene in
            let token = try await scene.login()["refresh_token"]
            let code = try #require(try await scene.consent()["code"])
            _ = try await scene.revoke(token)
            #expect(try await scene.exchange(code).refusal == .badGrant)
        }
    }

    @Test func `a new consent begins a new grant`() async throws {
        try await withScene { scene in
            let old = try await scene.login()["refresh_token"]
            _ = try await scene.revoke(old)
            let new = try await scene.login()["refresh_token"]
            #expect(try await scene.refresh(new).status == 200)
            #expect(try await scene.refresh(old).refusal == .deadToken)
        }
    }

    @Test func `what is dead or strange is told so`() async throws {
        try await withScene { scene in
            let token = try await scene.login()["refresh_token"]
            _ = try await scene.revoke(token)
            #expect(try await scene.revoke(token).refusal == .alreadyDead)
            #expect(try await scene.revoke("1//0strange").refusal == .alreadyDead)
            #expect(try await scene.revoke("").refusal == .missing("token"))
        }
    }

    @Test func `a token in the query is refused and stays alive`() async throws {
        try await withScene { scene in
            let token = try await scene.login()["refresh_token"]
            let answer = try await scene.call(.POST, "/revoke", query: [("token", token)], form: [])
            #expect(answer.refusal == .secretInQuery("token"))
            #expect(try await scene.refresh(token).status == 200)
        }
    }

    @Test(arguments: [0, 1, 2])
    func `a late revocation lets so many uses pass`(uses: Int) async throws {
        try await withScene { scene in
            await scene.google.configure { $0.revocationDelayUses = uses }
            let token = try await scene.login()["refresh_token"]
            #expect(try await scene.revoke(token).status == 200)
            for _ in 0..<uses { #expect(try await scene.refresh(token).status == 200) }
            #expect(try await scene.refresh(token).refusal == .deadToken)
        }
    }

    @Test func `a late revocation waits for its time`() async throws {
        try await withScene { scene in
            await scene.google.configure { $0.revocationDelaySeconds = 3600 }
            let token = try await scene.login()["refresh_token"]
            #expect(try await scene.revoke(token).status == 200)
            #expect(try await scene.refresh(token).status == 200)
            #expect(try await scene.revoke(token).status == 200)
            await scene.google.advanceClock(seconds: 3600)
            #expect(try await scene.refresh(token).refusal == .deadToken)
            #expect(try await scene.revoke(token).refusal == .alreadyDead)
        }
    }

    @Test func `the account can end a grant itself`() async throws {
        try await withScene { scene in
            let elsewhere = await scene.google.addClient(project: "other-project")
            let token = try await scene.login()["refresh_token"]
            let other = try await scene.login(by: elsewhere)["refresh_token"]
            try await scene.google.revokeByUser("ann@example.com", project: scene.client.project)
            #expect(try await scene.refresh(token).refusal == .deadToken)
            #expect(try await scene.refresh(other, by: elsewhere).status == 200)
        }
    }
}
