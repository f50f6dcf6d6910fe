import ArgumentParser
import Sealing

/// The options of every command, each with its environment variable.
struct VaultOptions: ParsableArguments {
    enum Verbosity: String, EnumerableFlag {
        case verbose
        case quiet

        static func help(for value: Verbosity) -> ArgumentHelp? {
            value == .verbose ? "Say more on stderr." : "Say less on stderr."
        }
    }

    @Option(
        help: ArgumentHelp(
            "The vault's file (ADSVAULT_VAULT; default $XDG_DATA_HOME/adsvault/vault.db).",
            valueName: "location"
        ),
        completion: .file()
    )
    var vault: String?

    @Option(
        help: ArgumentHelp(
            "Read the passphrase from a file that only you can read, or from /dev/fd/N (ADSVAULT_PASSPHRASE_FILE).",
            valueName: "file"
        ),
        completion: .file()
    )
    var passphraseFile: String?

    @Flag(help: "Print the answer as one JSON document.")
    var json = false

    @Flag(help: "Never prompt and never open a browser: fail with status 4 instead (ADSVAULT_NON_INTERACTIVE=1).")
    var nonInteractive = false

    @Flag
    var verbosity: Verbosity?
}

extension VaultOptions {
    /// The path of the vault's file: the option, else the environment, else the default place.
    func vaultPath(in context: Context) throws(CommandFailure) -> String {
        guard let location = vault ?? context.environment["ADSVAULT_VAULT"] else {
            return try context.folders.data + "/vault.db"
        }
        if location.isEmpty { throw .usage("--vault names no file") }
        if ["postgres://", "postgresql://"].contains(where: location.lowercased().hasPrefix) {
            throw .usage("this version keeps vaults in files, not in PostgreSQL", hint: "name a file with --vault")
        }
        return location
    }

    /// The passphrase's file: the option, else the environment; nil where neither names one.
    func passphrasePath(in context: Context) -> String? {
        passphraseFile ?? context.environment["ADSVAULT_PASSPHRASE_FILE"]
    }

    /// The person to ask. Throws `would_prompt`, saying what would have been asked and what avoids it, where nobody is
    /// there or nobody may be asked.
    func terminal(
        in context: Context,
        for question: String,
        instead hint: String
    ) throws(CommandFailure) -> Terminal {
        let mayAsk = try !isNonInteractive(in: context)
        guard mayAsk, let terminal = context.terminal else {
            throw .wouldPrompt(for: question, instead: hint)
        }
        return terminal
    }

    /// Whether the user wants neither prompts nor a browser.
    func isNonInteractive(in context: Context) throws(CommandFailure) -> Bool {
        if nonInteractive { return true }
        return try context.environment.isOn("ADSVAULT_NON_INTERACTIVE")
    }

    /// The vault's passphrase, from its file or from the person at the terminal.
    func passphrase(in context: Context) throws(CommandFailure) -> SecretBytes {
        if let path = passphrasePath(in: context) {
            return try InputFile.passphrase(path).readLine(interruption: context.interruption)
        }
        return try terminal(in: context, for: "the vault's passphrase", instead: "name a file with --passphrase-file")
            .neededSecret("passphrase: ")
    }
}
