import ArgumentParser
import Credentials
import Operations
import Vault

/// One more way to unlock.
struct SlotAddCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a way to unlock the vault.",
        discussion: """
            A passphrase is typed twice. A recovery code is shown once and asked back; it opens the vault wherever a \
            passphrase is asked for, on any machine. A keyring's key opens it in this desktop session without a word.

            EXAMPLES:
              adsvault slot add passphrase --label anna
              adsvault slot add recovery
            """
    )

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case passphrase
        case recovery
        case keyring
    }

    @Argument(help: "What opens the vault.") var type: Kind

    @Option(help: "What to call it (default: its type).", transform: Name.argument) var label: Name?

    @OptionGroup var newPassphrase: NewPassphraseOptions
    @OptionGroup var options: VaultOptions

    func validate() throws {
        guard type == .passphrase || newPassphrase.newPassphraseFile == nil else {
            throw ValidationError("--new-passphrase-file is for a passphrase")
        }
    }

    func run(in context: Context) async throws {
        // Nobody opens the vault only to learn that nobody can be asked.
        switch type {
        case .passphrase: try newPassphrase.check(options, in: context)
        case .recovery: _ = try codeTerminal(in: context)
        case .keyring: break
        }
        // Whoever finds the vault unlocked shall not get a way in for good.
        try await context.withSession(
            options,
            takesKeptKey: false,
            passphrase: { try options.passphrase(in: context) }
        ) { session in
            switch type {
            case .passphrase: try context.report(.addedSlot(addPassphrase(session, in: context)), options)
            case .recovery: try addRecoveryCode(session, in: context)
            case .keyring:
                let draft = try session.draftSlot(.keyring, label: label)
                let anchors = try context.keyringAnchors(for: options)
                let slot = try session.addKeyringKey(to: context.keyring, anchors: anchors, as: draft)
                try context.report(.addedSlot(slot), options)
            }
        }
    }

    private func addPassphrase(_ session: Session, in context: Context) throws -> LabelledSlot {
        let draft = try session.draftSlot(.passphrase, label: label)
        return try session.addPassphrase(newPassphrase.passphrase(options, in: context), as: draft)
    }

    private func addRecoveryCode(_ session: Session, in context: Context) throws {
        let draft = try session.draftSlot(.recovery, label: label)
        let terminal = try codeTerminal(in: context)
        let added = try session.addRecoveryCode(as: draft) { try terminal?.prove(writtenDown: $0) }
        guard options.json else { return try context.report(.addedSlot(added.slot), options) }
        try context.answer(added.slot.json, recoveryCode: added.code)
    }

    /// Where the code is shown and asked back; nil where it is a part of the JSON. It goes to no other pipe.
    private func codeTerminal(in context: Context) throws(CommandFailure) -> Terminal? {
        if options.json { return nil }
        return try options.terminal(
            in: context,
            for: "the recovery code to be written down",
            instead: "--json gives it on stdout, as recoveryCode"
        )
    }
}
