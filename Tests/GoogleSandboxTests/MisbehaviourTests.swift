import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Testing

@testable import GoogleSandbox

/// Every way of going wrong, at one endpoint or another, and that it ends when it is used up.
@Suite struct MisbehaviourTests {
    @Test(arguments: [400, 401, 403, 429, 500, 503])
    func `a status on order comes as often as ordered and does nothing`(status: Int) async throws {
        try await withScene { scene in
            let token = try await scene.login()["refresh_token"]
            await scene.google.misbehave(.status(status), at: .revoke, times: 2)
            for _ in 0..<2 {
                let answer = try await scene.revoke(token)
                #expect(answer.status == status)
                #expect(!answer["error"].isEmpty)
            }
            #expect(try await scene.refresh(token).status == 200)
            #expect(try await scene.revoke(token).status == 200)
        }
    }

    @Test func `a 429 says when to come again`() async throws {
        try await withScene { scene in
            await scene.google.misbehave(.status(429, retryAfterSeconds: 7), at: .token)
            let answer = try await scene.refresh("1//0x")
            #expect(answer.status == 429)
            #expect(answer.headers.first(name: "Retry-After") == "7")
            #expect(answer["error"] == "rate_limit_exceeded")
        }
    }

    @Test func `misbehaviour for ever ends when it is told to`() async throws {
        try await withScene { scene in
            await scene.google.misbehave(.status(500), at: .tokenInfo, times: nil)
            for _ in 0..<3 {
                let answer = try await scene.tokenInfo("x")
                #expect(answer.status == 500)
            }
            await scene.google.behave()
            let answer = try await scene.tokenInfo("x")
            #expect(answer.refusal == .invalidAccessToken)
        }
    }

    @Test(arguments: [Misbehaviour.silence, .delay(milliseconds: 86_400_000)])
    func `a silent endpoint lets the client wait`(misbehaviour: Misbehaviour) async throws {
        try await withScene { scene in
            await scene.google.misbehave(misbehaviour, at: .tokenInfo)
            await #expect(throws: HTTPClientError.deadlineExceeded) {
                try await scene.call(.POST, "/tokeninfo", form: [("access_token", "x")], limit: .seconds(1))
            }
            #expect(await scene.google.requestCount(at: .tokenInfo) == 1)
        }
    }

    @Test func `every answer can be held back`() async throws {
        try await withScene { scene in
            await scene.google.configure { $0.answerDelayMilliseconds = 86_400_000 }
            await #expect(throws: HTTPClientError.deadlineExceeded) {
                try await scene.call(.POST, "/revoke", form: [("token", "x")], limit: .milliseconds(300))
            }
        }
    }

    @Test func `a dripping answer comes in many parts and is right`() async throws {
        try await withScene { scene in
            await scene.google.misbehave(.drip(everyMilliseconds: 2), at: .tokenInfo)
            let answer = try await scene.tokenInfo("x")
            #expect(answer.partCount > 1)
            #expect(answer.refusal == .invalidAccessToken)
        }
    }

    @Test func `a truncated answer breaks off`() async throws {
        try await withScene { scene in
            await scene.google.misbehave(.truncate, at: .tokenInfo)
            await #expect(throws: HTTPParserError.invalidEOFState) { try await scene.tokenInfo("x") }
        }
    }

    @Test func `a huge answer has all its bytes`() async throws {
        try await withScene { scene in
            await scene.google.misbehave(.huge(byteCount: 5_000_000), at: .tokenInfo)
            let answer = try await scene.tokenInfo("x")
            #expect(answer.body.count == 5_000_000)
        }
    }

    @Test func `a page comes where JSON belongs`() async throws {
        try await withScene { scene in
            await scene.google.misbehave(.html(status: 502), at: .token)
            let answer = try await scene.refresh("1//0x")
            #expect(answer.status == 502)
            #expect(answer.headers.first(name: "Content-Type") == "text/html; charset=utf-8")
            #expect(answer.json == nil)
        }
    }

    @Test func `a redirect leads elsewhere, and whoever follows is seen`() async throws {
        try await withScene { scene in
            await scene.google.misbehave(.redirect("/elsewhere"), at: .token)
            let answer = try await scene.refresh("1//0x")
            #expect(answer.status == 307)
            #expect(answer.headers.first(name: "Location") == "/elsewhere")
            #expect(try await scene.call(.POST, "/elsewhere").status == 404)
            #expect(await scene.google.requests.last?.path == "/elsewhere")
        }
    }

    @Test func `any text can stand for the answer`() async throws {
        try await withScene { scene in
            await scene.google.misbehave(.body("{\"access_token\":"), at: .token)
            let answer = try await scene.refresh("1//0x")
            #expect(answer.text == "{\"access_token\":")
        }
    }

    @Test func `fields change their type or go missing`() async throws {
        try await withScene { scene in
            let code = try #require(try await scene.consent()["code"])
            await scene.google.misbehave(.edit(["expires_in": true], remove: ["access_token"]), at: .token)
            let answer = try await scene.exchange(code)
            #expect(answer.json?["expires_in"] == true)
            #expect(answer.json?["access_token"] == nil)
            #expect(answer["refresh_token"].hasPrefix("1//"))
        }
    }

    @Test func `claims of the id_token change too`() async throws {
        try await withScene { scene in
            let code = try #require(try await scene.consent()["code"])
            await scene.google.misbehave(.editClaims(["aud": "another"], remove: ["sub"]), at: .token)
            let parts = try await scene.exchange(code)["id_token"].split(separator: ".")
            let claims = try #require(JSON(base64URL: String(parts[1])))
            #expect(claims["aud"] == "another")
            #expect(claims["sub"] == nil)
            #expect(claims["iss"] == "https://accounts.google.com")
        }
    }

    @Test func `a lost answer hides what was done`() async throws {
        try await withScene { scene in
            let token = try await scene.login()["refresh_token"]
            await scene.google.misbehave(.lostAnswer(), at: .revoke)
            #expect(try await scene.revoke(token).status == 503)
            #expect(try await scene.refresh(token).refusal == .deadToken)
        }
    }
}
