import Credentials
public import Keyrings
public import Sealing
public import Vault

/// A vault just made.
public struct NewVault: ~Copyable {
    /// The vault, unlocked.
    public let vault: Vault
    /// The recovery code, to be shown once; nil where the vault has none.
    public let recoveryCode: SecretBytes?
}

/// Makes a vault with its first slot, and a recovery code where that is wanted.
///
/// - Parameters:
///   - passphrase: nil makes a key in the keyring instead.
///   - writtenDown: gets the recovery code before anything is made, and throws where nobody noted it.
/// - Throws: `VaultError.exists`, `.slotUnavailable` where the keyring does not take the key, `.unusablePlace`, `.storage`;
///   what `writtenDown` throws. Nothing is left behind then.
public func createVault(
    in store: any VaultStore,
    passphrase: consuming SecretBytes?,
    level: Argon2Level,
    withRecoveryCode: Bool,
    keyring: any KeyHolder,
    surroundings: Surroundings,
    writtenDown: (borrowing SecretBytes) throws -> Void = { _ in }
) throws -> NewVault {
    let recovery = SecretBytes(randomByteCount: SymmetricKey.byteCount)
    let code = RecoveryCode.text(of: recovery)
    if withRecoveryCode { try writtenDown(code) }
    var keyringSlot: (vault: [UInt8], slot: [UInt8])?
    var typed: Secret?
    if let text = passphrase.take() { typed = Secret(text) }
    do {
        let vault = try Vault.create(in: store, level: level, surroundings: surroundings) { transaction in
            if let typed {
                let slot = try PreparedSlot(.passphrase(typed.bytes.copy()), level: level)
                try transaction.add(slot, label: "passphrase")
            } else {
                let slotID = surroundings.random.bytes(16)
                keyringSlot = (transaction.vaultID, slotID)
                try transaction.addKeyringSlot(slotID, keyring: keyring, location: store.location)
            }
            if withRecoveryCode, let secret = SlotSecret.recovery(recovery.copy()) {
                try transaction.add(PreparedSlot(secret, level: level), label: "recovery")
            }
            transaction.note(AuditNote("init", store.location))
        }
        return NewVault(vault: vault, recoveryCode: withRecoveryCode ? consume code : nil)
    } catch {
        if let keyringSlot {
            keyring.takeBack(vault: keyringSlot.vault, slot: keyringSlot.slot) { try Vault.slots(in: store).slots }
        }
        throw error
    }
}

extension VaultTransaction {
    /// Adds a slot whose key the keyring holds: there first, so that no slot is without its key.
    mutating func addKeyringSlot(_ slotID: [UInt8], keyring: any KeyHolder, location: String) throws {
        let key = SecretBytes(randomByteCount: SymmetricKey.byteCount)
        let vault = vaultID
        try orUnavailable { () throws(KeyringError) in
            try keyring.store(key, vault: vault, slot: slotID, label: "adsvault \(location)")
        }
        guard let secret = SlotSecret.keyring(key, slotID: slotID) else { preconditionFailure("a key has 32 bytes") }
        try add(PreparedSlot(secret, level: level), label: "keyring")
    }
}
