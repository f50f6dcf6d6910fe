public import Credentials
public import Sealing

/// The vault as it was at one moment, checked: the head and the slots before this exists, each record when it is read.
public struct VaultSnapshot: ~Copyable {
    let keys: EpochKeys
    var head: Head
    /// What an anchor says of this state: that of the head as it was found.
    let anchor: Anchor
    let rows: any StoreSnapshot
    private var boxes: RecordBoxes
    private var checked = CheckedRows()
    /// The newest write that a record may be of: within a write that write itself.
    var newestSeq: UInt64

    /// Opens the head, checks that it covers the slots, and holds it against the newest states `known` of the vault.
    ///
    /// - Throws: `VaultError.damaged`, `.newerFormat`, `.rollback`, `.fork`; `.rekeyed` where the vault has a newer key
    ///   than `keys`.
    init(_ rows: any StoreSnapshot, keys: EpochKeys, known: [Anchor?]) throws {
        let vault = try rows.vault()
        guard vault.vaultID == keys.vaultID else { throw VaultError.damaged(.head) }
        guard vault.epoch <= keys.epoch else { throw VaultError.rekeyed }
        guard vault.epoch == keys.epoch else {
            let newest = known.compactMap(\.?.state).max { $0.epoch < $1.epoch }
            throw VaultError.rollback(
                found: VaultState(epoch: vault.epoch, seq: nil, time: nil),
                known: newest ?? VaultState(epoch: keys.epoch, seq: nil, time: nil)
            )
        }
        let head = try Head(opening: vault.head, keys: keys)
        let slots = try rows.slots()
        _ = try checkedSlots(slots)
        guard equalInConstantTime(keys.slotsMAC(slots).rawBytes, head.slotsMAC.rawBytes) else {
            throw VaultError.damaged(.slots)
        }
        let anchor = Anchor(keys: keys, head: head, sealedHead: vault.head)
        for known in known.compactMap(\.self) { try anchor.check(against: known, head: head, rows: rows, keys: keys) }
        self.init(rows, keys: keys, head: head, anchor: anchor)
    }

    /// The state that `head` tells of; the anchor is nil where the head is yet to be written.
    init(_ rows: any StoreSnapshot, keys: EpochKeys, head: Head, anchor: Anchor? = nil) {
        self.rows = rows
        self.keys = keys
        self.head = head
        self.anchor = anchor ?? Anchor(keys: keys, head: head, sealedHead: [])
        boxes = RecordBoxes(keys)
        newestSeq = head.seq
    }

    /// How many writes the vault has seen.
    public var seq: UInt64 { head.seq }
    /// Which key the vault is under, from 1.
    public var epoch: UInt32 { keys.epoch }
    /// The Argon2id level of new passphrase slots.
    public var level: Argon2Level { head.level }

    /// The ways to unlock.
    public func slots() throws -> [Slot] {
        try checkedSlots(rows.slots())
    }

    /// The record of this type and name; nil where it is proven that there is none.
    ///
    /// - Throws: `VaultError.damaged(.records)` where any record of the same bucket was changed, taken or added.
    public mutating func record(_ type: RecordType, _ name: Name) throws -> Record? {
        let recordID = keys.recordID(type.rawValue, name.description)
        guard let row = try verifiedRow(recordID) else { return nil }
        return try open(row)
    }

    /// All records, each checked, ordered by id.
    ///
    /// - Throws: `VaultError.damaged(.records)` where any record was changed, taken or added.
    public mutating func records() throws -> [Record] {
        try records { $0 }
    }

    /// What `read` makes of all records, each checked, ordered by id; where it gives nil, the record is passed by.
    ///
    /// A scan of many keeps of each no more than that, and opens them on all cores. `read` sees each record as it comes,
    /// before all of them are known to be whole; what it made of them is given out only then.
    ///
    /// - Throws: `VaultError.damaged(.records)` where any record was changed, taken or added; what `read` throws.
    public mutating func records<Value: Sendable>(
        _ read: @escaping @Sendable (Record) throws -> Value?
    ) throws -> [Value] {
        var scan = Scan(keys: keys, newestSeq: newestSeq, read: read)
        var count: UInt64 = 0
        var last: UInt128?
        try rows.forEachRecord { row in
            // One too many is enough to know: no more memory goes to rows that nobody vouches for.
            guard let id = row.number, last.map({ $0 < id }) ?? true, count < head.recordCount else {
                throw VaultError.damaged(.records)
            }
            last = id
            count += 1
            try scan.add(row)
        }
        let (values, sums) = try scan.finish()
        guard sums == head.sums, count == head.recordCount else { throw VaultError.damaged(.records) }
        return values
    }

