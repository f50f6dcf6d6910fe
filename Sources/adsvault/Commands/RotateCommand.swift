import ArgumentParser

/// Replaces what grew old.
struct RotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Replace a token, the vault's key, or a passphrase.",
        subcommands: [RotateTokenCommand.self, RotateKeyCommand.self, RotatePassphraseCommand.self]
    )
}
