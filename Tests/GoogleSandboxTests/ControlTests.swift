import NIOHTTP1
import Testing

@testable import GoogleSandbox

/// The control interface over HTTP, as scripts use it.
@Suite struct ControlTests {
    @Test func `a script sets the scene and steers it`() async throws {
        try await withScene { scene in
            _ = try await order(scene, "accounts", ["email": "bob@example.com", "sub": "2"])
            let file = try await order(scene, "clients", ["project": "p-1", "testing": true])
            #expect(file.json?["installed"]?["project_id"] == "p-1")
            #expect(file.json?["installed"]?["auth_uri"] == "https://accounts.google.com/o/oauth2/auth")
            #expect(file.json?["installed"]?["redirect_uris"] == ["http://localhost"])
            let id = try #require(file.json?["installed"]?["client_id"]?.string)
            _ = try await order(scene, "consents", ["account": "bob@example.com", "untick": [.string(Scene.adwords)]])
            #expect(try await scene.consent(["client_id": id])["scope"] == "email \(Scene.email) openid")

            _ = try await order(scene, "misbehave", ["endpoint": "token", "kind": "status", "status": 503, "times": 1])
            #expect(try await scene.refresh("1//0x").status == 503)
            #expect(try await scene.refresh("1//0x").refusal == .badGrant)
        }
    }

    @Test func `a script mints tokens, turns the clock and revokes`() async throws {
        try await withScene { scene in
            let mint: JSON = ["account": "ann@example.com", "client": .string(scene.client.id), "count": 2]
            let tokens = try #require(try await order(scene, "mint", mint).json?.array)
            #expect(tokens.count == 2)
            let token = try #require(tokens.first?.string)
            _ = try await order(scene, "settings", ["revocationDelaySeconds": 60])
            _ = try await scene.revoke(token)
            #expect(try await scene.refresh(token).status == 200)
            _ = try await order(scene, "clock", ["advanceSeconds": 60])
            #expect(try await scene.refresh(token).refusal == .deadToken)

            let again = try await scene.login()["refresh_token"]
            _ = try await order(scene, "revoke", ["account": "ann@example.com"])
            #expect(try await scene.refresh(again).refusal == .deadToken)
            _ = try await order(scene, "clients/delete", ["client": .string(scene.client.id)])
            #expect(try await scene.refresh(again).refusal == .deletedClient)
        }
    }

    private static let slips: [(path: String, body: JSON, status: Int)] = [
        ("consents", ["untik": []], 400),
        ("consents", ["account": "nobody@example.com"], 404),
        ("misbehave", ["endpoint": "token", "kind": "sulk"], 400),
        ("misbehave", ["endpoint": "token", "kind": "status"], 400),
        ("mint", ["account": "ann@example.com", "client": "none"], 404),
        ("nothing", [:], 404),
    ]

    @Test(arguments: slips)
    func `a slip in an order is told`(path: String, body: JSON, status: Int) async throws {
        try await withScene { scene in
            let answer = try await order(scene, path, body)
            #expect(answer.status == status)
        }
    }

    @Test func `the log keeps names and no values`() async throws {
        try await withScene { scene in
            let token = try await scene.login()["refresh_token"]
            _ = try await scene.refresh(token)
            let log = try await scene.call(.GET, "/sandbox/requests")
            let records = try #require(log.json?.array)
            #expect(records.map { $0["endpoint"] } == ["authorize", "token", "token"])
            #expect(records.last?["grantType"] == "refresh_token")
            #expect(log.text.contains("client_secret"))
            #expect(!log.text.contains(token))
            #expect(!log.text.contains(scene.client.secret))
        }
    }

    @Test func `a body beyond a megabyte is refused`() async throws {
        try await withScene { scene in
            let big = String(repeating: "a", count: (1 << 20) + 1)
            let answer = try await scene.call(.POST, "/token", body: big)
            #expect(answer.status == 413)
        }
    }

    @Test(arguments: ["evil.example", "127.0.0.1.evil.example:80"])
    func `a name of elsewhere is not answered`(host: String) async throws {
        try await withScene { scene in
            let answer = try await scene.call(.GET, "/sandbox/requests", headers: ["Host": host])
            #expect(answer.status == 421)
        }
    }

    private func order(_ scene: Scene, _ path: String, _ body: JSON) async throws -> Answer {
        try await scene.call(.POST, "/sandbox/" + path, body: body.text)
    }
}
