public import Credentials
public import Keyrings
public import Vault

extension Session {
    /// Keeps the vault's key in `keeper`, noted in the audit log first, so that nothing asks for `time`; gives the end.
    ///
    /// - Throws: `KeyKeeperError`; `OperationError.auditUnavailable`, and then nothing is kept.
    public func unlock(for time: Duration, in keeper: any KeyKeeper) throws -> Timestamp {
        let end = now() + time
        try noting { try vault.write { $0.note(AuditNote("unlock", vault.location, "until \(end)")) } }
        try keeper.keep(vault.keptKey(until: end).bytes, vault: vault.vaultID, for: time)
        return end
    }
}

/// Drops the key that `Session.unlock` kept for the vault in `store`; false where there was none.
///
/// - Throws: `KeyKeeperError`; as `Vault.slots(in:)`, since the file says which vault it is.
public func lockVault(_ store: any VaultStore, in keeper: any KeyKeeper) throws -> Bool {
    try keeper.drop(vault: Vault.slots(in: store).vaultID)
}

/// What a key keeper has for a vault.
public enum KeptVault: Sendable {
    /// Nothing, or a key whose time is over.
    case locked
    /// The vault, which its kept key opens until then.
    case unlocked(Vault, until: Timestamp)
    /// A key of before the vault got a new one.
    case outdated
    /// A key that opens this vault no more: the file is of another day, or damaged.
    case useless
}

/// Opens the vault in `store` by the key that `Session.unlock` kept for it.
///
/// - Throws: `KeyKeeperError`; as `Vault.slots(in:)`; `VaultError.rollback`, `.fork`.
public func openKept(
    _ store: any VaultStore,
    in keeper: any KeyKeeper,
    surroundings: Surroundings
) throws -> KeptVault {
    let vaultID = try Vault.slots(in: store).vaultID
    guard let bytes = try keeper.lookup(vault: vaultID) else { return .locked }
    guard let kept = KeptKey(bytes), kept.vaultID == vaultID else { return .useless }
    do {
        return .unlocked(try Vault.open(store, with: kept, surroundings: surroundings), until: kept.until)
    } catch VaultError.rekeyed {
        return .outdated
    } catch VaultError.damaged(.head) {
        // Whether the head is damaged, a slot can tell.
        return .useless
    }
}
