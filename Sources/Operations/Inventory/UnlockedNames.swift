public import Credentials
public import Keyrings
public import Vault

/// The names of all records of a type, ascending, while `keeper` has the vault's key; none while the vault is locked.
///
/// - Throws: `VaultError`; `KeyKeeperError`.
public func unlockedNames(
    of type: RecordType,
    in store: any VaultStore,
    keptIn keeper: any KeyKeeper,
    surroundings: Surroundings
) throws -> [Name] {
    guard case .unlocked(let vault, _) = try openKept(store, in: keeper, surroundings: surroundings) else { return [] }
    return try vault.read { snapshot in try snapshot.records { $0.type == type.rawValue ? $0.name : nil } }.sorted()
}
