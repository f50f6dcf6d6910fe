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
        let slots = try slots()
        let plan = Vault.SlotPlan()
        var dropped: [String] = []
        for (slot, label) in slots.map({ ($0.slot, $0.label) }) {
            if let held = try secrets.secret(slot, label) {
                try plan.keep(slot, with: held.secret, in: vault)
            } else {
                plan.drop(slot)
                dropped.append(label)
            }
        }
        var records = 0
        let losses = dropped.isEmpty ? "" : "dropped: \(dropped.joined(separator: ", "))"
        let note = AuditNote("rotate key", vault.location, losses)
        let rotated = try vault.rotateKey(plan, note: note) { record, fingerprint in
            records += 1
            return try redescribe(record, fingerprint: fingerprint)
        }
        let epoch = try rotated.read { $0.epoch }
        let session = Session(vault: rotated, google: google, now: now, pause: pause)
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
