import Keyrings
import Operations
import Sealing
import Vault

/// Where a command finds the secrets of a vault's slots: what opened the vault, the keyring, the passphrase's file, and
/// at last the person at the terminal.
struct SlotSecretSource {
    private let session: Session
    private let typed: TypedSecret
    private let options: VaultOptions
    private let context: Context
    /// Who may be asked; nil for nobody.
    private let terminal: Terminal?

    /// - Parameter typed: what was asked for to open the vault, where anything was.
    init(_ session: Session, typed: TypedSecret, options: VaultOptions, in context: Context) throws {
        self.session = session
        self.typed = typed
        self.options = options
        self.context = context
        terminal = try options.isNonInteractive(in: context) ? nil : context.terminal
    }

    /// Tries on a slot what there is for it. A person who is asked may skip it.
    func trial(of slot: Slot, _ label: String) throws -> SlotTrial {
        try trial(of: slot, label, asking: terminal, hint: " (Return skips it)")
    }

    private func trial(
        of slot: Slot,
        _ label: String,
        asking terminal: Terminal?,
        hint: String = ""
    ) throws -> SlotTrial {
        if slot.kind == .keyring { return keyringTrial(of: slot) }
        if let secret = typed.secret(for: slot), let proof = session.vault.proof(of: slot, openedWith: secret) {
            return .opens(proof)
        }
        if let trial = try fileTrial(of: slot) { return trial }
        guard let terminal else { return .fails(.notTried("nobody can be asked for it here")) }
        return try trial(of: slot, "\(slot.kind.words) '\(label.printable)'\(hint): ", at: terminal)
    }

    /// The secrets for a new vault key.
    ///
    /// - Parameter drops: whether a slot whose secret is not at hand is left behind, without asking anyone.
    func secrets(drops: Bool) -> SlotSecrets {
        SlotSecrets { slot, label in
            switch try trial(of: slot, label, asking: drops ? nil : terminal) {
            case .opens(let held): return held
            case .fails(let failing):
                if drops { return nil }
                throw error(failing, of: slot, label)
            }
        }
    }

    private func keyringTrial(of slot: Slot) -> SlotTrial {
        do throws(KeyringError) {
            guard let key = try context.keyring.lookup(vault: session.vault.vaultID, slot: slot.id) else {
                return .fails(.notTried("this machine's keyring has no key for it"))
            }
            guard let secret = SlotSecret.keyring(key, slotID: slot.id) else { throw .notAKey }
            return session.trial(of: secret, on: slot)
        } catch .notAKey {
            return .fails(.wrong(KeyringError.notAKey.words))
        } catch {
            return .fails(.notTried(error.words))
        }
    }

    /// What the passphrase's file does, where the vault was opened without it; nil where it does not fit.
    private func fileTrial(of slot: Slot) throws -> SlotTrial? {
        guard !typed.isThere, let path = options.passphrasePath(in: context) else { return nil }
        let text = try InputFile.passphrase(path).readLine(interruption: context.interruption)
        guard let secret = SlotSecret.typed(text, for: slot) else { return nil }
        let trial = session.trial(of: secret, on: slot)
        // It may be the secret of another slot.
        if case .fails(.wrong) = trial { return nil }
        return trial
    }

    private func trial(of slot: Slot, _ prompt: String, at terminal: Terminal) throws(CommandFailure) -> SlotTrial {
        for _ in 1...3 {
            let answer = try terminal.secret(prompt)
            if answer.byteCount == 0 { return .fails(.notTried("nothing was typed")) }
            guard let secret = SlotSecret.typed(answer, for: slot) else {
                try terminal.say("that is no recovery code: it has 13 groups of 4 letters and digits")
                continue
            }
            let trial = session.trial(of: secret, on: slot)
            guard case .fails(.wrong) = trial else { return trial }
            try terminal.say("that does not open it")
        }
        return .fails(.wrong("nothing of what was typed opens it"))
    }

    private func error(_ failing: SlotFailing, of slot: Slot, _ label: String) -> any Error {
        let name = "the \(slot.kind.words) '\(label.printable)'"
        let hint = "leave it behind with --drop-slots"
        switch failing {
        case .damaged: return VaultError.damaged(.slots)
        case .notTried where terminal == nil: return OperationError.slotNotAtHand(slot)
        case .wrong(let reason) where slot.kind != .keyring:
            return CommandFailure(.wrongPassphrase, code: "wrong_passphrase", "\(name): \(reason)", hint: hint)
        case .wrong(let reason), .notTried(let reason), .unavailable(let reason):
            return CommandFailure(.slotUnavailable, code: "slot_unavailable", "\(name): \(reason)", hint: hint)
        }
    }
}

extension Slot.Kind {
    /// What people call it.
    var words: String {
        switch self {
        case .passphrase: "passphrase"
        case .keyring: "keyring key"
        case .recovery: "recovery code"
        }
    }
}
