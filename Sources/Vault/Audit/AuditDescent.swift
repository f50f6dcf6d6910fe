import Sealing

extension AuditChain {
    /// Whether the log up to `head` goes through entry `number` with this mac, recomputed from the entries themselves, that
    /// one included.
    ///
    /// Stored macs are believed nowhere: the one before `number` goes into what is recomputed, and a false one gives a
    /// false mac. Number 0 stands for mac_0, from which every log begins.
    ///
    /// - Throws: `VaultError.damaged(.audit)` where entries are missing, cannot be opened, or do not lead to the head.
    static func passes(
        _ number: UInt64,
        mac expected: [UInt8],
        in rows: any StoreSnapshot,
        head: Head,
        keys: EpochKeys
    ) throws -> Bool {
        var found: [AuditRow] = []
        let first = number > 1 ? number - 1 : 1
        var next = first
        try rows.forEachAuditEntry(from: first) { row in
            // One too many is enough to know.
            guard row.number == next, next <= head.auditCount else { throw VaultError.damaged(.audit) }
            found.append(row)
            next += 1
        }
        guard next == head.auditCount + 1 else { throw VaultError.damaged(.audit) }
        var mac = number > 1 ? found.removeFirst().mac : start
        var passed = mac
        for (row, audit) in zip(found, try auditKeys(of: found, head: head, keys: keys)) {
            mac = Self.mac(number: row.number, body: row.body, previous: mac, hash: keys.hash, audit: audit)
            if row.number == number { passed = mac }
        }
        guard equalInConstantTime(passed.rawBytes, expected.rawBytes) else { return false }
        guard equalInConstantTime(mac.rawBytes, head.auditMAC.rawBytes) else { throw VaultError.damaged(.audit) }
        return true
    }

    /// The audit keys of each of `rows`, found from the last to the first: the first entry of an epoch holds the key of
    /// the epoch before.
    private static func auditKeys(of rows: [AuditRow], head: Head, keys: EpochKeys) throws -> [AuditKeys] {
        var epoch = keys.epoch
        var audit = head.audit
        var newer: AuditRow?
        var found: [AuditKeys] = []
        for row in rows.reversed() {
            var reader = ByteReader(row.body)
            guard let rowEpoch: UInt32 = reader.integer(), rowEpoch <= epoch else { throw VaultError.damaged(.audit) }
            if rowEpoch < epoch {
                guard let newer, let earlier = try earlierKeys(in: newer, audit: audit) else {
                    throw VaultError.damaged(.audit)
                }
                (epoch, audit) = (rowEpoch, earlier)
            }
            found.append(audit)
            newer = row
        }
        return found.reversed()
    }

    private static func earlierKeys(in row: AuditRow, audit: AuditKeys) throws -> AuditKeys? {
        var reader = ByteReader(row.body)
        guard let _: UInt32 = reader.integer() else { return nil }
        return try open(reader.rest, audit: audit).earlierKeys()
    }
}
