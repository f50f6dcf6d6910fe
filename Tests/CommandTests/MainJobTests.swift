import Foundation
import Testing

@testable import GoogleSandbox

/// The main job, from the first consent to the last proof.
@Suite struct MainJobTests {
    @Test func `list answers with the keys of the contract`() async throws {
        try await withOperator { person, _ in
            try await person.consents("ann@example.com")
            try await person.succeeds("login", "acme", "--owner", "eve", "--tag", "team=ads")
            let list = try await person.succeeds("list", "--json").array
            let row = try #require(list.first)
            #expect(
                Set(row.keys) == [
                    "name", "kind", "account", "client", "grant", "scopes", "owner", "tags", "state", "createdAt",
                    "lastRefreshedAt", "expiresAt", "nextRisk", "customers", "loginCustomerID", "exports",
                    "fingerprint",
                ]
            )
            #expect(row["name"] as? String == "acme")
            #expect(row["kind"] as? String == "user")
            #expect((row["account"] as? [String: Any])?["email"] as? String == "ann@example.com")
            #expect((row["client"] as? [String: Any])?["project"] as? String == "acme")
            #expect(row["tags"] as? [String: String] == ["team": "ads"])
            #expect(row["expiresAt"] is NSNull)
            let shown = try await person.succeeds("show", "acme", "--json").object
            #expect(shown as NSDictionary == row as NSDictionary)
        }
    }

    @Test func `check answers with the keys of the contract and finds nothing wrong`() async throws {
        try await withOperator { person, _ in
            #expect(try await person.login("ann@example.com").status == 0)
            let outcome = try await person.succeeds("check", "--json", "--no-ads")
            let result = try #require(outcome.array.first)
            #expect(
                Set(result.keys) == [
                    "name", "ok", "state", "grantedScopes", "missingScopes", "extraScopes", "customersReached",
                    "findings",
                ]
            )
            #expect(result["ok"] as? Bool == true)
            #expect((result["missingScopes"] as? [String])?.isEmpty == true)
            let drift = try await person.run(["check", "--scope", "dfp", "--json"])
            #expect(drift.status == 20)
        }
    }

    @Test func `rotating the key keeps every credential, and the log remembers both epochs`() async throws {
        try await withOperator { person, _ in
            #expect(try await person.login("ann@example.com").status == 0)
            try await person.succeeds("rotate", "key")
            try await person.succeeds("check")
            let verdict = try await person.succeeds("audit", "verify", "--json").object
            #expect(verdict["ok"] as? Bool == true)
            let entries = try await person.succeeds("audit", "list", "--json").array
            #expect(entries.map { $0["action"] as? String }.contains("rotate key"))
            #expect(entries.first?["action"] as? String == "init")
            #expect(Set(entries[0].keys) == ["index", "at", "action", "actor", "subject", "detail", "hash"])
        }
    }

    @Test func `a new passphrase opens the vault, and the old one does not`() async throws {
        try await withOperator { person, _ in
            try person.write("new", "quite another passphrase\n")
            try await person.succeeds("rotate", "passphrase", "--new-passphrase-file", "new")
            try await person.fails(11, "list")
            try await person.succeeds("list", "--passphrase-file", "new")
        }
    }

    @Test func `the recovery code opens the vault in the passphrase's place`() async throws {
        let sandbox = try await Sandbox.start()
        let person = try Operator(sandbox: sandbox)
        let made = try await person.succeeds(
            "init",
            "--unlock",
            "passphrase",
            "--kdf",
            "interactive",
            "--recovery-code",
            "--json"
        )
        let code = try #require(made.object["recoveryCode"] as? String)
        try person.write("code", code + "\n")
        let slots = try await person.succeeds("slot", "list", "--json", "--passphrase-file", "code").array
        #expect(slots.map { $0["type"] as? String } == ["passphrase", "recovery"])
        await sandbox.stop()
    }

    @Test func `revoke ends the whole grant, proves it for each, and leaves tombstones`() async throws {
        try await withOperator { person, google in
            #expect(try await person.login("ann@example.com", as: "one").status == 0)
            #expect(try await person.login("ann@example.com", as: "two").status == 0)
            #expect(try await person.login("bob@example.com", as: "bob").status == 0)
            let revoked = try await person.succeeds("revoke", "one", "--yes", "--json").object
            let results = try #require(revoked["results"] as? [[String: Any]])
            #expect(results.map { $0["credential"] as? String } == ["one", "two"])
            #expect(
                results.allSatisfy { $0["proof"] as? String == "invalid_grant" && $0["revokeStatus"] as? Int == 200 }
            )
            let states = try await person.succeeds("list", "--json").array.map { $0["state"] as? String }
            #expect(states == ["active", "revoked", "revoked"])
            // The name of a tombstone may be taken.
            #expect(try await person.login("ann@example.com", as: "one").status == 0)
            try await person.succeeds("check")
        }
    }

    @Test func `a second login of an account says that both are one grant`() async throws {
        try await withOperator { person, _ in
            #expect(try await person.login("ann@example.com", as: "one").status == 0)
            let second = try await person.login("ann@example.com", as: "two")
            #expect(second.status == 0)
            #expect(second.errors.contains("one"))
            #expect(second.errors.contains("grant"))
        }
    }

    @Test func `filters choose by glob, account, owner, tag and state`() async throws {
        try await withOperator { person, _ in
            #expect(try await person.login("ann@example.com", as: "acme-one").status == 0)
            #expect(try await person.login("bob@example.com", as: "other").status == 0)
            try await person.succeeds("set", "other", "--owner", "eve", "--tag", "k=v")
            for filter in [
                ["oth*"], ["--account", "bob@example.com"], ["--owner", "eve"], ["--tag", "k=v"],
            ] {
                let names = try await person.run(["list", "--json"] + filter).array.map { $0["name"] as? String }
                #expect(names == ["other"], "\(filter)")
            }
            #expect(try await person.succeeds("list", "--state", "revoked", "--json").array.isEmpty)
        }
    }
}
