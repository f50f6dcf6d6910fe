import ArgumentParser
import Sealing

/// Where a new passphrase comes from.
struct NewPassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Read the new passphrase from a file that only you can read.", valueName: "file"),
        completion: .file()
    )
    var newPassphraseFile: String?
}

extension NewPassphraseOptions {
    /// Refuses beforehand where there is neither a file nor anybody to ask.
    func check(_ options: VaultOptions, in context: Context) throws(CommandFailure) {
        if newPassphraseFile == nil { _ = try terminal(options, in: context) }
    }

    /// The new passphrase, out of its file or typed twice.
    func passphrase(_ options: VaultOptions, in context: Context) throws(CommandFailure) -> SecretBytes {
        if let newPassphraseFile {
            return try InputFile.passphrase(newPassphraseFile).readLine(interruption: context.interruption)
        }
        return try terminal(options, in: context).newPassphrase()
    }

    private func terminal(_ options: VaultOptions, in context: Context) throws(CommandFailure) -> Terminal {
        try options.terminal(in: context, for: "the new passphrase", instead: "name a file with --new-passphrase-file")
    }
}
