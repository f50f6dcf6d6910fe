import Sealing

/// Whether a secret opens a slot of an unlocked vault.
extension Vault {
    /// Proves that `secret` opens `slot`, which costs one run of Argon2id for a passphrase.
    ///
    /// - Throws: `VaultError.wrongSecret`; `.damaged(.slots)` where the secret is the slot's own and the slot leads to no
    ///   key, or another; `.outOfMemory`; `.slotUnavailable` where the slot is of another kind.
    public func prove(_ slot: Slot, with secret: consuming SlotSecret) throws(VaultError) -> HeldSecret {
        try check(slot, with: secret)
        return HeldSecret(secret, proven: slot)
    }

    /// The same without any work, for the secret that opened this vault; nil where `slot` is not what it opened.
    ///
    /// - Parameter secret: exactly what `open` was given. Nothing is checked: under another one, a new epoch would shut
    ///   the slot's owner out.
    public func proof(of slot: Slot, openedWith secret: consuming SlotSecret) -> HeldSecret? {
        guard slot == openedSlot, secret.kind == slot.kind else { return nil }
        return HeldSecret(secret, proven: slot)
    }

    /// Which of `slots` a secret opens.
    ///
    /// - Throws: `VaultError.wrongSecret` where it is none of them.
    public func slot(openedBy secret: borrowing SlotSecret, among slots: [Slot]) throws -> Slot {
        for slot in slots {
            do throws(VaultError) {
                try check(slot, with: secret)
                return slot
            } catch .wrongSecret {
                continue
            }
        }
        throw VaultError.wrongSecret
    }

    func check(_ slot: Slot, with secret: borrowing SlotSecret) throws(VaultError) {
        let unwrapped = try unwrapRoot(from: [slot], with: secret, hash: keys.hash, epoch: keys.epoch)
        let isOurs = unwrapped.root.withBytes { root in keys.root.withBytes { equalInConstantTime(root, $0) } }
        guard isOurs else { throw .damaged(.slots) }
    }
}
