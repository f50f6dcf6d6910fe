import CryptoExtras
import Foundation
import Testing

@testable import GoogleSandbox

/// What a service account's key signs, as the token endpoint judges it.
@Suite struct ServiceAccountTests {
    private static let email = "ads@p-1.iam.gserviceaccount.com"
    private static let endpoint = "https://oauth2.googleapis.com/token"

    /// What a service account would send, with claims changed or left out.
    private func assertion(
        _ file: JSON,
        _ changed: [String: JSON] = [:],
        without left: [String] = [],
        kid: String? = nil,
        alg: String = "RS256"
    ) throws -> String {
        let key = try _RSA.Signing.PrivateKey(pemRepresentation: try #require(file["private_key"]?.string))
        let id = try #require(kid ?? file["private_key_id"]?.string)
        let now = Int(Date().timeIntervalSince1970)
        let claims = JSON.object([
            "iss": .string(Self.email), "scope": .string(Scene.adwords), "aud": .string(Self.endpoint),
            "iat": .integer(now), "exp": .integer(now + 3600),
        ])
        let header: JSON = ["alg": .string(alg), "typ": "JWT", "kid": .string(id)]
        let signed = [header, claims.changing(changed, removing: left)].map { base64URL($0.text.utf8) }
            .joined(separator: ".")
        let signature = try key.signature(for: Data(signed.utf8), padding: .insecurePKCS1v1_5).rawRepresentation
        return signed + "." + base64URL(signature)
    }

    private func ask(_ scene: Scene, _ assertion: String) async throws -> Answer {
        let type = "urn:ietf:params:oauth:grant-type:jwt-bearer"
        return try await scene.post("/token", ["grant_type": type, "assertion": assertion])
    }

    @Test func `a signed assertion gives an access token that reaches what the account reaches`() async throws {
        try await withScene { scene in
            let file = try await scene.google.addServiceAccount(Self.email, project: "p-1")
            try await scene.addCustomers()
            try await scene.google.setReach([Scene.top], of: Self.email)
            let answer = try await ask(scene, assertion(file))
            #expect(answer.status == 200)
            #expect(answer.json?["expires_in"] == 3599)
            #expect(answer.json?["scope"] == nil && answer.json?["refresh_token"] == nil)
            let token = answer["access_token"]
            #expect(
                try await scene.accessible(token).json == ["resourceNames": .array([.string("customers/\(Scene.top)")])]
            )
            let info = try await scene.tokenInfo(token).json
            #expect(info?["aud"] == file["client_id"])
            #expect(info?["scope"] == .string(Scene.adwords))
            #expect(info?["access_type"] == "online")
        }
    }

    private static let defects: [(changed: [String: JSON], without: [String], refusal: Refusal)] = [
        (["iss": "nobody@p-1.iam.gserviceaccount.com"], [], .noServiceAccount),
        (["iss": "ann@example.com"], [], .noServiceAccount),
        (["aud": "https://example.org/token"], [], .badAudience),
        (["scope": ""], [], .noAssertedScope), ([:], ["scope"], .noAssertedScope),
        (["scope": "https://www.googleapis.com/auth/nothing"], [], .noAssertedScope),
        ([:], ["exp"], .badAssertion), ([:], ["iat"], .badAssertion), ([:], ["aud"], .badAssertion),
        (["sub": "nobody@example.com"], [], .noSuchUser), (["sub": "ann@example.com"], [], .undelegated),
    ]

    @Test(arguments: defects.indices)
    func `what is not as it must be is refused in Google's words`(index: Int) async throws {
        let (changed, without, refusal) = Self.defects[index]
        try await withScene { scene in
            let file = try await scene.google.addServiceAccount(Self.email)
            #expect(try await ask(scene, assertion(file, changed, without: without)).refusal == refusal)
        }
    }

