import ArgumentParser
import Operations
import Sealing

/// A new passphrase.
struct RotatePassphraseCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "passphrase",
        abstract: "Replace the passphrase.",
        discussion: """
            The vault's key stays: whoever kept an old copy of the file opens that copy with the old passphrase. \
            'adsvault rotate key' afterwards ends that for what is stored from then on.
            """
    )

    @Option(
        help: ArgumentHelp("Read the new passphrase from a file that only you can read.", valueName: "file"),
        completion: .file()
    )
    var newPassphraseFile: String?

    @Option(help: "How much work a guess at a passphrase costs from now on.") var kdf: KDF?

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        // Both passphrases are forgotten before the answer is given.
        try await rotate(in: context)
        try context.report(.rotatedPassphrase, options)
    }

    private func rotate(in context: Context) async throws {
        // The old one is needed as such, whatever else would open the vault.
        let old = try options.passphrase(in: context)
        try await context.withSession(options, passphrase: { old.copy() }) { session in
            let new = try newPassphrase(in: context)
            try session.rotatePassphrase(from: old, to: new, level: kdf?.level)
        }
    }

    private func newPassphrase(in context: Context) throws(CommandFailure) -> SecretBytes {
        if let newPassphraseFile {
            return try InputFile.passphrase(newPassphraseFile).readLine(interruption: context.interruption)
        }
        return try options.terminal(
            in: context,
            for: "the new passphrase",
            instead: "name a file with --new-passphrase-file"
        )
        .newPassphrase()
    }
}
