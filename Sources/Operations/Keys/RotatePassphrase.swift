import Credentials
public import Sealing
public import Vault

extension Session {
    /// Puts a new passphrase in the place of the one that opens the vault with `old`.
    ///
    /// The vault's key stays: whoever kept an old copy of the file opens that copy with the old passphrase.
    ///
    /// - Parameter level: the new policy for passphrases; nil keeps it.
    /// - Throws: `VaultError.wrongSecret` where `old` opens none of the slots; `.slotUnavailable` where there is no
    ///   passphrase, or too little memory.
    public func rotatePassphrase(
        from old: borrowing SecretBytes,
        to new: borrowing SecretBytes,
        level: Argon2Level? = nil
    ) throws {
        let candidates = try slots().map(\.slot).filter { $0.kind == .passphrase }
        guard !candidates.isEmpty else { throw VaultError.slotUnavailable("this vault has no passphrase") }
        let secret = SlotSecret.passphrase(old.copy())
        let slot = try vault.slot(openedBy: secret, among: candidates)
        let policy = try level ?? vault.read { $0.level }
        let prepared = try PreparedSlot(.passphrase(new.copy()), level: policy, slotID: slot.id)
        try vault.write { transaction in
            // Meanwhile somebody else may have replaced it.
            guard try transaction.slots().contains(slot) else { throw VaultError.wrongSecret }
            transaction.setLevel(policy)
            try transaction.put(prepared)
            transaction.note(AuditNote("rotate passphrase", hex(slot.id), "level \(policy)"))
        }
    }
}