    @Test(arguments: [
        (0, 3600, true), (0, 3601, false), (-310, 3290, true), (300, 3900, true), (310, 3910, false),
        (-3890, -290, true), (-3910, -310, false), (10, 10, false),
    ])
    func `an assertion holds for an hour at most, and only now`(from: Int, until: Int, isTaken: Bool) async throws {
        try await withScene { scene in
            let file = try await scene.google.addServiceAccount(Self.email)
            let now = Int(Date().timeIntervalSince1970)
            let times: [String: JSON] = ["iat": .integer(now + from), "exp": .integer(now + until)]
            let answer = try await ask(scene, assertion(file, times))
            if isTaken { #expect(answer.status == 200) } else { #expect(answer.refusal == .untimely) }
        }
    }

    @Test func `what another key signed is refused, and what none did`() async throws {
        try await withScene { scene in
            let file = try await scene.google.addServiceAccount(Self.email)
            let other = try await scene.google.addServiceAccount(Self.email)
            let good = try assertion(file)
            #expect(
                try await ask(scene, assertion(file, kid: other["private_key_id"]?.string)).refusal == .badSignature
            )
            #expect(try await ask(scene, assertion(file, kid: "none")).refusal == .badSignature)
            #expect(try await ask(scene, assertion(file, alg: "none")).refusal == .badAssertion)
            let parts = good.split(separator: ".").map(String.init)
            let forged = base64URL(
                JSON(base64URL: parts[1])?.changing(["scope": "openid"], removing: []).text.utf8 ?? "".utf8
            )
            #expect(try await ask(scene, "\(parts[0]).\(forged).\(parts[2])").refusal == .badSignature)
            for text in ["x", "a.b", "a.b.c", parts[0] + "." + parts[1] + "."] {
                #expect(try await ask(scene, text).status == 400)
            }
            #expect(try await ask(scene, good).status == 200)
            #expect(try await ask(scene, assertion(other)).status == 200)
        }
    }

    @Test func `a script adds a service account, disables its key and deletes it`() async throws {
        try await withScene { scene in
            let order: JSON = [
                "email": .string(Self.email), "project": "p-2", "delegatedScopes": [.string(Scene.adwords)],
            ]
            let file = try #require(try await scene.order("serviceAccounts", order).json)
            #expect(file["type"] == "service_account" && file["project_id"] == "p-2")
            let id = try #require(file["private_key_id"])
            #expect(try await ask(scene, assertion(file, ["sub": "ann@example.com"])).status == 200)
            for (action, isTaken) in [("disable", false), ("enable", true), ("delete", false)] {
                _ = try await scene.order("serviceAccounts/key", ["key": id, "action": .string(action)])
                let answer = try await ask(scene, assertion(file))
                if isTaken { #expect(answer.status == 200) } else { #expect(answer.refusal == .badSignature) }
            }
            let gone = try await scene.order("serviceAccounts/key", ["key": id, "action": "delete"])
            #expect(gone.status == 404)
        }
    }

    @Test func `a deleted account is not found`() async throws {
        try await withScene { scene in
            let file = try await scene.google.addServiceAccount(Self.email)
            try await scene.google.setCondition(.deleted, of: Self.email)
            #expect(try await ask(scene, assertion(file)).refusal == .noServiceAccount)
        }
    }

    @Test func `who acts for a user reaches what that one reaches, with the scopes delegated and no others`()
        async throws
    {
        try await withScene { scene in
            let file = try await scene.google.addServiceAccount(Self.email)
            try await scene.addCustomers()
            try await scene.google.delegate([Scene.adwords], to: Self.email)
            let token = try await ask(scene, assertion(file, ["sub": "ann@example.com"]))["access_token"]
            #expect(
                try await scene.accessible(token).json == ["resourceNames": .array([.string("customers/\(Scene.top)")])]
            )
            let more: [String: JSON] = ["sub": "ann@example.com", "scope": .string("\(Scene.adwords) openid")]
            #expect(try await ask(scene, assertion(file, more)).refusal == .undelegated)
        }
    }
}
