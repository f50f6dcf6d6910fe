public import Sealing

/// A slot secret that several places hold while prompts and checks go on.
public final class HeldSecret: Sendable {
    /// What opens the slot.
    public let secret: SlotSecret
    /// The slot that the secret was seen to open: Argon2id need not run again to know.
    let proven: Slot?

    /// Holds `secret`, of which nothing is known yet.
    public init(_ secret: consuming SlotSecret) {
        self.secret = secret
        proven = nil
    }

    init(_ secret: consuming SlotSecret, proven slot: Slot) {
        self.secret = secret
        proven = slot
    }
}

/// A slot about to be written, with the work of Argon2id done: nobody waits for it under the write lock.
public struct PreparedSlot: ~Copyable {
    let slotID: [UInt8]
    let kind: Slot.Kind
    let params: [UInt8]
    let secret: SecretBytes

    /// The slot that `secret` will open, at `level` where it is a passphrase.
    ///
    /// A keyring secret carries its slot's id; others get `slotID` or a new one.
    ///
    /// - Throws: `VaultError.outOfMemory` where the level needs more than there is.
    public init(
        _ secret: borrowing SlotSecret,
        level: Argon2Level,
        slotID: [UInt8]? = nil,
        random: RandomSource = .system
    ) throws(VaultError) {
        kind = secret.kind
        self.slotID = secret.slotID ?? slotID ?? random.bytes(Format.identifierByteCount)
        let passphrase = PassphraseParams(cost: level.cost, salt: random.bytes(Argon2id.saltByteCount))
        params = kind == .passphrase ? passphrase.bytes : []
        self.secret = try secret.bytes(for: passphrase)
    }

    /// The slot's id.
    public var id: [UInt8] { slotID }

    func row(for keys: EpochKeys, random: RandomSource) -> SlotRow {
        let slotKeys = SlotKeys(
            secret: secret.copy(),
            slotID: slotID,
            kind: kind,
            params: params,
            hash: keys.hash,
            epoch: keys.epoch
        )
        return SlotRow(
            slotID: slotID,
            type: kind.rawValue,
            params: params,
            commitment: slotKeys.commitment,
            wrap: slotKeys.wrap(keys, random: random)
        )
    }
}

extension VaultTransaction {
    /// Adds a slot, or changes the one with its id.
    ///
    /// - Throws: `VaultError.slotUnavailable` beyond 64 slots or 8 passphrases.
    public mutating func put(_ slot: borrowing PreparedSlot) throws {
        let others = try slotsOrNone().filter { $0.id != slot.slotID }
        let passphrases = others.count { $0.kind == .passphrase }
        guard others.count < Format.maximumSlots else {
            throw VaultError.slotUnavailable("a vault has at most 64 slots")
        }
        guard slot.kind != .passphrase || passphrases < Format.maximumPassphraseSlots else {
            throw VaultError.slotUnavailable("a vault has at most 8 passphrases")
        }
        try put(slot.row(for: snapshot.keys, random: random))
    }

    private func slotsOrNone() throws -> [Slot] {
        let rows = try rows.slots()
        return rows.isEmpty ? [] : try checkedSlots(rows)
    }
}
