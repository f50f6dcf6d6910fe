import Foundation
import Glibc
import Testing

@testable import GoogleSandbox

/// Commands that `exec` runs: what they get from the broker, what they end with, and what is refused.
@Suite struct ExecTests {
    @Test func `a command gets access tokens, by one refresh and two lines in the log`() async throws {
        try await withOperator { person, google in
            try await person.login("ann@example.com", as: "ann")
            let before = await google.requestCount(at: .token)
            let script = "\(Self.ask("token")); echo; \(Self.ask("token")); echo; \(Self.ask("email"))"
            let outcome = try await person.succeeds("exec", "ann", "--", "sh", "-c", script)
            let lines = outcome.output.split(separator: "\n").map(String.init)
            try #require(lines.count == 3, "\(outcome.output)")
            let reply = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any]
            #expect((reply?["access_token"] as? String)?.hasPrefix("ya29.") == true)
            #expect((reply?["expires_in"] as? Int).map { $0 > 300 } == true)
            #expect(lines[1].hasPrefix(lines[0].prefix { $0 != "," }))
            #expect(lines[2] == "ann@example.com")
            #expect(await google.requestCount(at: .token) == before + 1)
            let log = try await person.log(since: "login")
            #expect(log == ["exec: ann, access tokens to sh", "token: ann, "])
        }
    }

    @Test func `what no token was asked for costs no call to Google`() async throws {
        try await withOperator { person, google in
            try await person.login("ann@example.com", as: "ann")
            let before = await google.requestCount(at: .token)
            try await person.succeeds("exec", "ann", "--", "true")
            #expect(await google.requestCount(at: .token) == before)
            #expect(try await person.log(since: "login") == ["exec: ann, access tokens to true"])
        }
    }

    @Test func `secrets in the environment are in the log before the command starts`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            try await person.succeeds("exec", "ann", "--inject", "env", "--", "true")
            #expect(try await person.log(since: "login") == ["exec: ann, secrets to true"])
            let refused = try await person.runWithoutRoom(
                "exec",
                "ann",
                "--inject",
                "env",
                "--json",
                "--",
                "echo",
                "started"
            )
            #expect(refused.status == 40)
            #expect(refused.output == "")
            #expect(refused.failure["code"] as? String == "audit_unwritable")
        }
    }

    @Test func `the broker ends with its command, and its folder with it`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let folder = "$CLOUDSDK_CONFIG"
            let script = "echo $GCE_METADATA_HOST \(folder); stat -c %a \(folder); touch \(folder)/file"
            let outcome = try await person.succeeds("exec", "ann", "--", "sh", "-c", script)
            let words = outcome.output.split(whereSeparator: \.isWhitespace).map(String.init)
            try #require(words.count == 3)
            #expect(words[2] == "700")
            #expect(!FileManager.default.fileExists(atPath: words[1]))
            let after = try await person.shell("curl --silent --max-time 5 http://\(words[0])/")
            #expect(after.status == 7, "nobody listens there any more")
        }
    }

    @Test(arguments: [
        (["-H", "X-Forwarded-For: 10.0.0.1"], 403), (["-H", "Host: evil.example"], 421), (["-X", "POST"], 405),
        (["-H", "Metadata-Flavor:"], 403), ([], 200),
    ])
    func `what a web page or a proxy could send is refused`(_ options: [String], _ status: Int) async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let address = "http://$GCE_METADATA_HOST/computeMetadata/v1/instance/service-accounts/default/token"
            let flavour = options.contains("Metadata-Flavor:") ? [] : ["-H", "Metadata-Flavor: Google"]
            let words = (flavour + options).map { "'\($0)'" }.joined(separator: " ")
            let script = "curl --silent --output /dev/null --write-out '%{http_code}' \(words) \(address)"
            let outcome = try await person.succeeds("exec", "ann", "--", "sh", "-c", script)
            #expect(outcome.output == "\(status)")
        }
    }

    @Test(arguments: ["broker", "env"])
    func `the status of the command is passed on, 128 and more for a signal`(mode: String) async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            for (script, status) in [("exit 7", 7), ("exit 255", 255), ("kill -9 $$", 137), ("kill -SEGV $$", 139)] {
                let outcome = try await person.run([
                    "exec", "ann", "--inject", mode, "--json", "--", "sh", "-c", script,
                ])
                #expect(outcome.status == status)
                #expect(!outcome.errors.contains("error"))
            }
        }
    }

    @Test func `a command that is not there is 127, one that cannot be run 126`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            try person.write("plain", "echo x\n")
            try person.write("script", "echo \"$1\"\n", 0o700)
            for (command, status, code, word) in [
                ("no-such-command", 127, "command_not_found", "'no-such-command' was not found"),
                ("/nowhere/x", 127, "command_not_found", "'/nowhere/x' was not found"),
                ("./plain", 126, "command_not_runnable", "'./plain' cannot be run: permission denied"),
                ("/", 126, "command_not_runnable", "'/' cannot be run: permission denied"),
            ] {
                let outcome = try await person.run(["exec", "ann", "--json", "--", command])
                #expect(outcome.status == Int32(status))
                #expect(outcome.failure["code"] as? String == code)
                #expect((outcome.failure["message"] as? String)?.contains(word) == true)
            }
            // As execvp(3) does, a text that names no interpreter goes to the shell.
            #expect(try await person.succeeds("exec", "ann", "--", "./script", "a b").output == "a b\n")
        }
    }

    @Test func `an exec in an exec is refused, unless that is what is wanted`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let within = ["ADSVAULT_EXEC": "1"]
            let refused = try await person.run(["exec", "ann", "--json", "--", "true"], within)
            #expect(refused.status == 2)
            #expect(refused.failure["code"] as? String == "nested")
            #expect((refused.failure["hint"] as? String)?.contains("--nest") == true)
            try await person.succeeds("exec", "ann", "--nest", "--", "true", environment: within)
        }
    }

    @Test func `what is revoked is lent to nobody, and what is not there has its nearest name`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            try await person.fails(15, "exec", "anm", "--", "true")
            try await person.succeeds("revoke", "ann", "--yes")
            for mode in ["broker", "env"] { try await person.fails(21, "exec", "ann", "--inject", mode, "--", "true") }
        }
    }

    @Test(arguments: [["exec", "ann"], ["exec", "ann", "--"], ["exec", "ann", "env"], ["exec", "ann", "--", ""]])
    func `without a command after two dashes it is wrong usage`(arguments: [String]) async throws {
        let sandbox = try await Sandbox.start()
        #expect(try await Operator(sandbox: sandbox).run(arguments).status == 2)
        await sandbox.stop()
    }

    @Test func `an argument that would not arrive as it is given is refused`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            #expect(try await person.succeeds("exec", "ann", "--", "echo", "ü €").output == "ü €\n")
            let outcome = try await person.shell("\"$0\" exec ann -- echo $'\\xff'")
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("not UTF-8"))
        }
    }

    @Test func `stdin is the command's`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let outcome = try await person.shell("printf 'a\\nb\\n' | \"$0\" exec ann -- cat")
            #expect(outcome.output == "a\nb\n")
        }
    }

    @Test func `a credential that dies is told to the command, and on stderr`() async throws {
        try await withOperator { person, google in
            try await person.login("ann@example.com", as: "ann")
            try await google.revokeByUser("ann@example.com", project: "acme")
            let outcome = try await person.succeeds("exec", "ann", "--", "sh", "-c", Self.ask("token"))
            let reply = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
            #expect(reply?["error"] as? String == "invalid_grant")
            #expect((reply?["error_description"] as? String)?.contains("adsvault rotate token ann") == true)
            #expect(outcome.errors.contains("warning: 'ann' gives no access token"))
        }
    }

    /// What a command asks its broker.
    static func ask(_ what: String) -> String {
        "curl --silent -H 'Metadata-Flavor: Google' "
            + "http://$GCE_METADATA_HOST/computeMetadata/v1/instance/service-accounts/default/\(what)"
    }
}

extension Operator {
    /// The entries of the log after the last one of this action: `ACTION: SUBJECT, DETAIL`.
    func log(since action: String) async throws -> [String] {
        let entries = try await run(["audit", "list", "--json"]).array
        let last = entries.lastIndex { $0["action"] as? String == action } ?? -1
        return entries.dropFirst(last + 1).map { entry in
            let words = ["action", "subject", "detail"].map { entry[$0] as? String ?? "" }
            return "\(words[0]): \(words[1]), \(words[2])"
        }
    }
}
