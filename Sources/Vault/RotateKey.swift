import Credentials
import Sealing

extension Vault {
    /// Slots for the new epoch, by id. A class, since what it holds cannot be copied.
    public final class SlotPlan {
        private(set) var kept: [[UInt8]: PreparedSlotBox] = [:]
        private(set) var dropped: Set<[UInt8]> = []

        /// A plan for no slot yet.
        public init() {}

        /// Keeps a slot under a secret that must be its own, checked here.
        ///
        /// - Throws: as `Vault.prove`.
        public func keep(_ slot: Slot, with secret: borrowing SlotSecret, in vault: Vault) throws {
            try vault.check(slot, with: secret)
            try replace(slot, with: secret, in: vault)
        }

        /// The same, for a secret that may have been proven already: of Argon2id only the new slot's run is left then.
        public func keep(_ slot: Slot, with held: HeldSecret, in vault: Vault) throws {
            if held.proven != slot { try vault.check(slot, with: held.secret) }
            try replace(slot, with: held.secret, in: vault)
        }

        /// Puts a new secret in the place of a slot's, as for a recovery code that gets a new one.
        public func replace(_ slot: Slot, with secret: borrowing SlotSecret, in vault: Vault) throws {
            precondition(secret.kind == slot.kind && secret.fits(slot), "a secret of another slot")
            let level = try vault.read { $0.level }
            let random = vault.surroundings.random
            let prepared = try PreparedSlot(secret, level: level, slotID: slot.id, random: random)
            kept[slot.id] = PreparedSlotBox(prepared, for: slot)
        }

        /// Leaves a slot behind.
        public func drop(_ slot: Slot) {
            dropped.insert(slot.id)
        }
    }

    /// Puts the vault under a new key, in one step: every record re-sealed, every slot re-wrapped, a new audit key.
    ///
    /// `describe` may rewrite a record's description, given the secret's fingerprint under the new key; nil leaves the
    /// record behind.
    ///
    /// - Returns: the vault under its new key; this one answers `.rekeyed` from now on.
    /// - Throws: `VaultError.slotUnavailable` where the plan leaves out a slot, or leaves none, or a slot was changed since;
    ///   everything `write` does.
    public func rotateKey(
        _ plan: SlotPlan,
        note: AuditNote,
        describe: (Record, String) throws -> [UInt8]? = { record, _ in record.meta }
    ) throws -> Vault {
        guard keys.epoch < UInt32.max else { throw VaultError.damaged(.head) }
        let fresh = EpochKeys(vaultID: keys.vaultID, epoch: keys.epoch + 1, root: SymmetricKey())
        var known: [Anchor?] = []
        var reached: Anchor?
        var gaps: [String] = []
        try store.write { rows in
            known = try surroundings.anchors(of: vaultID)
            var old = try VaultSnapshot(rows, keys: keys, known: known)
            try Self.checkAuditEnd(rows, head: old.head)
            reached = try seal(rows, anew: &old, under: fresh, plan, note: note, gaps: &gaps, describe: describe)
        }
        surroundings.gaps?.remove(gaps)
        if let reached { surroundings.raise(reached, above: known) }
        // The rows of the old key are gone; their overwritten pages are given back where that works.
        try? store.vacuum()  // Failing leaves a whole vault with free pages, which secure_delete has zeroed.
        return Vault(store: store, keys: fresh, surroundings: surroundings)
    }

    /// Puts everything in `rows`, which are those of `old`, under a new key. The count of writes goes on from `seq`, or
    /// from where it stands.
    ///
    /// - Parameter gaps: becomes what is to be removed from the folder of gaps after the commit.
    /// - Returns: what an anchor says of the vault from the commit on.
    func seal(
        _ rows: any StoreTransaction,
        anew old: inout VaultSnapshot,
        under fresh: EpochKeys,
        above seq: UInt64 = 0,
        _ plan: SlotPlan,
        note: AuditNote,
        gaps: inout [String],
        describe: (Record, String) throws -> [UInt8]?
    ) throws -> Anchor {
        let records = try old.records()
        var head = old.head
        head.seq = max(head.seq, seq)
        var transaction = try newEpoch(fresh, from: head, rows: rows)
        for record in records {
            try reseal(record, from: &old, into: &transaction, describe: describe)
        }
        try rewrap(plan, in: &transaction)
        transaction.note(note)
        gaps = transaction.noteGaps(sealedUnder: old.keys)
        return try transaction.finish()
    }

    private func newEpoch(_ fresh: EpochKeys, from old: Head, rows: any StoreTransaction) throws -> VaultTransaction {
        var head = Head(audit: AuditKeys(SymmetricKey()), level: old.level, time: surroundings.now())
        head.seq = old.seq
        head.recordCount = old.recordCount
        head.auditCount = old.auditCount
        head.auditMAC = old.auditMAC
        let snapshot = VaultSnapshot(rows, keys: fresh, head: head)
        var transaction = VaultTransaction(rows, snapshot: snapshot, surroundings: surroundings)
        transaction.previousAuditKey = old.audit.key.withBytes { hex($0.array) }
        return transaction
    }

    private func reseal(
        _ record: Record,
        from old: inout VaultSnapshot,
        into transaction: inout VaultTransaction,
        describe: (Record, String) throws -> [UInt8]?
    ) throws {
        let padded = try old.paddedPayload(of: record.recordID, head: record.payloadHead)
        guard let count = padded.withBytes({ Padding.contentByteCount(of: $0, block: Format.block) }) else {
            throw VaultError.damaged(.records)
        }
        let fingerprint = padded.withBytes { transaction.snapshot.keys.fingerprint(of: $0.extracting(0..<count)) }
        try transaction.rows.removeRecord(record.recordID)
        guard let meta = try describe(record, fingerprint) else {
            transaction.snapshot.head.recordCount -= 1
            return
        }
        try transaction.insert(type: record.type, name: record.name, meta: meta, padded: padded)
    }

    private func rewrap(_ plan: SlotPlan, in transaction: inout VaultTransaction) throws {
        for slot in try checkedSlots(transaction.rows.slots()) {
            if let kept = plan.kept[slot.id] {
                // A passphrase that was replaced since the plan was made must not come back.
                guard kept.planned == slot else {
                    throw VaultError.slotUnavailable("slot \(hex(slot.id).prefix(8)) was changed in the meantime")
                }
                try transaction.put(kept.slot.row(for: transaction.snapshot.keys, random: surroundings.random))
            } else if plan.dropped.contains(slot.id) {
                try transaction.rows.removeSlot(slot.id)
            } else {
                throw VaultError.slotUnavailable("no secret was given for slot \(hex(slot.id).prefix(8))")
            }
        }
        guard try !transaction.rows.slots().isEmpty else {
            throw VaultError.slotUnavailable("the last way to unlock cannot be dropped")
        }
    }
}

final class PreparedSlotBox {
    let slot: PreparedSlot
    /// The slot as it was when the plan was made.
    let planned: Slot

    init(_ slot: consuming PreparedSlot, for planned: Slot) {
        self.slot = slot
        self.planned = planned
    }
}
