import Foundation
import Testing

@testable import adsvault

/// Commands from their arguments to their answers, on a vault in a folder of its own and without Google.
struct CommandTests {
    /// A home with a vault in it, for the time of `body`.
    private func withVault(_ body: (Home) async throws -> Void) async throws {
        let home = try Home()
        defer { home.remove() }
        #expect(await home.run("init", "--unlock", "passphrase", "--kdf", "interactive").status == .done)
        try await body(home)
    }

    @Test func `init makes a vault that only its owner can read, and never another one over it`() async throws {
        try await withVault { home in
            let path = home.path(".local/share/adsvault/vault.db")
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let again = await home.run("init", "--json")
            #expect(again.status == .exists)
            #expect(again.messages.contains(#"{"error":{"code":"vault_exists""#))
        }
    }

    @Test func `init gives a recovery code once, in JSON under its own key`() async throws {
        let home = try Home()
        defer { home.remove() }
        let made = await home.run("init", "--kdf", "interactive", "--recovery-code", "--json")
        #expect(made.status == .done)
        let code = try #require(made.answer.firstMatch(of: /"recoveryCode":"([0-9A-Z-]{64})"}/)).output.1
        try home.write(String(code), to: "code")
        let slots = await home.run("slot", "list", "--json", "--passphrase-file", home.path("code"))
        #expect(slots.status == .done)
        #expect(slots.answer.contains(#""type":"passphrase""#))
        #expect(slots.answer.contains(#""type":"recovery""#))
    }

    @Test func `without a vault every command says how to make one`() async throws {
        let home = try Home()
        defer { home.remove() }
        for command in [
            ["list"], ["show", "a"], ["check"], ["client", "list"], ["audit"], ["slot"], ["rotate", "key"],
        ] {
            let run = await home.run(command)
            #expect(run.status == .notFound)
            #expect(run.messages.contains("hint: make one with 'adsvault init'"))
        }
    }

    @Test func `a wrong passphrase is told apart from a damaged vault`() async throws {
        try await withVault { home in
            try home.write("another passphrase", to: "wrong")
            #expect(await home.run("list", "--passphrase-file", home.path("wrong")).status == .wrongPassphrase)
            let path = home.path(".local/share/adsvault/vault.db")
            let file = try #require(FileHandle(forWritingAtPath: path))
            try file.truncate(atOffset: 512)
            #expect(await home.run("list").status == .damaged)
        }
    }

    @Test func `an empty vault lists nothing`() async throws {
        try await withVault { home in
            #expect(await home.run("list", "--json").answer == "[]\n")
            #expect(await home.run("check", "--json").answer == "[]\n")
            #expect(await home.run("client", "list", "--json").answer == "[]\n")
        }
    }

    @Test func `a client comes out of its file, and the file goes where that is wanted`() async throws {
        try await withVault { home in
            try home.write(Self.clientFile, to: "client.json")
            let added = await home.run("client", "add", home.path("client.json"), "--name", "desk", "--shred")
            #expect(added.status == .done)
            #expect(!FileManager.default.fileExists(atPath: home.path("client.json")))
            let list = await home.run("client", "list", "--json")
            #expect(list.answer.contains(#""name":"desk","id":"12-a.apps.googleusercontent.com","kind":"installed""#))
            #expect(!list.answer.contains("GOCSPX"))
        }
    }

    @Test func `where the name that nobody gave is taken, the option that gives one is named`() async throws {
        try await withVault { home in
            try home.write(Self.clientFile, to: "client.json")
            _ = await home.run("client", "add", home.path("client.json"))
            let again = await home.run("client", "add", home.path("client.json"))
            #expect(again.status == .exists)
            #expect(again.messages.hasSuffix("hint: name it with --name NAME\n"))
        }
    }

