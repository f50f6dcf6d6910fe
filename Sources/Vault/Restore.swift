public import Credentials
import Sealing

/// What putting a vault back at a place did.
public struct RestoredVault: Equatable, Sendable {
    /// The vault that is there now.
    public let copy: VaultCopy
    /// Where the one that was there before is kept; nil where there was none.
    public let kept: String?
    /// What it went back from; nil where it is the newest state anyway.
    public let wentBackFrom: VaultState?
}

extension Vault {
    /// What speaks against putting this vault, opened from its backup, at `place`: a newer or another state of it that
    /// is there, or that the anchors know.
    ///
    /// - Parameter anchors: where anchors are kept; the vault itself was opened without.
    /// - Returns: `VaultError.rollback` or `.fork` with both states; nil where it is the newest.
    /// - Throws: `VaultError.exists` where another vault is at the place; `.anchorUnusable`; as `read`.
    public func obstacle(at place: any VaultStore, anchors: [AnchorPlace]) throws -> VaultError? {
        let known = try anchors.compactMap { try $0.read(vaultID) }
        var obstacle: VaultError?
        try store.read { rows in
            do {
                try place.read { obstacle = try self.obstacle(rows, known: known, old: $0, at: place) }
            } catch VaultError.missing, VaultError.damaged {
                obstacle = try self.obstacle(rows, known: known, old: nil, at: place)
            }
        }
        return obstacle
    }

    /// Puts this vault, opened from its backup, at `place`, once all of it was read there. Whatever was there is kept
    /// beside it. Where an obstacle was agreed to, it gets a new key and a count of writes above all that are known.
    ///
    /// - Parameters:
    ///   - plan: the slots of the new key; nil where going back was not agreed to.
    ///   - anchors: where anchors are kept; they are raised once the vault is in its place.
    ///   - left: the type of records that stay behind.
    /// - Throws: what `obstacle` gives, where there is no plan, and what it throws; `VaultError.damaged`, `.storage`, and
    ///   as `rotateKey`. Then everything is as it was; but `.anchorUnusable` also where the vault is in its place and an
    ///   anchor of the newer state cannot be replaced: to do the same once more, when that is mended, ends it.
    public func restore(
        to place: any VaultStore,
        plan: SlotPlan?,
        anchors: [AnchorPlace],
        note: AuditNote,
        leaving left: RecordType? = nil,
        describe: (Record, String) throws -> [UInt8]
    ) throws -> RestoredVault {
        var here = surroundings
        here.anchorPlaces = anchors
        var reached: Anchor?
        var keys = keys
        var wentBackFrom: VaultState?
        var records = 0
        var gaps: [String] = []
        let kept = try place.replace { new, old in
            // Under the lock of what is there: nobody makes it newer from here on.
            let known = try here.anchors(of: vaultID).compactMap(\.self)
            let old = try old.flatMap { try identified($0) }
            try store.read { rows in
                let obstacle = try obstacle(rows, known: known, old: old, at: place)
                if let obstacle, plan == nil { throw obstacle }
                wentBackFrom = obstacle?.knownState
                try rows.copy(into: new)
            }
            var snapshot = try VaultSnapshot(new, keys: self.keys, known: [])
            if wentBackFrom != nil, let plan {
                let above = try newest(known, old)
                keys = EpochKeys(vaultID: vaultID, epoch: try next(above.epoch), root: SymmetricKey())
                reached = try seal(
                    new,
                    anew: &snapshot,
                    under: keys,
                    above: above.seq,
                    plan,
                    note: note,
                    gaps: &gaps,
                    describe: { $0.type == left?.rawValue ? nil : try describe($0, $1) }
                )
            } else {
                var transaction = VaultTransaction(new, snapshot: snapshot, surroundings: surroundings)
                if let left { try transaction.removeAll(left) }
                transaction.note(note)
                reached = try transaction.finish()
            }
        } checking: { rows in
            var snapshot = try VaultSnapshot(rows, keys: keys, known: [reached])
            records = try snapshot.verifyWhole()
        }
        guard let reached else { preconditionFailure("the store runs what it is given") }
        try here.settle(reached, wentBack: wentBackFrom != nil)
        here.gaps?.remove(gaps)
        // The rows under the old key are gone from the new file; failing leaves it whole, with zeroed free pages.
        if wentBackFrom != nil { try? place.vacuum() }
        let copy = VaultCopy(
            location: place.location,
            state: reached.state,
            records: records,
            auditEntries: reached.auditCount
        )
        return RestoredVault(copy: copy, kept: kept, wentBackFrom: wentBackFrom)
    }

