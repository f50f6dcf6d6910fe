import ArgumentParser
import Keyrings
import Operations
import Sealing
import Vault

/// A new vault key.
struct RotateKeyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Give the vault a new key, with everything sealed anew.",
        discussion: """
            Every way to unlock needs its secret once more: what is not at hand is asked for, or left behind with \
            --drop-slots. An old copy of the vault's file still opens with the old key.
            """
    )

    @Flag(help: "Leave behind the ways to unlock whose secret is not at hand.") var dropSlots = false

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        // What was typed is forgotten before the answer is given.
        let rotated = try await rotate(in: context)
        try context.report(.rotatedKey(rotated), options)
    }

    private func rotate(in context: Context) async throws -> RotatedKey {
        let typed = TypedSecret()
        return try await context.withSession(options, passphrase: { try typed.ask(options, in: context) }) {
            session in
            let secrets = SlotSecrets { slot, label in
                try secret(of: slot, label, typed: typed, session: session, in: context)
            }
            return try session.rotateKey(secrets).1
        }
    }

    /// The secret of a slot: what opened the vault, the keyring's, or what is typed now; nil leaves the slot behind.
    private func secret(
        of slot: Slot,
        _ label: String,
        typed: TypedSecret,
        session: Session,
        in context: Context
    ) throws -> HeldSecret? {
        if slot.kind == .keyring {
            // A keyring that does not answer is one whose secret is not at hand.
            if let key = try? context.keyring.lookup(vault: session.vault.vaultID, slot: slot.id),
                let secret = SlotSecret.keyring(key, slotID: slot.id)
            {
                return HeldSecret(secret)
            }
        } else if let held = typed.secret(for: slot), try session.vault.opens(slot, with: held.secret) {
            return held
        }
        if dropSlots { return nil }
        guard slot.kind != .keyring, let terminal = context.terminal, try !options.isNonInteractive(in: context) else {
            throw OperationError.slotNotAtHand(slot)
        }
        let answer = try terminal.secret("the secret of the slot '\(label.printable)': ")
        guard let held = HeldSecret(answer, for: slot) else { throw VaultError.wrongSecret }
        return held
    }
}
