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
    ///   passphrase; `.outOfMemory`; `SlotProblem.codeForPassphrase`, `.passphraseInUse`, `.samePassphrase`.
    public func rotatePassphrase(
        from old: borrowing SecretBytes,
        to new: borrowing SecretBytes,
        level: Argon2Level? = nil
    ) throws {
        try rotatePassphrase(of: passphraseSlot(openedBy: old), to: new, level: level)
    }

    /// The slot that a passphrase opens.
    ///
    /// - Parameter isOpener: whether this very passphrase opened the vault, so that Argon2id need not run again.
    /// - Throws: `VaultError.wrongSecret`; `.slotUnavailable` where there is no passphrase; `SlotProblem.codeForPassphrase`.
    public func passphraseSlot(openedBy passphrase: borrowing SecretBytes, isOpener: Bool = false) throws -> Slot {
        if isOpener, let slot = vault.openedSlot, slot.kind == .passphrase { return slot }
        let slots = try slots().map(\.slot)
        let candidates = slots.filter { $0.kind == .passphrase }
        guard !candidates.isEmpty else { throw VaultError.slotUnavailable("this vault has no passphrase") }
        // What is no code, or not this vault's, may still be a passphrase.
        if let code = try? RecoveryCode.secret(from: passphrase), let secret = SlotSecret.recovery(code),
            (try? vault.slot(openedBy: secret, among: slots.filter { $0.kind == .recovery })) != nil
        {
            throw OperationError.slot(.codeForPassphrase)
        }
        return try vault.slot(openedBy: .passphrase(passphrase.copy()), among: candidates)
    }

    /// Puts a new passphrase in the place of a slot's.
    ///
    /// - Throws: `SlotProblem.passphraseInUse`; `.samePassphrase` without a `level`; `VaultError.wrongSecret` where the slot
    ///   was changed since; `.outOfMemory`.
    public func rotatePassphrase(of slot: Slot, to new: borrowing SecretBytes, level: Argon2Level? = nil) throws {
        for other in try slots(openedBy: new) {
            if other.slot.id != slot.id { throw OperationError.slot(.passphraseInUse(label: other.label)) }
            if level == nil { throw OperationError.slot(.samePassphrase) }
        }
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
