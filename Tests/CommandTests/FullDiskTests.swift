import Testing

@testable import GoogleSandbox

/// A vault that can be read and not written.
@Suite struct FullDiskTests {
    @Test func `a login that could not store its token opens no browser`() async throws {
        try await withOperator { person, google in
            try await person.consents("ann@example.com")
            let outcome = try await person.runWithoutRoom("login", "acme", "--json")
            #expect(outcome.status == 1)
            #expect(outcome.failure["code"] as? String == "unwritable")
            #expect(await google.requestCount(at: .authorize) == 0)
            #expect(try await person.succeeds("list", "--json").array.isEmpty)
        }
    }

    @Test func `a token that cannot be stored is said to be lost, and the vault stays as it was`() async throws {
        try await withOperator { person, _ in
            try await person.consents("ann@example.com")
            let outcome = try await person.runAndLoseRoom("login", "acme", "--json")
            #expect(outcome.status == 1)
            #expect(outcome.failure["code"] as? String == "not_stored")
            #expect(outcome.errors.contains("could NOT be stored"))
            #expect(!outcome.errors.contains("storage("))
            #expect(try await person.succeeds("list", "--json").array.isEmpty)
        }
    }

    @Test func `a revocation that is proven and not written down is 40, and the next try writes it`() async throws {
        try await withOperator { person, _ in
            #expect(try await person.login("ann@example.com", as: "acme").status == 0)
            let unwritten = try await person.runWithoutRoom("revoke", "acme", "--yes")
            #expect(unwritten.status == 40)
            #expect(unwritten.output.contains("the same command goes on from here"))
            #expect(!unwritten.output.contains("storage("))
            #expect(unwritten.errors.contains("its next entry will say what was done"))
            try await person.succeeds("set", "acme", "--owner", "Ann")
            let log = try await person.succeeds("audit", "--json").array.suffix(3)
            #expect(log.map { $0["action"] as? String } == ["gap", "gap", "set"])
            #expect((log.first?["detail"] as? String)?.hasPrefix("went unrecorded: revoke acme") == true)
            try await person.succeeds("revoke", "acme", "--yes")
            let shown = try await person.succeeds("show", "acme", "--json").object
            #expect(shown["state"] as? String == "revoked")
        }
    }

    @Test func `nothing secret is handed out that the log cannot hold`() async throws {
        try await withOperator { person, _ in
            #expect(try await person.login("ann@example.com", as: "acme").status == 0)
            for command in [["token", "acme"], ["export", "acme", "--format", "env", "--reveal"]] {
                let outcome = try await person.runWithoutRoom(command)
                #expect(outcome.status == 40)
                #expect(outcome.output.isEmpty)
            }
        }
    }
}
