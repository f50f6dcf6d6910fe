import NIOHTTP1
import Testing

@testable import GoogleSandbox

@Suite struct ConsentTests {
    @Test func `a known login hint consents at once and comes back with code, state and scopes`() async throws {
        try await withScene { scene in
            let answer = try await scene.authorize(scene.consentQuery())
            let back = try answer.redirectFields()
            #expect(back["code"]?.hasPrefix("4/0A") == true)
            #expect(back["state"] == "s/1")
            #expect(back["scope"] == "email \(Scene.adwords) \(Scene.email) openid")
            #expect(back["iss"] == "https://accounts.google.com")
            #expect(back["authuser"] == "0")
            #expect(back["prompt"] == "consent")
            #expect(answer.headers.first(name: "Location")?.contains("code=4%2F0A") == true)
        }
    }

    @Test(arguments: ["stranger@example.com", nil])
    func `without a known account a person is asked`(hint: String?) async throws {
        try await withScene { scene in
            let query = scene.consentQuery(
                hint.map { ["login_hint": $0] } ?? [:],
                without: hint == nil ? ["login_hint"] : []
            )
            let page = try await scene.authorize(query)
            #expect(page.status == 200)
            #expect(page.text.contains("value=\"ann@example.com\""))
            #expect(page.text.contains("value=\"\(Scene.adwords)\""))
        }
    }

    @Test func `a person is asked in spite of the hint where consent is not automatic`() async throws {
        try await withScene { scene in
            await scene.google.configure { $0.automaticConsent = false }
            let page = try await scene.authorize(scene.consentQuery())
            #expect(page.status == 200)
            #expect(page.text.contains("Choose an account"))
        }
    }

    @Test func `the form of the page consents to the ticked scopes alone`() async throws {
        try await withScene { scene in
            let form = [("account", "ann@example.com"), ("decision", "allow")]
            let back = try await scene.call(.POST, "/o/oauth2/auth", query: scene.consentQuery(), form: form)
            #expect(try back.redirectFields()["scope"] == "email \(Scene.email) openid")
        }
    }

    @Test func `a denial comes back as access_denied with the state`() async throws {
        try await withScene { scene in
            let form = [("account", "ann@example.com"), ("decision", "deny"), ("scope", Scene.adwords)]
            let answer = try await scene.call(.POST, "/o/oauth2/auth", query: scene.consentQuery(), form: form)
            let back = try answer.redirectFields()
            #expect(back["error"] == "access_denied")
            #expect(back["state"] == "s/1")
            #expect(back["code"] == nil)
        }
    }

    @Test func `with every scope unticked consent is denied`() async throws {
        try await withScene { scene in
            try await scene.google.orderConsent(ConsentOrder(untick: [Scene.adwords]))
            #expect(try await scene.consent(["scope": Scene.adwords])["error"] == "access_denied")
        }
    }

    @Test func `an unticked scope is missing from redirect and tokens`() async throws {
        try await withScene { scene in
            try await scene.google.orderConsent(ConsentOrder(untick: [Scene.adwords]))
            let back = try await scene.consent()
            #expect(back["scope"] == "email \(Scene.email) openid")
            let tokens = try await scene.exchange(try #require(back["code"]))
            #expect(tokens["scope"] == "\(Scene.email) openid")
        }
    }

    @Test func `earlier scopes are merged when they are asked for, and only then`() async throws {
        try await withScene { scene in
            _ = try await scene.login(["scope": "openid \(Scene.adwords)"])
            let merged = try await scene.login(["scope": "openid", "include_granted_scopes": "true"])
            #expect(merged["scope"] == "\(Scene.adwords) openid")
            let alone = try await scene.login(["scope": "openid"])
            #expect(alone["scope"] == "openid")
        }
    }

    @Test func `a sign-in scope brings openid with it`() async throws {
        try await withScene { scene in
            let tokens = try await scene.login(["scope": "email"])
            #expect(tokens["scope"] == "\(Scene.email) openid")
        }
    }

    @Test func `orders put another account, state or error in place and are used once`() async throws {
        try await withScene { scene in
            await scene.google.addAccount("bob@example.com", sub: "2")
            try await scene.google.orderConsent(ConsentOrder(account: "bob@example.com", state: "forged"))
            try await scene.google.orderConsent(ConsentOrder(error: "temporarily_unavailable"))
            let forged = try await scene.consent()
            #expect(forged["state"] == "forged")
            let tokens = try await scene.exchange(try #require(forged["code"]))
            #expect(try await scene.tokenInfo(tokens["access_token"])["sub"] == "2")
            #expect(try await scene.consent()["error"] == "temporarily_unavailable")
            #expect(try await scene.consent()["state"] == "s/1")
        }
    }

    @Test func `orders leave parameters out and repeat them`() async throws {
        try await withScene { scene in
            try await scene.google.orderConsent(ConsentOrder(omit: ["scope"], duplicate: ["code"]))
            let back = try await scene.consent()
            #expect(back["scope"] == nil)
            #expect(back.all("code").count == 2)
        }
    }

    @Test func `an order for an account or scope that is not there is refused`() async throws {
        let google = Google()
        await #expect(throws: DirectoryError.unknownAccount("x")) {
            try await google.orderConsent(ConsentOrder(account: "x"))
        }
        await #expect(throws: DirectoryError.unknownScope("adword")) {
            try await google.orderConsent(ConsentOrder(untick: ["adword"]))
        }
    }
}
