import Foundation
import Glibc
import Testing

@testable import GoogleSandbox

/// What happens to the vault while a command runs, and what can be seen of both from outside.
@Suite struct ExecVaultTests {
    @Test func `a running command locks nothing, and gets tokens under a new key`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let running = try person.runsAndAsks()
            try await running.prints("ready")
            for _ in 0..<2 { try await person.succeeds("rotate", "key") }
            try await person.succeeds("set", "ann", "--owner", "eve")
            try person.proceed()
            #expect(try await running.end() == 0)
            #expect(try running.printed.contains(#"{"access_token":"ya29."#))
            #expect(try await person.succeeds("audit", "verify", "--json").object["ok"] as? Bool == true)
        }
    }

    @Test func `where nothing opens the vault any more, the command is told so`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let running = try person.runsAndAsks()
            try await running.prints("ready")
            try person.write("new", "quite another passphrase\n")
            try await person.succeeds("rotate", "passphrase", "--new-passphrase-file", "new")
            try await person.succeeds("rotate", "key", "--passphrase-file", "new")
            try person.proceed()
            #expect(try await running.end() == 0)
            #expect(try running.printed.contains("the passphrase does not open this vault"))
            #expect(try running.said.contains("warning: the passphrase does not open this vault"))
        }
    }

    @Test func `what Google gives in a refresh token's place is kept while a command runs`() async throws {
        try await withOperator { person, google in
            try await person.login("ann@example.com", as: "ann")
            await google.configure { $0.rotateRefreshTokens = true }
            try await person.succeeds("exec", "ann", "--", "sh", "-c", ExecTests.ask("token"))
            #expect(
                try await person.log(since: "exec") == [
                    "renew: ann, Google replaced the refresh token", "token: ann, ",
                ]
            )
            try await person.succeeds("check", "--no-ads")
        }
    }

    @Test(arguments: ["broker", "env"])
    func `nothing of adsvault, and of its command no argument, holds a secret`(mode: String) async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let adc = try await person.exported("ann")
            let secrets = [adc["refresh_token"], adc["client_secret"], Operator.passphrase].compactMap(\.self)
            try #require(secrets.count == 3)
            try person.remove(holding: secrets[0])
            let script =
                "for p in $$ $PPID; do for f in cmdline environ; do cat /proc/$p/$f >$f-$p; done; done; echo $$ $PPID"
            let outcome = try await person.succeeds("exec", "ann", "--inject", mode, "--", "sh", "-c", script)
            let numbers = outcome.output.split(whereSeparator: \.isWhitespace).map(String.init)
            try #require(numbers.count == 2)
            for secret in secrets {
                let places = try person.filesHolding(secret, except: ["passphrase", "client.json"])
                // The one place that was asked for.
                let expected = mode == "env" && secret != Operator.passphrase ? ["environ-\(numbers[0])"] : []
                #expect(places == expected)
            }
            // Of a process that lets nobody look, only root can have read this.
            if getuid() == 0 { #expect(try Data(contentsOf: person.path("environ-\(numbers[1])")).count > 0) }
        }
    }

    @Test func `a process that runs a command lets nobody look into it`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let running = try person.runsAndAsks()
            try await running.prints("ready")
            let memory = "/proc/\(running.process.processIdentifier)/mem"
            #expect(try FileManager.default.attributesOfItem(atPath: memory)[.ownerAccountID] as? Int == 0)
            let limits = try String(
                contentsOfFile: "/proc/\(running.process.processIdentifier)/limits",
                encoding: .utf8
            )
            #expect(limits.contains(/Max core file size +0 +0/))
            try person.proceed()
            #expect(try await running.end() == 0)
        }
    }
}

extension Operator {
    /// A command that waits for `proceed` and then asks its broker for a token.
    fileprivate func runsAndAsks() throws -> Running {
        try #require(unsafe mkfifo(path("gate").path, 0o600) == 0)
        return try Running(self, "exec", "ann", "--", "sh", "-c", "echo ready; cat gate; \(ExecTests.ask("token"))")
    }

    fileprivate func proceed() throws {
        try Data("\n".utf8).write(to: path("gate"), options: [])
    }
}
