public import Credentials
public import Keyrings
import Sealing
public import Vault

extension Session {
    /// Keeps the vault's key in `keeper`, noted in the audit log first, so that nothing asks for `time`; gives the end.
    ///
    /// - Throws: `KeyKeeperError`; `OperationError.auditUnavailable`, and then nothing is kept.
    public func unlock(for time: Duration, in keeper: any KeyKeeper) throws -> Timestamp {
        let end = now() + time
        try noting { try vault.write { $0.note(AuditNote("unlock", vault.location, "until \(end)")) } }
        // Which vault lies there: 'lock' has to know it also when the file is gone.
        let vaultID = SecretBytes(copying: vault.vaultID.rawBytes)
        try keeper.keep(vaultID, vault: entry(of: vault.location), for: time)
        try keeper.keep(vault.keptKey(until: end).bytes, vault: vault.vaultID, for: time)
        return end
    }
}

/// Drops the key that `Session.unlock` kept for the vault in `store`; false where there was none. The file may be gone or
/// damaged by now, or another vault's.
///
/// - Throws: `KeyKeeperError`; as `Vault.slots(in:)` where nothing was unlocked at this place, since then only the file
///   could say which vault is meant.
public func lockVault(_ store: any VaultStore, in keeper: any KeyKeeper) throws -> Bool {
    let entry = entry(of: store.location)
    if let unlocked = try keeper.lookup(vault: entry) {
        let wasKept = try keeper.drop(vault: unlocked.withBytes { $0.array })
        try keeper.drop(vault: entry)
        // What cannot be read has no other vault to lock.
        guard let there = try? Vault.slots(in: store).vaultID else { return wasKept }
        return try keeper.drop(vault: there) || wasKept
    }
    return try keeper.drop(vault: Vault.slots(in: store).vaultID)
}

/// Under which name a keeper has the vault of a place: 16 bytes, as a vault's own.
private func entry(of location: String) -> [UInt8] {
    guard let key = SymmetricKey(SecretBytes(copying: [UInt8](repeating: 0, count: 32).rawBytes)) else {
        preconditionFailure("a key has 32 bytes")
    }
    let hash = KeyedHash(salt: [UInt8](repeating: 0, count: 16))
    return hash.hash(Array(location.utf8).rawBytes, key: key, tag: KeyedHash.Tag("adsvault place"), byteCount: 16)
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
