import Credentials
public import Keyrings
public import Sealing
public import Vault

/// A vault just made.
public struct NewVault: ~Copyable {
    /// The vault, unlocked.
    public let vault: Vault
    /// The recovery code, to be shown once; nil where none was asked for.
    public let recoveryCode: SecretBytes?
}

/// Makes a vault with its first slot, and a recovery code where that is wanted.
///
/// - Parameter passphrase: nil makes a key in the keyring instead.
/// - Throws: `VaultError.exists`, `.slotUnavailable` where the keyring does not take the key, `.storage`. Nothing is left
///   behind then.
public func createVault(
    in store: any VaultStore,
    passphrase: consuming SecretBytes?,
    level: Argon2Level,
    withRecoveryCode: Bool,
    keyring: any KeyHolder,
    surroundings: Surroundings
) throws -> NewVault {
    let recovery = SecretBytes(randomByteCount: 32)
    var keyringSlot: (vault: [UInt8], slot: [UInt8])?
    var typed: Secret?
    if let text = passphrase.take() { typed = Secret(text) }
    do {
        let vault = try Vault.create(in: store, level: level, surroundings: surroundings) { transaction in
            if let typed {
                try transaction.add(.passphrase(typed.bytes.copy()), label: "passphrase")
            } else {
                let slotID = surroundings.random.bytes(16)
                keyringSlot = (transaction.vaultID, slotID)
                try transaction.addKeyringSlot(slotID, keyring: keyring, location: store.location)
            }
            if withRecoveryCode, let secret = SlotSecret.recovery(recovery.copy()) {
                try transaction.add(secret, label: "recovery code")
            }
            transaction.note(AuditNote("init", store.location))
        }
        return NewVault(vault: vault, recoveryCode: withRecoveryCode ? RecoveryCode.text(of: recovery) : nil)
    } catch {
        if let keyringSlot {
            // The vault that the key belongs to was not made; a key that stays is of no use to anyone.
            _ = try? keyring.clear(vault: keyringSlot.vault, slot: keyringSlot.slot)
        }
        throw error
    }
}

extension VaultTransaction {
    /// Adds a slot and its label.
    mutating func add(_ secret: consuming SlotSecret, label: String) throws {
        let slot = try PreparedSlot(secret, level: level)
        try put(slot)
        try put(SlotLabel(slotID: hex(slot.id), label: label, createdAt: now))
    }

    /// Adds a slot whose key the keyring holds: there first, so that no slot is without its key.
    mutating func addKeyringSlot(_ slotID: [UInt8], keyring: any KeyHolder, location: String) throws {
        let key = SecretBytes(randomByteCount: 32)
        do {
            try keyring.store(key, vault: vaultID, slot: slotID, label: "adsvault \(location)")
        } catch {
            throw VaultError.slotUnavailable(error.words)
        }
        guard let secret = SlotSecret.keyring(key, slotID: slotID) else { return }
        try add(secret, label: "keyring")
    }
}
