import NIOHTTP1
import Testing

@testable import GoogleSandbox

@Suite struct ExchangeTests {
    /// RFC 7636 appendix B.
    private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    private static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    @Test func `a code is worth tokens with Google's prefixes, scopes and times`() async throws {
        try await withScene { scene in
            let tokens = try await scene.login()
            #expect(tokens.status == 200)
            #expect(tokens["access_token"].hasPrefix("ya29."))
            #expect(tokens["refresh_token"].hasPrefix("1//"))
            #expect(tokens["token_type"] == "Bearer")
            #expect(tokens["scope"] == "\(Scene.adwords) \(Scene.email) openid")
            #expect(tokens.json?["expires_in"] == 3599)
            #expect(tokens.json?["refresh_token_expires_in"] == nil)
        }
    }

    @Test func `the id_token says who consented, to whom, from whom`() async throws {
        try await withScene { scene in
            let parts = try await scene.login()["id_token"].split(separator: ".")
            #expect(parts.count == 3)
            let claims = try #require(JSON(base64URL: String(parts[1])))
            #expect(claims["iss"] == "https://accounts.google.com")
            #expect(claims["aud"] == .string(scene.client.id))
            #expect(claims["sub"] == .string(scene.account.sub))
            #expect(claims["email"] == "ann@example.com")
            #expect(claims["email_verified"] == true)
        }
    }

    @Test func `without openid there is no id_token`() async throws {
        try await withScene { scene in
            let tokens = try await scene.login(["scope": Scene.adwords])
            #expect(tokens.status == 200)
            #expect(tokens.json?["id_token"] == nil)
        }
    }

    @Test func `a code is good once`() async throws {
        try await withScene { scene in
            let code = try #require(try await scene.consent()["code"])
            #expect(try await scene.exchange(code).status == 200)
            #expect(try await scene.exchange(code).refusal == .badGrant)
        }
    }

    @Test(arguments: [(599, 200), (600, 400), (601, 400)])
    func `a code is good for ten minutes`(age: Int, status: Int) async throws {
        let start = Moment()
        let google = Google(clock: { start.date })
        let (client, code) = try await google.consented()
        await google.advanceClock(seconds: age)
        #expect(await google.exchangeStatus(of: code, by: client) == status)
    }

    @Test(arguments: [
        (["code": "4/0Astrange"], Refusal.badGrant),
        (["code": "0Astrange"], .malformedCode),
        (["code": ""], .missing("code")),
        (["redirect_uri": "http://127.0.0.1:5001/back"], .redirectMismatch),
        (["client_id": "1-x.apps.googleusercontent.com"], .unknownClient),
        (["client_secret": "GOCSPX-wrong"], .wrongSecret),
        (["grant_type": "password"], .unsupported(grantType: "password")),
    ])
    func `a wrong field is refused in Google's words`(changed: [String: String], refusal: Refusal) async throws {
        try await withScene { scene in
            let code = try #require(try await scene.consent()["code"])
            #expect(try await scene.exchange(code, changed).refusal == refusal)
            #expect(try await scene.exchange(code).status == 200)
        }
    }

    @Test func `a code of another client is refused`() async throws {
        try await withScene { scene in
            let other = await scene.google.addClient()
            let code = try #require(try await scene.consent()["code"])
            #expect(try await scene.exchange(code, by: other).refusal == .badGrant)
        }
    }

    @Test func `the verifier of the challenge is asked for and compared`() async throws {
        try await withScene { scene in
            let pkce = ["code_challenge": Self.challenge, "code_challenge_method": "S256"]
            let code = try #require(try await scene.consent(pkce)["code"])
            #expect(try await scene.exchange(code).refusal == .missingVerifier)
            #expect(try await scene.exchange(code, ["code_verifier": Self.challenge]).refusal == .wrongVerifier)
            #expect(try await scene.exchange(code, ["code_verifier": Self.verifier]).status == 200)
        }
    }

    @Test func `a challenge without a method is plain`() async throws {
        try await withScene { scene in
            let code = try #require(try await scene.consent(["code_challenge": Self.challenge])["code"])
            #expect(try await scene.exchange(code, ["code_verifier": Self.verifier]).refusal == .wrongVerifier)
            #expect(try await scene.exchange(code, ["code_verifier": Self.challenge]).status == 200)
        }
    }

    @Test func `without offline access there is no refresh token`() async throws {
        try await withScene { scene in
            let tokens = try await scene.login(["access_type": "online"])
            #expect(tokens.status == 200)
            #expect(tokens.json?["refresh_token"] == nil)
        }
    }

    @Test(arguments: [("select_account", false), ("consent", true)])
    func `a web client's second consent gives a refresh token only with prompt=consent`(
        prompt: String,
        isGiven: Bool
    ) async throws {
        try await withScene { scene in
            let back = "https://a.example/back"
            let web = await scene.google.addClient(.web, redirectURIs: [back])
            let first = try await scene.login(by: web, ["redirect_uri": back, "prompt": "select_account"])
            #expect(first.json?["refresh_token"] != nil)
            let second = try await scene.login(by: web, ["redirect_uri": back, "prompt": prompt])
            #expect((second.json?["refresh_token"] != nil) == isGiven)
        }
    }

    @Test func `expires_in is a string on order`() async throws {
        try await withScene { scene in
            await scene.google.configure { $0.expiresInAsString = true }
            let tokens = try await scene.login()
            #expect(tokens.json?["expires_in"] == "3599")
        }
    }

    @Test func `only a form-encoded POST without a query is taken`() async throws {
        try await withScene { scene in
            #expect(try await scene.call(.GET, "/token").status == 404)
            #expect(try await scene.call(.POST, "/token", body: "{}").refusal == .malformed)
            let inQuery = try await scene.call(.POST, "/token", query: [("code", "4/x")], form: [])
            #expect(inQuery.refusal == .secretInQuery("code"))
        }
    }
}
