public import Keyrings
import Vault

/// A slot that is gone.
public struct RemovedSlot: Sendable {
    /// The slot as it was.
    public let slot: LabelledSlot
    /// The vault's new key.
    public let rotated: RotatedKey
    /// Why the slot's key still lies in a keyring, which opens old copies of the vault alone; nil where none does.
    public let leftover: String?
}

extension Session {
    /// Takes a way to unlock away. The vault gets a new key, since the old one may be known to who held the slot's secret.
    ///
    /// - Parameter secrets: the secrets of all other slots.
    /// - Throws: `SlotProblem.last`; what `rotateKey` throws. Nothing changed then, neither here nor in the keyring.
    public func removeSlot(
        _ slot: LabelledSlot,
        _ secrets: SlotSecrets,
        keyring: any KeyHolder
    ) throws -> (Session, RemovedSlot) {
        try checkNotLast(slot)
        let (session, rotated) = try newEpoch(without: slot, secrets) { losses in
            AuditNote("slot remove", slot.label, losses.isEmpty ? "\(slot.slot.kind)" : "\(slot.slot.kind), \(losses)")
        }
        let leftover = slot.slot.kind == .keyring ? clear(slot, in: keyring) : nil
        return (session, RemovedSlot(slot: slot, rotated: rotated, leftover: leftover))
    }

    /// Refuses to remove the only slot, for whoever wants to know before asking anyone.
    ///
    /// - Throws: `SlotProblem.last`.
    public func checkNotLast(_ slot: LabelledSlot) throws {
        guard try slots().count > 1 else { throw OperationError.slot(.last(label: slot.label)) }
    }

    /// Drops the key of a slot that is gone; says why where that does not work.
    private func clear(_ slot: LabelledSlot, in keyring: any KeyHolder) -> String? {
        do {
            let wasThere = try keyring.clear(vault: vault.vaultID, slot: slot.slot.id)
            return wasThere ? nil : "this machine's keyring does not have it"
        } catch {
            return error.words
        }
    }
}
