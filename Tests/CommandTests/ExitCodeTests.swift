import Foundation
import Testing

@testable import GoogleSandbox

/// What scripts rely on: the exit code of each thing that can go wrong.
@Suite struct ExitCodeTests {
    @Test func `without a vault everything ends with 15 and names init`() async throws {
        let sandbox = try await Sandbox.start()
        let person = try Operator(sandbox: sandbox)
        let outcome = try await person.fails(15, "list")
        #expect(outcome.errors.contains("adsvault init"))
        #expect(outcome.output.isEmpty)
        await sandbox.stop()
    }

    @Test func `a second init ends with 16 and leaves the vault alone`() async throws {
        try await withOperator { person, _ in
            let before = try Data(contentsOf: person.vault)
            try await person.fails(16, "init", "--unlock", "passphrase", "--kdf", "interactive")
            #expect(try Data(contentsOf: person.vault) == before)
        }
    }

    @Test func `a wrong passphrase is 11, and a damaged vault is 13`() async throws {
        try await withOperator { person, _ in
            try person.write("wrong", "not the passphrase\n")
            try await person.fails(11, "list", "--passphrase-file", "wrong")
            let whole = try Data(contentsOf: person.vault)
            try whole.dropLast(4096).write(to: person.vault, options: [])
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: person.vault.path)
            try await person.fails(13, "list")
        }
    }

    @Test func `an unsafe vault file is 13`() async throws {
        try await withOperator { person, _ in
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: person.vault.path)
            let readable = try await person.fails(13, "list")
            #expect(readable.errors.contains("chmod 600"))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: person.vault.path)
            try FileManager.default.createSymbolicLink(at: person.path("link.db"), withDestinationURL: person.vault)
            let link = try await person.fails(13, "list", "--vault", "link.db")
            #expect(link.errors.contains("symbolic link"))
        }
    }

    @Test func `a passphrase file that others can read is 2`() async throws {
        try await withOperator { person, _ in
            try person.write("open", Operator.passphrase + "\n", 0o644)
            try await person.fails(2, "list", "--passphrase-file", "open")
        }
    }

    @Test func `where it would have to prompt it ends with 4`() async throws {
        try await withOperator { person, _ in
            let outcome = try await person.fails(4, "list", environment: ["ADSVAULT_PASSPHRASE_FILE": ""])
            #expect(outcome.errors.contains("--passphrase-file"))
        }
    }

    @Test func `an unknown name is 15 and suggests the nearest`() async throws {
        try await withOperator { person, _ in
            #expect(try await person.login("ann@example.com", as: "acme").status == 0)
            let outcome = try await person.fails(15, "show", "acne")
            #expect(outcome.errors.contains("acme"))
        }
    }

    @Test func `a name that is taken is 16 before a browser opens`() async throws {
        try await withOperator { person, google in
            #expect(try await person.login("ann@example.com", as: "acme").status == 0)
            let consents = await google.requestCount(at: .authorize)
            #expect(try await person.fails(16, "login", "acme").errors.contains("--replace"))
            #expect(await google.requestCount(at: .authorize) == consents)
            #expect(try await person.login("bob@example.com", as: "bob").status == 0)
            try await person.fails(16, "rename", "bob", "acme")
        }
    }

    @Test func `a denied consent is 3`() async throws {
        try await withOperator { person, google in
            var order = ConsentOrder()
            order.account = "ann@example.com"
            order.deny = true
            try await google.orderConsent(order)
            try await person.fails(3, "login")
        }
    }

    @Test func `a scope that was unticked is 20, and nothing is exchanged`() async throws {
        try await withOperator { person, google in
            try await person.consents("ann@example.com", untick: ["https://www.googleapis.com/auth/adwords"])
            let outcome = try await person.fails(20, "login")
            #expect(outcome.errors.contains("adwords"))
            #expect(await google.requestCount(at: .token) == 0)
        }
    }

    @Test func `a consent that does not come back in time is 30 and names what stays on Google's page`() async throws {
        try await withOperator { person, _ in
            let outcome = try await person.fails(30, "login", "--timeout", "1s", environment: ["BROWSER": "/bin/true"])
            #expect(outcome.errors.contains("admin_policy_enforced"))
        }
    }

    @Test func `a dead token is 21 for token and check, and the credential becomes suspect`() async throws {
        try await withOperator { person, google in
            #expect(try await person.login("ann@example.com", as: "acme").status == 0)
            try await google.revokeByUser("ann@example.com", project: "acme")
            try await person.fails(21, "token", "acme")
            let check = try await person.run(["check", "--json"])
            #expect(check.status == 21)
            #expect(check.array.first?["ok"] as? Bool == false)
            #expect(check.array.first?["state"] as? String == "suspect")
            let findings = check.array.first?["findings"] as? [[String: Any]]
            #expect(findings?.first?["next"] as? String == "adsvault rotate token acme")
        }
    }

    @Test func `tree names last whom nobody ever read, also where another died just now`() async throws {
        try await withOperator { person, google in
            for name in ["ann", "bob"] {
                #expect(try await person.login("\(name)@example.com", as: name).status == 0)
                try await google.revokeByUser("\(name)@example.com", project: "acme")
            }
            try await person.fails(21, "token", "ann")
            let tree = try await person.fails(21, "tree", saysError: false)
            let last = tree.errors.split(separator: "\n").last ?? ""
            #expect(last.hasPrefix("warning: ann: what it reaches was never read, since it is suspect"))
            let json = try await person.succeeds("tree", "--json").object
            #expect((json["findings"] as? [[String: Any]])?.map { $0["code"] as? String } == ["not_read", "not_read"])
        }
    }

    @Test func `an unreachable Google is 30 and changes nothing`() async throws {
        try await withOperator { person, google in
            #expect(try await person.login("ann@example.com", as: "acme").status == 0)
            let before = try await person.succeeds("show", "acme", "--json").output
            try await google.misbehave(.status(500), at: .token, times: nil)
            try await person.fails(31, "token", "acme")
            await google.behave()
            let closed = ["ADSVAULT_GOOGLE_URL": "http://127.0.0.1:1"]
            try await person.fails(30, "token", "acme", environment: closed)
            #expect(try await person.succeeds("show", "acme", "--json").output == before)
        }
    }

    @Test func `a pause that Google asks for and that is too long is 32`() async throws {
        try await withOperator { person, google in
            #expect(try await person.login("ann@example.com", as: "acme").status == 0)
            try await google.misbehave(.status(429, retryAfterSeconds: 3600), at: .token, times: nil)
            try await person.fails(32, "token", "acme")
        }
    }

    @Test func `revoking a lone credential asks, and without a terminal is 4; with siblings it is 25`() async throws {
        try await withOperator { person, _ in
            #expect(try await person.login("ann@example.com", as: "one").status == 0)
            try await person.fails(4, "revoke", "one")
            try await person.fails(4, "forget", "one")
            #expect(try await person.login("ann@example.com", as: "two").status == 0)
            let outcome = try await person.fails(25, "revoke", "one")
            #expect(outcome.errors.contains("two"))
        }
    }

    @Test func `a revocation that takes long is 23, and the next try proves it`() async throws {
        try await withOperator { person, google in
            #expect(try await person.login("ann@example.com", as: "acme").status == 0)
            await google.configure { $0.revocationDelaySeconds = 3600 }
            let pending = try await person.run(["revoke", "acme", "--yes", "--json"])
            #expect(pending.status == 23)
            let results = pending.object["results"] as? [[String: Any]]
            #expect(results?.first?["proof"] as? String == "pending")
            await google.advanceClock(seconds: 4000)
            let proven = try await person.succeeds("revoke", "acme", "--yes", "--json")
            let proof = (proven.object["results"] as? [[String: Any]])?.first
            #expect(proof?["proof"] as? String == "invalid_grant")
            #expect(proof?["state"] as? String == "revoked")
        }
    }

    @Test(arguments: [["lst"], ["list", "--nonsense"], ["show"], ["login", "--timeout", "soon"], ["show", "-x"]])
    func `usage errors are 2, also as JSON`(_ arguments: [String]) async throws {
        let sandbox = try await Sandbox.start()
        let person = try Operator(sandbox: sandbox)
        #expect(try await person.run(arguments).status == 2)
        let outcome = try await person.run(arguments + ["--json"])
        #expect(outcome.status == 2)
        #expect(outcome.failure["message"] is String)
        await sandbox.stop()
    }

    @Test(arguments: [
        ("empty", ""), ("broken", "{\"installed\": {"),
        ("service", "{\"type\":\"service_account\",\"project_id\":\"x\"}"),
        ("yaml", "developer_token: x\nclient_id: y\n"), ("large", String(repeating: "x", count: 10_000_000)),
    ])
    func `a file that is no client is 2 and says what it is`(_ file: (name: String, text: String)) async throws {
        try await withOperator { person, _ in
            try person.write(file.name, file.text)
            let outcome = try await person.fails(2, "client", "add", file.name, "--name", "other")
            #expect(outcome.errors.contains("OAuth client"))
        }
    }

    @Test func `an export takes the place of a file alone, and the log has the whole path`() async throws {
        try await withOperator { person, _ in
            #expect(try await person.login("ann@example.com", as: "acme").status == 0)
            try person.write("there", "mine")
            try FileManager.default.createSymbolicLink(atPath: person.path("link").path, withDestinationPath: "there")
            let refusal = try await person.fails(
                2,
                "export",
                "acme",
                "--format",
                "env",
                "--output",
                "link",
                "--force"
            )
            #expect(refusal.errors.contains("not a regular file"))
            try await person.succeeds("export", "acme", "--format", "env", "--output", "there", "--force")
            let details = try await person.succeeds("audit", "--json").array.compactMap { $0["detail"] as? String }
            #expect(details.last?.contains("env to /") == true)
            #expect(details.last?.contains("/there, ") == true)
        }
    }

    @Test func `a scope that was never asked for is 20, and the next command asks for it`() async throws {
        try await withOperator { person, _ in
            #expect(try await person.login("ann@example.com", as: "acme").status == 0)
            let check = try await person.run(["check", "acme", "--scope", "admanager", "--json"])
            #expect(check.status == 20)
            let findings = check.array.first?["findings"] as? [[String: Any]]
            let next = try #require(findings?.first?["next"] as? String)
            try await person.consents("ann@example.com")
            let words = next.split(separator: " ").dropFirst().map(String.init)
            #expect(try await person.run(words).status == 0)
            try await person.succeeds("check", "acme", "--scope", "admanager")
        }
    }

    @Test func `an export never goes over a file, nor to a pipe unasked`() async throws {
        try await withOperator { person, _ in
            #expect(try await person.login("ann@example.com", as: "acme").status == 0)
            try await person.fails(2, "export", "acme", "--format", "env")
            try person.write("there", "mine")
            try await person.fails(16, "export", "acme", "--format", "env", "--output", "there")
            #expect(try String(contentsOf: person.path("there"), encoding: .utf8) == "mine")
            #expect(try await person.succeeds("show", "acme", "--json").object["exports"] as? Int == 0)
            try await person.succeeds("export", "acme", "--format", "env", "--output", "there", "--force")
            let attributes = try FileManager.default.attributesOfItem(atPath: person.path("there").path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            #expect(
                try await person.succeeds("export", "acme", "--format", "env", "--reveal").output.contains("REFRESH")
            )
        }
    }
}
