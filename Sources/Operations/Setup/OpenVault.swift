public import Keyrings
public import Sealing
public import Vault

/// How a person or a machine gets into a vault.
public struct Unlocking {
    /// The desktop's keyring.
    public var keyring: any KeyHolder
    /// Asks for the passphrase, or reads its file; called when it is needed and not before.
    public var passphrase: () throws -> SecretBytes
    /// Whether a passphrase was given beforehand, so that no keyring is asked.
    public var prefersPassphrase: Bool
    /// Says something on the way: a keyring that is locked, for one.
    public var notice: (String) -> Void

    /// A way in by `keyring` or `passphrase`.
    public init(
        keyring: any KeyHolder,
        prefersPassphrase: Bool,
        notice: @escaping (String) -> Void,
        passphrase: @escaping () throws -> SecretBytes
    ) {
        self.keyring = keyring
        self.prefersPassphrase = prefersPassphrase
        self.notice = notice
        self.passphrase = passphrase
    }
}

/// Unlocks the vault in `store`: by the keyring where it has a slot there and the keyring is open, else by passphrase
/// or recovery code.
///
/// - Throws: `VaultError`, in particular `.missing`, `.wrongSecret` and `.slotUnavailable`; what the passphrase's source
///   throws.
public func openVault(_ store: any VaultStore, by unlocking: Unlocking, surroundings: Surroundings) throws -> Vault {
    let (vaultID, slots) = try Vault.slots(in: store)
    var trouble: String?
    if !unlocking.prefersPassphrase {
        for slot in slots where slot.kind == .keyring {
            do {
                if let key = try unlocking.keyring.lookup(vault: vaultID, slot: slot.id),
                    let secret = SlotSecret.keyring(key, slotID: slot.id)
                {
                    return try Vault.open(store, with: secret, surroundings: surroundings)
                }
                trouble = "this machine's keyring has no key for this vault"
            } catch let error as KeyringError {
                trouble = error.words
            } catch VaultError.wrongSecret {
                trouble = "what the keyring holds for this vault does not open it"
            }
        }
    }
    guard slots.contains(where: { $0.kind != .keyring }) else {
        throw VaultError.slotUnavailable(trouble ?? "this vault opens by the keyring alone")
    }
    if let trouble { unlocking.notice("\(trouble); asking for the passphrase instead") }
    return try openVault(store, typed: try unlocking.passphrase(), slots: slots, surroundings: surroundings)
}

/// Unlocks with what a person typed, which may be the recovery code as well as the passphrase.
private func openVault(
    _ store: any VaultStore,
    typed text: consuming SecretBytes,
    slots: [Slot],
    surroundings: Surroundings
) throws -> Vault {
    if slots.contains(where: { $0.kind == .recovery }),
        let code = try? RecoveryCode.secret(from: text),  // What is no recovery code is a passphrase.
        let secret = SlotSecret.recovery(code)
    {
        do {
            return try Vault.open(store, with: secret, surroundings: surroundings)
        } catch VaultError.wrongSecret where slots.contains(where: { $0.kind == .passphrase }) {
            // It only looked like a code.
        }
    }
    guard slots.contains(where: { $0.kind == .passphrase }) else { throw VaultError.wrongSecret }
    return try Vault.open(store, with: .passphrase(text), surroundings: surroundings)
}

extension KeyringError {
    /// What is wrong, for people.
    public var words: String {
        switch self {
        case .unavailable(.noBus): "there is no desktop session here, and so no keyring"
        case .unavailable(.noService): "no keyring service runs in this session"
        case .unavailable(.noDefaultCollection): "the keyring has no default collection; log in to the desktop once"
        case .locked: "the keyring is locked; log in to the desktop, or unlock it there"
        case .timedOut: "the keyring did not answer in time"
        case .notAKey: "what the keyring holds for this vault is not a key"
        case .refused(let words): "the keyring refused: \(words)"
        }
    }
}
