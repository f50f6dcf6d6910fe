import ArgumentParser
import Testing

@testable import adsvault

struct VaultOptionsTests {
    private func path(_ arguments: [String], _ environment: [String: String]) throws -> String {
        let options = try VaultOptions.parse(arguments)
        return try options.vaultPath(in: TestContext(environment: environment).context)
    }

    @Test(arguments: [
        (["--vault", "/a"], ["ADSVAULT_VAULT": "/b", "XDG_DATA_HOME": "/c", "HOME": "/d"], "/a"),
        ([], ["ADSVAULT_VAULT": "/b", "XDG_DATA_HOME": "/c", "HOME": "/d"], "/b"),
        ([], ["ADSVAULT_VAULT": "", "XDG_DATA_HOME": "/c", "HOME": "/d"], "/c/adsvault/vault.db"),
        ([], ["XDG_DATA_HOME": "", "HOME": "/d"], "/d/.local/share/adsvault/vault.db"),
        ([], ["XDG_DATA_HOME": "relative", "HOME": "/d"], "/d/.local/share/adsvault/vault.db"),
    ])
    func `the option goes before the environment, and the environment before the default`(
        arguments: [String],
        environment: [String: String],
        expected: String
    ) throws {
        #expect(try path(arguments, environment) == expected)
    }

    @Test(arguments: ["postgresql://localhost/ads", "postgres://localhost/ads", "PostgreSQL://x"])
    func `a PostgreSQL vault is refused for now`(location: String) {
        let refused = CommandFailure.usage(
            "this version keeps vaults in files, not in PostgreSQL",
            hint: "name a file with --vault"
        )
        #expect(throws: refused) { try path(["--vault", location], [:]) }
        #expect(throws: refused) { try path([], ["ADSVAULT_VAULT": location]) }
    }

    @Test func `without a home there is no default place`() {
        let refused = CommandFailure.usage(
            "HOME is not set, so there is no default place",
            hint: "set HOME, or XDG_DATA_HOME"
        )
        #expect(throws: refused) { try path([], [:]) }
    }

    @Test func `the passphrase file of the option goes before that of the environment`() throws {
        let context = TestContext(environment: ["ADSVAULT_PASSPHRASE_FILE": "/b"]).context
        #expect(try VaultOptions.parse(["--passphrase-file", "/a"]).passphrasePath(in: context) == "/a")
        #expect(try VaultOptions.parse([]).passphrasePath(in: context) == "/b")
    }

    @Test func `an empty variable counts as unset`() throws {
        let context = TestContext(environment: ["ADSVAULT_PASSPHRASE_FILE": ""]).context
        #expect(try VaultOptions.parse([]).passphrasePath(in: context) == nil)
    }

    @Test(arguments: [
        ([], nil, false), (["--non-interactive"], nil, true), (["--non-interactive"], "0", true),
        ([], "1", true), ([], "true", true), ([], "0", false), ([], "", false),
    ])
    func `prompting can be switched off by option and environment`(
        arguments: [String],
        variable: String?,
        expected: Bool
    ) throws {
        let environment = variable.map { ["ADSVAULT_NON_INTERACTIVE": $0] } ?? [:]
        let options = try VaultOptions.parse(arguments)
        #expect(try options.isNonInteractive(in: TestContext(environment: environment).context) == expected)
    }

    @Test func `a switch that is neither on nor off is wrong usage`() throws {
        let options = try VaultOptions.parse([])
        let context = TestContext(environment: ["ADSVAULT_NON_INTERACTIVE": "perhaps"]).context
        #expect(throws: CommandFailure.usage("ADSVAULT_NON_INTERACTIVE is neither 1 nor 0")) {
            try options.isNonInteractive(in: context)
        }
    }

    @Test func `verbose and quiet exclude each other`() {
        #expect(throws: (any Error).self) { try VaultOptions.parse(["--verbose", "--quiet"]) }
    }

    @Test func `without a terminal nothing prompts, and the error says what avoids it`() throws {
        let options = try VaultOptions.parse([])
        let refused = CommandFailure.wouldPrompt(
            for: "the vault's passphrase",
            instead: "name a file with --passphrase-file"
        )
        #expect(refused.status == .wouldPrompt)
        #expect(throws: refused) { revealed(try options.passphrase(in: TestContext().context)) }
    }

    @Test func `with a terminal, --non-interactive keeps it silent`() throws {
        let terminal = Terminal(input: -1, output: Said().output(), interruption: .never)
        let options = try VaultOptions.parse(["--non-interactive"])
        #expect(throws: CommandFailure.wouldPrompt(for: "a name", instead: "name it")) {
            _ = try options.terminal(in: TestContext(terminal: terminal).context, for: "a name", instead: "name it")
        }
    }
}
