import Foundation
import Testing

@testable import GoogleSandbox

/// A service account's key, through every command that knows one.
@Suite struct ServiceAccountTests {
    private static let email = "ads@acme.iam.gserviceaccount.com"

    @Test func `a key is listed, checked, deployed and gives tokens, as the console lets it`() async throws {
        try await withOperator { person, google in
            let file = try await person.addKey(of: Self.email, as: "robot")
            let id = try #require(file["private_key_id"]?.word)
            let tops = try await google.addCustomers(HierarchyPlan(seed: 1, customers: 12, tops: 1))
            try await google.setReach(tops.map(\.id), of: Self.email)

            let shown = try await person.succeeds("show", "robot", "--json").object
            #expect(shown["kind"] as? String == "serviceAccount")
            #expect(shown["client"] is NSNull && shown["grant"] is NSNull && shown["nextRisk"] is NSNull)
            #expect((shown["account"] as? [String: Any])?["email"] as? String == Self.email)
            #expect((shown["account"] as? [String: Any])?["subject"] as? String == file["client_id"]?.word)
            #expect((shown["key"] as? [String: Any])?["id"] as? String == id)
            #expect((shown["key"] as? [String: Any])?["project"] as? String == "acme")
            for filter in [["--project", "acme"], ["--account", Self.email]] {
                #expect(try await person.run(["list", "--json"] + filter).array.count == 1)
            }
            #expect(try await person.succeeds("show", "robot").output.contains(id))

            let result = try #require(try await person.succeeds("check", "--json").array.first)
            #expect(result["ok"] as? Bool == true && result["customersReached"] as? Int == 12)
            #expect(try await person.succeeds("check", "--keepalive", "--json").array.isEmpty)
            #expect(try await person.succeeds("tree", "robot").output.contains("by robot"))

            let token = try await person.succeeds("token", "robot")
            #expect(token.output.hasPrefix("ya29.c."))
            #expect(try await person.succeeds("token", "robot", "--scope", "adwords").output != token.output)
            #expect(try await person.succeeds("token", "robot").output == token.output)

            try await person.succeeds("export", "robot", "--format", "adc-json", "--output", "adc.json")
            #expect(try Data(contentsOf: person.path("adc.json")) == Data((file.text + "\n").utf8))
            let refused = try await person.fails(
                2,
                "export",
                "robot",
                "--format",
                "google-ads-yaml",
                "--reveal",
                "--json"
            )
            #expect(refused.failure["code"] as? String == "users_only")

            try await google.change(key: id, by: .disable)
            let broken = try await person.run(["check", "robot", "--json"])
            #expect(broken.status == 21)
            let finding = (broken.array.first?["findings"] as? [[String: Any]])?.first
            #expect(finding?["code"] as? String == "key_refused")
            #expect((finding?["next"] as? String)?.contains("adsvault import FILE --name robot") == true)
            let dead = try await person.fails(21, "token", "robot", "--min-ttl", "2h", "--json")
            #expect((dead.failure["hint"] as? String)?.contains("adsvault rotate token robot") == true)
            #expect(try person.filesHolding("PRIVATE KEY", except: ["adc.json"]).isEmpty)
        }
    }

    @Test(.enabled(if: Reader.canBeInstalled, "Python's libraries cannot be installed here"))
    func `google-auth signs with the exported key, and gets a token like adsvault's`() async throws {
        try await withOperator { person, _ in
            try await person.addKey(of: Self.email, as: "robot")
            try await person.succeeds("export", "robot", "--format", "adc-json", "--output", "adc.json")
            let signed = try await person.python(["-c", Self.signer, "adc.json", person.sandbox.baseURL])
            #expect(signed.output.hasPrefix("ya29.c."), "\(signed.errors)")
        }
    }

    /// Asks as Google's library does, of a stand-in for its endpoint.
    private static let signer = """
        import sys
        from google.auth.transport.requests import Request
        from google.oauth2 import service_account
        scopes = ["https://www.googleapis.com/auth/adwords"]
        credentials = service_account.Credentials.from_service_account_file(sys.argv[1], scopes=scopes)
        credentials._token_uri = sys.argv[2] + "/token"
        credentials.refresh(Request())
        print(credentials.token)
        """

    @Test func `rotating, revoking and replacing say what the console is for`() async throws {
        try await withOperator { person, _ in
            let file = try await person.addKey(of: Self.email, as: "robot")
            let id = try #require(file["private_key_id"]?.word)
            #expect(try await person.run(["rotate", "token", "robot", "--non-interactive"]).status == 2)
            for arguments in [
                ["rotate", "token", "robot"], ["revoke", "robot", "--yes"], ["login", "robot", "--replace"],
            ] {
                let outcome = try await person.run(arguments + ["--json"])
                #expect(outcome.status == 2, "\(arguments): \(outcome.errors)")
                #expect(outcome.failure["code"] as? String == "service_account")
                let hint = outcome.failure["hint"] as? String ?? ""
                #expect(hint.contains("Cloud console") && hint.contains(id) && hint.contains(Self.email))
            }
            let revoke = try await person.fails(2, "revoke", "robot", "--yes")
            #expect(revoke.errors.contains("adsvault forget robot"))
            let rotate = try await person.fails(2, "rotate", "token", "robot")
            #expect(rotate.errors.contains("adsvault import FILE --name robot"))
            let forgot = try await person.succeeds("forget", "robot", "--yes")
            #expect(forgot.output == "forgot robot; its key stays alive at Google\n")
        }
    }
}

extension Operator {
    /// Imports a new key of a service account, and gives its file.
    @discardableResult
    fileprivate func addKey(of email: String, as name: String) async throws -> JSON {
        let file = try await sandbox.google.addServiceAccount(email, project: "acme")
        try write("\(name).json", file.text + "\n")
        try await succeeds("import", path("\(name).json").path, "--name", name, "--shred")
        return file
    }
}

extension JSON {
    fileprivate var word: String? { if case .string(let text) = self { text } else { nil } }
}
