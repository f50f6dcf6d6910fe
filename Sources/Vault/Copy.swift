/// A whole vault that was written and read back: a backup, or one that was restored.
public struct VaultCopy: Equatable, Sendable {
    /// Where it is.
    public let location: String
    /// How far it is.
    public let state: VaultState
    /// How many records it holds.
    public let records: Int
    /// How many lines its audit log has.
    public let auditEntries: UInt64
}

extension Vault {
    /// Writes the vault as it is at one moment to where nothing is yet, and reads all of the copy, every record with its
    /// secret and the whole log, before the copy gets its name. Writers wait for as long as it takes.
    ///
    /// - Throws: `VaultError.exists` where something is at the place; everything `read` does; `.storage`. Then there is
    ///   no copy.
    public func copy(to place: any VaultStore) throws -> VaultCopy {
        let known = try surroundings.anchors(of: vaultID)
        var copy: VaultCopy?
        try store.read { rows in
            let anchor = try VaultSnapshot(rows, keys: keys, known: known).anchor
            try place.create { target in
                try rows.copy(into: target)
            } checking: { target in
                var snapshot = try VaultSnapshot(target, keys: keys, known: [anchor])
                let records = try snapshot.verifyWhole()
                copy = VaultCopy(
                    location: place.location,
                    state: anchor.state,
                    records: records,
                    auditEntries: anchor.auditCount
                )
            }
        }
        guard let copy else { preconditionFailure("the store runs what it is given") }
        return copy
    }
}

extension VaultSnapshot {
    /// Opens everything there is: every record with its secret, and the whole log.
    ///
    /// - Returns: how many records there are.
    /// - Throws: `VaultError.damaged`.
    public mutating func verifyWhole() throws -> Int {
        let records = try records { ($0.recordID, $0.payloadHead) }
        for (recordID, head) in records { _ = try paddedPayload(of: recordID, head: head) }
        _ = try audit()
        return records.count
    }
}

extension StoreSnapshot {
    /// Writes every row as it is to another store.
    func copy(into target: any StoreTransaction) throws {
        try target.put(vault())
        for slot in try slots() { try target.put(slot) }
        try forEachRecord { row in
            guard let payload = try payload(of: row.recordID) else { throw VaultError.damaged(.records) }
            try target.put(row, payload: payload)
        }
        try forEachAuditEntry(from: 0) { try target.append($0) }
    }
}
