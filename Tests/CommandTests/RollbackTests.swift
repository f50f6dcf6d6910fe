import Foundation
import Testing

/// The real executable on vaults that are not the newest, and as several processes at once.
@Suite(.timeLimit(.minutes(5)))
struct RollbackTests {
    @Test func `a vault put back by its file ends every command with 17, until that is agreed to`() async throws {
        try await withOperator { person, _ in
            let older = try Data(contentsOf: person.vault)
            _ = try await person.login("ann@example.com", as: "ann")
            try older.write(to: person.vault)
            let refused = try await person.fails(17, "list", "--json")
            #expect(refused.output.isEmpty)
            #expect(refused.errors.contains(#"{"error":{"code":"rollback""#))
            try await person.fails(17, "export", "ann", "--format", "env", "--reveal")
            try await person.succeeds("restore", person.vault.path, "--accept-rollback")
            let list = try await person.succeeds("list", "--json")
            #expect(list.output == "[]\n")
        }
    }

    @Test func `backups of processes at once are whole, and leave one anchor, of the newest state`() async throws {
        try await withOperator { person, _ in
            try await withThrowingTaskGroup(of: Int32.self) { group in
                for number in 1...4 {
                    group.addTask { try await person.run(["backup", person.path("\(number).db").path]).status }
                }
                for try await status in group { #expect(status == 0) }
            }
            let last = try await person.succeeds("backup", person.path("last.db").path, "--json")
            let seq = try #require(last.output.firstMatch(of: /"seq":([0-9]+)/)).output.1
            let anchors = person.path("home/.local/state/adsvault/anchors")
            let lines = try String(contentsOf: anchors, encoding: .utf8).split(separator: "\n")
            #expect(lines.map { $0.split(separator: " ")[2] } == [seq])
            for number in 1...4 {
                let state = ["XDG_STATE_HOME": person.path("state-\(number)").path]
                let copy = person.path("\(number).db").path
                try await person.succeeds("audit", "verify", "--vault", copy, environment: state)
            }
        }
    }
}