    @Test func `a file that is no client says what it is, and changes nothing`() async throws {
        try await withVault { home in
            try home.write(#"{"type": "service_account"}"#, to: "key.json")
            let refused = await home.run("client", "add", home.path("key.json"), "--shred")
            #expect(refused.status == .usage)
            #expect(refused.messages.contains("service account"))
            #expect(FileManager.default.fileExists(atPath: home.path("key.json")))
        }
    }

    @Test func `a name that nothing has suggests the nearest`() async throws {
        try await withVault { home in
            try home.write(Self.clientFile, to: "client.json")
            _ = await home.run("client", "add", home.path("client.json"), "--name", "desk")
            let run = await home.run("client", "remove", "dask")
            #expect(run.status == .notFound)
            #expect(run.messages.contains("hint: did you mean 'desk'?"))
        }
    }

    @Test func `what needs a yes or a consent fails with 4 where nobody can be asked`() async throws {
        try await withVault { home in
            #expect(await home.run("forget", "a").status == .wouldPrompt)
            #expect(await home.run("login", "--non-interactive").status == .wouldPrompt)
            #expect(await home.run("rotate", "token", "a", "--non-interactive").status == .wouldPrompt)
        }
    }

    @Test func `a new passphrase opens the vault, and the old one does not`() async throws {
        try await withVault { home in
            try home.write("a new passphrase", to: "new")
            #expect(await home.run("rotate", "passphrase", "--new-passphrase-file", home.path("new")).status == .done)
            #expect(await home.run("list").status == .wrongPassphrase)
            #expect(await home.run("list", "--passphrase-file", home.path("new")).status == .done)
        }
    }

    @Test func `a new key keeps the passphrase, and the log is whole over it`() async throws {
        try await withVault { home in
            let rotated = await home.run("rotate", "key", "--json")
            #expect(rotated.answer == #"{"epoch":2,"records":1,"droppedSlots":[]}"# + "\n")
            let verified = await home.run("audit", "verify", "--json")
            #expect(verified.answer.hasPrefix(#"{"ok":true,"entries":2,"head":""#))
        }
    }

    @Test func `a slot whose secret is not at hand stops a new key, unless it may be left behind`() async throws {
        let home = try Home()
        defer { home.remove() }
        _ = await home.run("init", "--kdf", "interactive", "--recovery-code")
        #expect(await home.run("rotate", "key").status == .wouldPrompt)
        let rotated = await home.run("rotate", "key", "--drop-slots", "--json")
        #expect(rotated.status == .done)
        #expect(rotated.answer.contains(#""droppedSlots":["recovery"]"#))
    }

    @Test func `an export goes to stdout only where that is said`() async throws {
        try await withVault { home in
            #expect(await home.run("export", "a", "--format", "env").status == .usage)
            #expect(await home.run("export", "a", "--format", "env", "--reveal").status == .notFound)
        }
    }

    @Test(arguments: [["init", "--kdf", "interactive"], ["lock"], ["list"]])
    func `what stands in for Google is said by every command`(command: [String]) async throws {
        let home = try Home()
        defer { home.remove() }
        let run = await home.run(command, ["ADSVAULT_GOOGLE_URL": "http://127.0.0.1:9"])
        #expect(
            run.messages.contains("warning: ADSVAULT_GOOGLE_URL is set: http://127.0.0.1:9/ stands in for Google\n")
        )
    }

    @Test func `doctor ends with the status of what is wrong`() async throws {
        let home = try Home()
        defer { home.remove() }
        #expect(await home.run("doctor").status == .notFound)
        #expect(await home.run("init", "--kdf", "interactive").status == .done)
        let healthy = await home.run("doctor", "--json")
        #expect(healthy.status == .done)
        #expect(healthy.answer.hasPrefix(#"[{"code":"vault","severity":"ok""#))
    }

    @Test(arguments: [
        (["lst"], "adsvault has no command 'lst'", "did you mean 'adsvault list'?"),
        (["audit", "verfy"], "adsvault audit has no command 'verfy'", "did you mean 'adsvault audit verify'?"),
        (["show"], "missing expected argument '<name>'", "see 'adsvault show --help'"),
        (["--vault", "x", "slot"], "--vault stands before its command", "options follow it: adsvault slot --vault"),
        (["--quiet", "list"], "--quiet stands before its command", "options follow it: adsvault list --quiet"),
        (
            ["audit", "--vault=x", "list"], "--vault stands before its command",
            "options follow it: adsvault audit list --vault"
        ),
    ])
    func `wrong usage names the command that was meant`(arguments: [String], message: String, hint: String) async {
        let test = TestContext()
        #expect(await Program(context: test.context).run(arguments) == .usage)
        #expect(test.messages.text == "error: \(message)\nhint: \(hint)\n")
    }

    private static let clientFile = """
        {"installed": {"client_id": "12-a.apps.googleusercontent.com", "project_id": "ads", "client_secret": "GOCSPX-secret",
         "auth_uri": "https://accounts.google.com/o/oauth2/auth", "token_uri": "https://oauth2.googleapis.com/token",
         "redirect_uris": ["http://localhost"]}}
        """
}