    /// The whole audit log, every entry opened and every link checked.
    ///
    /// - Throws: `VaultError.damaged(.audit)`.
    public func audit() throws -> [AuditEntry] {
        var found: [AuditRow] = []
        try rows.forEachAuditEntry(from: 0) { row in
            guard found.count < head.auditCount else { throw VaultError.damaged(.audit) }
            found.append(row)
        }
        return try AuditChain.read(found, head: head, keys: keys)
    }

    /// The secret that a record has now, whenever the record was read, **for use where it belongs and never to be
    /// shown**: a refresh token goes to Google, and nobody here gets to see it, so that the log needs no line. What hands
    /// a secret out reads it with `VaultTransaction.secret(of:)`.
    ///
    /// - Throws: `VaultError.unknown` where the record is gone; `.damaged(.records)`.
    public mutating func secretInUse(of record: Record) throws -> SecretBytes {
        guard let row = try verifiedRow(record.recordID) else {
            guard let type = RecordType(rawValue: record.type) else { throw VaultError.damaged(.records) }
            throw VaultError.unknown(type, record.name)
        }
        let padded = try paddedPayload(of: row.recordID, head: row.payloadHead)
        guard let count = padded.withBytes({ Padding.contentByteCount(of: $0, block: Format.block) }) else {
            throw VaultError.damaged(.records)
        }
        return padded.withBytes { SecretBytes(copying: $0.extracting(0..<count)) }
    }

    /// A keyed fingerprint of a secret, 16 bytes in hex: equal for equal secrets of this epoch, and of no use without
    /// the vault.
    public func fingerprint(of secret: borrowing SecretBytes) -> String {
        keys.fingerprint(of: secret)
    }

    /// The row of a record after its bucket was checked, found or proven absent. Once in a transaction is enough: what
    /// changes the bucket afterwards is that transaction, which keeps the sums. A row that is read again has to be the same.
    mutating func verifiedRow(_ recordID: [UInt8]) throws -> RecordRow? {
        let bucket = recordID[0]
        if checked.covers(bucket) {
            let row = try rows.record(recordID)
            guard checked.hold(row.map { keys.mark(of: $0) }, for: recordID) else { throw VaultError.damaged(.records) }
            return row
        }
        let wanted = UInt128(bigEndian: recordID)
        var sum = UInt256.zero
        var known: [CheckedRows.Known] = []
        var found: RecordRow?
        try rows.forEachRecord(inBucket: bucket) { row in
            // One too many is enough to know: no more memory goes to rows that nobody vouches for.
            guard let id = row.number, id >> 120 == bucket, known.last.map({ $0.id < id }) ?? true,
                known.count < head.recordCount
            else { throw VaultError.damaged(.records) }
            let mark = keys.mark(of: row)
            sum &+= mark
            known.append((id, mark.lowestBits))
            if id == wanted { found = row }
        }
        guard sum == head.sums[bucket] else { throw VaultError.damaged(.records) }
        checked.add(bucket, known)
        return found
    }

    /// Keeps the sums over a row that was put in the place of another one; nil for none.
    mutating func replaceMark(of old: RecordRow?, with new: RecordRow?) {
        if let old { head.sums[old.recordID[0]] &-= keys.mark(of: old) }
        let mark = new.map { keys.mark(of: $0) }
        if let new, let mark { head.sums[new.recordID[0]] &+= mark }
        if let recordID = (new ?? old)?.recordID { checked.replace(recordID, with: mark) }
    }

    mutating func open(_ row: RecordRow) throws(VaultError) -> Record {
        try boxes.open(row, upTo: newestSeq)
    }

    /// The secret of a record, with its padding.
    mutating func paddedPayload(of recordID: [UInt8], head: [UInt8]) throws -> SecretBytes {
        guard let body = try rows.payload(of: recordID), head.count == Format.payloadHeadByteCount else {
            throw VaultError.damaged(.records)
        }
        return try boxes.openPayload(head + body, recordID: recordID, upTo: newestSeq)
    }

    mutating func seal(
        padded plaintext: RawSpan,
        part: RecordBoxes.Part,
        recordID: [UInt8],
        seq: UInt64,
        random: RandomSource
    ) -> [UInt8] {
        boxes.seal(padded: plaintext, part: part, recordID: recordID, seq: seq, random: random)
    }
}

extension EpochKeys {
    /// The hash by which the head covers all slots, which come ascending by id.
    func slotsMAC(_ rows: [SlotRow]) -> [UInt8] {
        let message = rows.flatMap {
            lengthPrefixed($0.slotID, littleEndian($0.type), $0.params, $0.commitment, $0.wrap)
        }
        return hash.hash(message.rawBytes, key: slots, tag: Tag.slots)
    }

    func fingerprint(of secret: borrowing SecretBytes) -> String {
        secret.withBytes { fingerprint(of: $0) }
    }

    func fingerprint(of secret: RawSpan) -> String {
        hex(hash.hash(secret, key: fingerprint, tag: Tag.fingerprint, byteCount: 16))
    }
}