    private func obstacle(
        _ rows: any StoreSnapshot,
        known: [Anchor],
        old: (any StoreSnapshot)?,
        at place: any VaultStore
    ) throws -> VaultError? {
        guard try old == nil || old?.vault().vaultID == vaultID else { throw VaultError.exists(place.location) }
        let snapshot = try VaultSnapshot(rows, keys: keys, known: [])
        do {
            for known in known {
                try snapshot.anchor.check(against: known, head: snapshot.head, rows: rows, keys: keys)
            }
            if let old { try snapshot.checkSuccession(of: old) }
            return nil
        } catch let error as VaultError where error.knownState != nil {
            return error
        }
    }

    /// What is at the place; nil where it cannot be told which vault it is, as where there is none.
    private func identified(_ old: any StoreSnapshot) throws -> (any StoreSnapshot)? {
        do {
            _ = try old.vault()
            return old
        } catch VaultError.damaged {
            return nil
        }
    }

    /// The highest epoch and seq of this vault, the anchors, and the vault that is at the place.
    private func newest(_ known: [Anchor], _ old: (any StoreSnapshot)?) throws -> (epoch: UInt32, seq: UInt64) {
        var epochs = known.map(\.epoch) + [keys.epoch]
        var seqs = known.map(\.seq)
        if let row = try old?.vault() {
            epochs.append(row.epoch)
            // What this key does not open tells its seq to nobody here; the anchors do.
            if row.epoch == keys.epoch, let head = try? Head(opening: row.head, keys: keys) { seqs.append(head.seq) }
        }
        return (epochs.max() ?? 0, seqs.max() ?? 0)
    }

    private func next(_ epoch: UInt32) throws(VaultError) -> UInt32 {
        guard epoch < UInt32.max else { throw .damaged(.head) }
        return epoch + 1
    }
}

extension VaultTransaction {
    fileprivate mutating func removeAll(_ type: RecordType) throws {
        for name in try records({ $0.type == type.rawValue ? $0.name : nil }) { try remove(type, name) }
    }
}

extension VaultSnapshot {
    /// Checks that this state comes after the one of `old`, as far as this state's key tells: an older key's head is
    /// opened by nobody who has only the new one, and one that does not open is a damaged vault, which is no newer one.
    fileprivate func checkSuccession(of old: any StoreSnapshot) throws {
        let row = try old.vault()
        guard row.epoch <= keys.epoch else {
            let newer = VaultState(epoch: row.epoch, seq: nil, time: nil)
            throw VaultError.rollback(found: anchor.state, known: newer)
        }
        // See above.
        guard row.epoch == keys.epoch, let oldHead = try? Head(opening: row.head, keys: keys) else { return }
        let there = Anchor(keys: keys, head: oldHead, sealedHead: row.head)
        guard anchor.seq != there.seq || !anchor.isSameHead(as: there) else {
            throw VaultError.rollback(found: anchor.state, known: there.state)
        }
        try anchor.check(against: there, head: head, rows: rows, keys: keys)
    }
}

extension VaultError {
    /// The state that was seen before, where that is what the error is about.
    fileprivate var knownState: VaultState? {
        switch self {
        case .rollback(_, let known), .fork(_, let known): known
        default: nil
        }
    }
}

extension Surroundings {
    fileprivate func settle(_ anchor: Anchor, wentBack: Bool) throws(VaultError) {
        if wentBack {
            try accept(anchor)
        } else {
            raise(anchor, above: anchorPlaces.map { _ in nil })
        }
    }
}
