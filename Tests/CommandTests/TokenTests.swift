import Foundation
import Glibc
import Testing

@testable import GoogleSandbox

/// Access tokens, as several processes ask for them.
@Suite struct TokenTests {
    @Test func `eight processes that ask at once make one refresh, and all get its token`() async throws {
        try await withOperator { person, google in
            try await person.login("ann@example.com", as: "ann")
            let before = await google.requestCount(at: .token)
            await google.misbehave(.delay(milliseconds: 500), at: .token)
            let tokens = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 { group.addTask { try await person.succeeds("token", "ann").output } }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }

            #expect(Set(tokens).count == 1)
            #expect(tokens.first?.hasPrefix("ya29.") == true)
            #expect(await google.requestCount(at: .token) == before + 1)
            let log = try await person.succeeds("audit", "--json").array.filter { $0["action"] as? String == "token" }
            #expect(
                log.compactMap { $0["detail"] as? String }.sorted() == [""]
                    + Array(repeating: "from the vault", count: 7)
            )
            #expect(try await person.succeeds("audit", "verify", "--json").object["ok"] as? Bool == true)
        }
    }

    @Test func `who is killed while it asks keeps nobody else from asking`() async throws {
        try await withOperator { person, google in
            try await person.login("ann@example.com", as: "ann")
            let before = await google.requestCount(at: .token)
            await google.misbehave(.silence, at: .token)
            let process = person.process(["token", "ann"])
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            while await google.requestCount(at: .token) == before { await Task.yield() }
            let other = Task { try await person.run(["token", "ann", "--verbose"]) }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()

            let outcome = try await other.value
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(!outcome.errors.contains("may each ask"))
            #expect(await google.requestCount(at: .token) == before + 2)
        }
    }

    @Test func `a token that Google gives for less than was asked comes with a warning`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let outcome = try await person.succeeds("token", "ann", "--min-ttl", "2h")
            #expect(outcome.errors.contains("warning: the token ends before --min-ttl is over"))
            let kept = try await person.succeeds("token", "ann", "--verbose")
            #expect(kept.output == outcome.output)
            #expect(kept.errors.contains("google was not asked"))
        }
    }
}
