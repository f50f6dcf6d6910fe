import Credentials
import Sealing
public import Vault

/// Where the secrets of a vault's slots come from when the vault gets a new key.
public struct SlotSecrets {
    /// The secret of a slot; nil where it is not at hand and the slot may be dropped, which is then said.
    public var secret: (Slot, String) throws -> HeldSecret?

    /// Secrets that `secret` gives for a slot and its label.
    public init(secret: @escaping (Slot, String) throws -> HeldSecret?) {
        self.secret = secret
    }
}

/// What a new vault key left behind.
public struct RotatedKey: Sendable {
    /// The vault's epoch now.
    public let epoch: UInt32
    /// The records that were sealed anew.
    public let records: Int
    /// The slots that are gone, as was asked for.
    public let dropped: [String]
}

extension Session {
    /// Puts the vault under a new key: every record sealed anew, every slot wrapped anew, in one step.
    ///
    /// - Throws: `VaultError.wrongSecret` where a slot's secret is not its own, and whatever `secrets` throws; then nothing
    ///   changed.
    public func rotateKey(_ secrets: SlotSecrets) throws -> (Session, RotatedKey) {
        try newEpoch(without: nil, secrets) { AuditNote("rotate key", vault.location, $0) }
    }

    /// A new key that all slots but `removed` open. `note` gets what is to be said of those that were dropped.
    func newEpoch(
        without removed: LabelledSlot?,
        _ secrets: SlotSecrets,
        note: (String) -> AuditNote
    ) throws -> (Session, RotatedKey) {
        let plan = Vault.SlotPlan()
        var dropped: [String] = []
        var gone: Set<String> = []
        for slot in try slots() {
            let isRemoved = slot.id == removed?.id
            if !isRemoved, let held = try secrets.secret(slot.slot, slot.label) {
                try plan.keep(slot.slot, with: held, in: vault)
                continue
            }
            plan.drop(slot.slot)
            gone.insert(slot.id)
            if !isRemoved { dropped.append(slot.label) }
        }
        var records = 0
        let losses = dropped.isEmpty ? "" : "dropped: \(dropped.joined(separator: ", "))"
        let rotated = try vault.rotateKey(plan, note: note(losses)) { record, fingerprint in
            if record.type == RecordType.slot.rawValue, gone.contains(record.name.description) { return nil }
            if record.type == RecordType.accessToken.rawValue { return nil }
            records += 1
            return try redescribe(record, fingerprint: fingerprint)
        }
        let epoch = try rotated.read { $0.epoch }
        let session = Session(vault: rotated, google: google, reader: reader, now: now, pause: pause, turns: turns)
        return (session, RotatedKey(epoch: epoch, records: records, dropped: dropped))
    }

    /// A description with the fingerprint that the secret has under the new key.
    func redescribe(_ record: Record, fingerprint: String) throws -> [UInt8] {
        guard let type = RecordType(rawValue: record.type), type == .credential || type == .successor else {
            return record.meta
        }
        var credential: Credential = try record.described()
        // The secret of a tombstone is gone, and with the old key what its fingerprint could be held against.
        credential.fingerprint = credential.state == .revoked ? "" : fingerprint
        return try credential.description(as: type)
    }
}
