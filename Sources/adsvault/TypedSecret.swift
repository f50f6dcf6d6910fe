import Operations
import Sealing
import Vault

/// What a person typed, or a file held, to open the vault: kept for the slots that it opens as well.
final class TypedSecret {
    private var bytes: SecretBytes?

    /// Asks once, and keeps the answer.
    func ask(_ options: VaultOptions, in context: Context) throws(CommandFailure) -> SecretBytes {
        let answer = try options.passphrase(in: context)
        bytes = answer.copy()
        return answer
    }

    /// The answer as the secret of `slot`; nil where nobody was asked or the answer is of another kind.
    func secret(for slot: Slot) -> HeldSecret? {
        switch bytes {
        case .some(let bytes): HeldSecret(bytes, for: slot)
        case .none: nil
        }
    }
}

extension HeldSecret {
    /// What was typed, as the secret of a slot of this kind; nil where it is none.
    convenience init?(_ typed: borrowing SecretBytes, for slot: Slot) {
        switch slot.kind {
        case .keyring: return nil
        case .passphrase: self.init(.passphrase(typed.copy()))
        case .recovery:
            // What is no recovery code opens no such slot.
            guard let code = try? RecoveryCode.secret(from: typed), let secret = SlotSecret.recovery(code) else {
                return nil
            }
            self.init(secret)
        }
    }
}

extension Vault {
    /// Whether the secret is this slot's.
    func opens(_ slot: Slot, with secret: borrowing SlotSecret) throws -> Bool {
        do {
            _ = try self.slot(openedBy: secret, among: [slot])
            return true
        } catch VaultError.wrongSecret {
            return false
        }
    }
}
