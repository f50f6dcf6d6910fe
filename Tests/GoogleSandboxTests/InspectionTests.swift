import NIOHTTP1
import Testing

@testable import GoogleSandbox

@Suite struct InspectionTests {
    @Test func `tokeninfo tells everything in strings`() async throws {
        try await withScene { scene in
            let info = try await scene.tokenInfo(scene.login()["access_token"])
            #expect(info["aud"] == scene.client.id)
            #expect(info["azp"] == scene.client.id)
            #expect(info["sub"] == scene.account.sub)
            #expect(info["scope"] == "\(Scene.adwords) \(Scene.email) openid")
            #expect(info["email"] == "ann@example.com")
            #expect(info["email_verified"] == "true")
            #expect(info["access_type"] == "offline")
            #expect(try #require(Int(info["expires_in"])) <= 3600)
            #expect(Int(info["exp"]) != nil)
        }
    }

    @Test func `tokeninfo names no account without a sign-in scope`() async throws {
        try await withScene { scene in
            let info = try await scene.tokenInfo(scene.login(["scope": Scene.adwords])["access_token"])
            #expect(info.status == 200)
            #expect(info.json?["sub"] == nil)
            #expect(info.json?["email"] == nil)
        }
    }

    @Test func `tokeninfo knows neither refresh tokens nor access tokens that are over`() async throws {
        try await withScene { scene in
            let tokens = try await scene.login()
            #expect(try await scene.tokenInfo(tokens["refresh_token"]).refusal == .invalidAccessToken)
            await scene.google.advanceClock(seconds: 3600)
            #expect(try await scene.tokenInfo(tokens["access_token"]).refusal == .invalidAccessToken)
        }
    }

    @Test func `userinfo answers to a bearer token alone`() async throws {
        try await withScene { scene in
            let token = try await scene.login()["access_token"]
            let info = try await scene.call(.GET, "/v1/userinfo", headers: ["Authorization": "Bearer \(token)"])
            #expect(info["sub"] == scene.account.sub)
            #expect(info.json?["email_verified"] == true)
            let strange = try await scene.call(.GET, "/v1/userinfo", headers: ["Authorization": "Bearer ya29.x"])
            #expect(strange.refusal == .invalidBearer)
            #expect(try await scene.call(.GET, "/v1/userinfo").refusal == .invalidBearer)
        }
    }
}
