import Operations
import Sealing
import Synchronization
import Vault

/// What a person typed, or a file held, to open the vault: kept for the slot that it opens.
final class TypedSecret: Sendable {
    private let bytes = Mutex<SecretBytes?>(nil)

    /// Asks once, and keeps the answer.
    func ask(_ options: VaultOptions, in context: Context) throws(CommandFailure) -> SecretBytes {
        let answer = try options.passphrase(in: context)
        bytes.withLock { $0 = answer.copy() }
        return answer
    }

    /// Whether anything was typed.
    var isThere: Bool {
        bytes.withLock { bytes in
            switch bytes {
            case .some: true
            case .none: false
            }
        }
    }

    /// A copy of the answer; nil where nobody was asked.
    func copy() -> SecretBytes? {
        bytes.withLock { bytes in
            switch bytes {
            case .some(let bytes): bytes.copy()
            case .none: nil
            }
        }
    }

    /// The answer as the secret of `slot`; nil where nobody was asked or the answer is of another kind.
    func secret(for slot: Slot) -> SlotSecret? {
        bytes.withLock { bytes in
            switch bytes {
            case .some(let bytes): .typed(bytes, for: slot)
            case .none: nil
            }
        }
    }
}

extension SlotSecret {
    /// What was typed, as the secret of a slot of this kind; nil where it is none.
    static func typed(_ text: borrowing SecretBytes, for slot: Slot) -> SlotSecret? {
        switch slot.kind {
        case .keyring: return nil
        case .passphrase: return .passphrase(text.copy())
        case .recovery:
            // What is no recovery code opens no such slot.
            guard let code = try? RecoveryCode.secret(from: text) else { return nil }
            return .recovery(code)
        }
    }
}
