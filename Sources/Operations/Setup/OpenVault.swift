public import Keyrings
public import Sealing
public import Vault

/// How a person or a machine gets into a vault.
public struct Unlocking {
    /// What may keep the vault's key from an `unlock`; nil where that is not to be taken.
    public var keeper: (any KeyKeeper)?
    /// The desktop's keyring.
    public var keyring: any KeyHolder
    /// The keyring as a place for anchors. Only where the keyring opens the vault is it asked for the anchor, and given
    /// the new one: nothing else waits for the desktop.
    public var keyringAnchors: AnchorPlace?
    /// Asks for the passphrase, or reads its file; called when it is needed and not before.
    public var passphrase: () throws -> SecretBytes
    /// Whether a passphrase was given beforehand, so that no kept key is taken and no keyring asked.
    public var prefersPassphrase: Bool
    /// Says something on the way: a keyring that is locked, for one.
    public var notice: (String) -> Void

    /// A way in by a kept key, `keyring` or `passphrase`.
    public init(
        keeper: (any KeyKeeper)?,
        keyring: any KeyHolder,
        keyringAnchors: AnchorPlace? = nil,
        prefersPassphrase: Bool,
        notice: @escaping (String) -> Void,
        passphrase: @escaping () throws -> SecretBytes
    ) {
        self.keeper = keeper
        self.keyring = keyring
        self.keyringAnchors = keyringAnchors
        self.prefersPassphrase = prefersPassphrase
        self.notice = notice
        self.passphrase = passphrase
    }
}

/// Unlocks the vault in `store`: by the key that an `unlock` kept, else by the keyring where it has a slot there and the
/// keyring is open, else by passphrase or recovery code.
///
/// - Throws: `VaultError`, in particular `.missing`, `.wrongSecret` and `.slotUnavailable`; what the passphrase's source
///   throws.
public func openVault(_ store: any VaultStore, by unlocking: Unlocking, surroundings: Surroundings) throws -> Vault {
    if let vault = try openKept(store, by: unlocking, surroundings: surroundings) { return vault }
    let (vaultID, slots) = try Vault.slots(in: store)
    var trouble: String?
    if !unlocking.prefersPassphrase {
        for slot in slots where slot.kind == .keyring {
            do {
                if let key = try unlocking.keyring.lookup(vault: vaultID, slot: slot.id),
                    let secret = SlotSecret.keyring(key, slotID: slot.id)
                {
                    var surroundings = surroundings
                    if let place = unlocking.keyringAnchors { surroundings.anchorPlaces.append(place) }
                    return try Vault.open(store, with: secret, surroundings: surroundings)
                }
                trouble = "this machine's keyring has no key for this vault"
            } catch let error as KeyringError {
                trouble = error.words
                // It would say the same of each slot, and each time as late.
                if error != .notAKey { break }
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

/// The vault by its kept key; nil where there is none, or none that helps, which is said.
private func openKept(_ store: any VaultStore, by unlocking: Unlocking, surroundings: Surroundings) throws -> Vault? {
    guard !unlocking.prefersPassphrase, let keeper = unlocking.keeper else { return nil }
    do {
        switch try openKept(store, in: keeper, surroundings: surroundings) {
        case .locked: return nil
        case .unlocked(let vault, _): return vault
        case .outdated:
            unlocking.notice("the vault got a new key since it was unlocked, and is locked again")
            _ = try lockVault(store, in: keeper)
        case .useless: unlocking.notice("the key that was kept since 'unlock' does not open this vault")
        }
    } catch KeyKeeperError.absent, KeyKeeperError.forbidden {
        // It cannot have kept anything either, which 'unlock' and 'doctor' say.
    } catch let error as KeyKeeperError {
        unlocking.notice(error.words)
    }
    return nil
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
        case .unavailable(.noLibrary): "libsecret is not installed"
        case .unavailable(.noService): "no keyring service runs in this session"
        case .unavailable(.noDefaultCollection): "the keyring has no default collection; log in to the desktop once"
        case .locked: "the keyring is locked; log in to the desktop, or unlock it there"
        case .timedOut: "the keyring did not answer in time"
        case .notAKey: "what the keyring holds for this vault is not a key"
        case .refused(let words): "the keyring refused: \(words)"
        }
    }
}

extension KeyKeeperError {
    /// What is wrong, for people.
    public var words: String {
        switch self {
        case .absent: "this kernel keeps no keys, or a container hides that it does"
        case .forbidden: "the kernel keeps no keys for this process, as in most containers"
        case .full: "the kernel keeps as many keys for this user as it allows"
        case .refused(let words): "the kernel's keyring refused: \(words)"
        }
    }
}
