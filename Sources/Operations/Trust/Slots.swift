public import Credentials
import Sealing
public import Vault

/// A way to unlock the vault, with what it is called.
public struct LabelledSlot: Sendable {
    /// The slot.
    public let slot: Slot
    /// What a person calls it.
    public let label: String
    /// Since when it is there; nil where that is not recorded.
    public let createdAt: Timestamp?
    /// Whether its passphrase costs less to guess than the vault's policy wants.
    public let isBelowPolicy: Bool

    /// Its id, in hex.
    public var id: String { hex(slot.id) }

    /// Oldest first; those of one moment by their labels.
    fileprivate var order: (Int64, String, String) { (createdAt?.milliseconds ?? 0, label, id) }
}

extension Session {
    /// The ways to unlock the vault, oldest first.
    public func slots() throws -> [LabelledSlot] {
        try vault.labelledSlots()
    }
}

extension Vault {
    /// The ways to unlock the vault, oldest first.
    public func labelledSlots() throws -> [LabelledSlot] {
        try read { snapshot in
            let labels = try snapshot.all(SlotLabel.self)
            let policy = snapshot.level
            return try snapshot.slots().map { slot in
                let label = labels.first { $0.slotID == hex(slot.id) }
                return LabelledSlot(
                    slot: slot,
                    label: label?.label ?? "\(slot.kind)",
                    createdAt: label?.createdAt,
                    isBelowPolicy: slot.isBelow(policy)
                )
            }.sorted { $0.order < $1.order }
        }
    }
}
