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

    @Option(help: "How much work a guess at a passphrase costs from now on.") var kdf: KDF?

    @OptionGroup var newPassphrase: NewPassphraseOptions
    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        // Both passphrases are forgotten before the answer is given.
        let weak = try await rotate(in: context)
        for slot in weak { context.warn("the \(slot.words) is weaker than the vault's policy") }
        try context.report(.rotatedPassphrase, options)
    }

    /// Gives the slots that are weaker than the policy afterwards.
    private func rotate(in context: Context) async throws -> [LabelledSlot] {
        // The old one is needed as such, whatever else would open the vault.
        let old = try options.passphrase(in: context)
        var isOpener = false
        let passphrase = {
            isOpener = true
            return old.copy()
        }
        return try await context.withSession(options, passphrase: passphrase) { session in
            let slot = try session.passphraseSlot(openedBy: old, isOpener: isOpener)
            let new = try newPassphrase.passphrase(options, in: context)
            try session.rotatePassphrase(of: slot, to: new, level: kdf?.level)
            return try session.slots().filter { $0.isBelowPolicy }
        }
    }
}
