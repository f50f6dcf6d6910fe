public import Credentials
public import Sealing

/// The vault, open for change: what is done here becomes durable as one, or not at all.
public struct VaultTransaction: ~Copyable {
    var snapshot: VaultSnapshot
    let rows: any StoreTransaction
    let surroundings: Surroundings
    var notes: [AuditNote] = []
    /// Whether there is something that must be committed: a change, or a secret that was shown.
    private(set) var changed = false
    /// The audit key of the epoch before, where this is the first write of an epoch.
    var previousAuditKey: String?

    init(_ rows: any StoreTransaction, snapshot: consuming VaultSnapshot, surroundings: Surroundings) {
        self.rows = rows
        self.snapshot = snapshot
        self.snapshot.newestSeq += 1
        self.surroundings = surroundings
    }

    /// Where nonces and ids come from.
    var random: RandomSource { surroundings.random }

    /// The number of this write.
    var seq: UInt64 { snapshot.head.seq + 1 }

    /// The vault's own 16 bytes.
    public var vaultID: [UInt8] { snapshot.keys.vaultID }
    /// Who is at work: user and machine.
    public var actor: String { surroundings.actor }
    /// When this write happens.
    public var now: Timestamp { surroundings.now() }
    /// The Argon2id level of new passphrase slots.
    public var level: Argon2Level { snapshot.level }

    /// As `VaultSnapshot.record`.
    public mutating func record(_ type: RecordType, _ name: Name) throws -> Record? {
        try snapshot.record(type, name)
    }

    /// As `VaultSnapshot.records`.
    public mutating func records() throws -> [Record] {
        try snapshot.records()
    }

    /// As `VaultSnapshot.records`.
    public mutating func records<Value: Sendable>(
        _ read: @escaping @Sendable (Record) throws -> Value?
    ) throws -> [Value] {
        try snapshot.records(read)
    }

    /// As `VaultSnapshot.slots`.
    public func slots() throws -> [Slot] {
        try snapshot.slots()
    }

    /// As `VaultSnapshot.fingerprint`.
    public func fingerprint(of secret: borrowing SecretBytes) -> String {
        snapshot.fingerprint(of: secret)
    }

    /// The secret that a record has now, whenever the record was read. Where it is to leave the program, this transaction
    /// has an audit note, and the secret leaves only after the commit.
    ///
    /// - Throws: `VaultError.unknown` where the record is gone; `.damaged(.records)`.
    public mutating func secret(of record: Record) throws -> SecretBytes {
        try snapshot.secretInUse(of: record)
    }

    /// Adds a record, or puts it with its secret in the place of the one of its type and name.
    ///
    /// - Throws: `VaultError.tooLarge` beyond 16 KiB of description or 4 MiB of secret.
    public mutating func put(_ draft: RecordDraft, secret: borrowing SecretBytes) throws {
        guard draft.meta.count <= Format.maximumMeta, secret.byteCount <= Format.maximumPayload else {
            throw VaultError.tooLarge(draft.name)
        }
        precondition(draft.describesItself, "a description of another record")
        let recordID = snapshot.keys.recordID(draft.type.rawValue, draft.name.description)
        let old = try snapshot.verifiedRow(recordID)
        let new = try write(recordID, meta: draft.meta, padded: Padding.pad(secret, block: Format.block))
        replaceMark(of: old, with: new)
        if old == nil { snapshot.head.recordCount += 1 }
    }

    /// Changes the description of a record that is there, and leaves its secret alone.
    ///
    /// - Throws: `VaultError.unknown`, `.tooLarge`.
    public mutating func update(_ draft: RecordDraft) throws {
        guard draft.meta.count <= Format.maximumMeta else { throw VaultError.tooLarge(draft.name) }
        precondition(draft.describesItself, "a description of another record")
        let recordID = snapshot.keys.recordID(draft.type.rawValue, draft.name.description)
        guard let old = try snapshot.verifiedRow(recordID) else { throw VaultError.unknown(draft.type, draft.name) }
        let meta = seal(Padding.pad(draft.meta, block: Format.block).rawBytes, .meta, recordID)
        try rows.setMeta(meta, of: recordID)
        replaceMark(of: old, with: RecordRow(recordID: recordID, meta: meta, payloadHead: old.payloadHead))
    }

    /// Takes a record away, with its secret.
    ///
    /// - Throws: `VaultError.unknown`.
    public mutating func remove(_ type: RecordType, _ name: Name) throws {
        let recordID = snapshot.keys.recordID(type.rawValue, name.description)
        guard let old = try snapshot.verifiedRow(recordID) else { throw VaultError.unknown(type, name) }
        guard snapshot.head.recordCount > 0 else { throw VaultError.damaged(.head) }
        try rows.removeRecord(recordID)
        replaceMark(of: old, with: nil)
        snapshot.head.recordCount -= 1
    }

    /// Writes a line into the audit log when this transaction is committed. What a person asked for has one.
    public mutating func note(_ note: AuditNote) {
        notes.append(note)
        changed = true
    }

    /// Sets the Argon2id level of new passphrase slots.
    public mutating func setLevel(_ level: Argon2Level) {
        snapshot.head.level = level
        changed = true
    }

    /// Adds a slot, or puts it in the place of the one with its id.
    mutating func put(_ slot: SlotRow) throws {
        try rows.put(slot)
        changed = true
    }

    /// Seals the audit entries and the head over everything done.
    ///
    /// - Returns: what an anchor says of the vault from the commit on.
    mutating func finish() throws -> Anchor {
        guard changed else { return snapshot.anchor }
        let keys = snapshot.keys
        let state = AuditChain.state(snapshot.head.sums, hash: keys.hash, audit: snapshot.head.audit)
        for note in notes {
            var content = AuditContent(
                at: surroundings.now().description,
                action: note.action,
                actor: surroundings.actor,
                subject: note.subject,
                detail: note.detail,
                state: state
            )
            content.previousAuditKey = previousAuditKey
            previousAuditKey = nil
            let row = AuditChain.row(
                number: snapshot.head.auditCount + 1,
                content: content,
                previous: snapshot.head.auditMAC,
                keys: keys,
                audit: snapshot.head.audit,
                random: surroundings.random
            )
            try rows.append(row)
            snapshot.head.auditCount = row.number
            snapshot.head.auditMAC = row.mac
        }
        snapshot.head.seq += 1
        snapshot.head.time = surroundings.now()
        snapshot.head.slotsMAC = keys.slotsMAC(try rows.slots())
        let head = snapshot.head.sealed(keys: keys, random: surroundings.random)
        try rows.put(VaultRow(vaultID: keys.vaultID, epoch: keys.epoch, head: head))
        return Anchor(keys: keys, head: snapshot.head, sealedHead: head)
    }

    /// Writes a record of the epoch before under this one's key; the count of records stays.
    mutating func insert(type: String, name: Name, meta: [UInt8], padded: borrowing SecretBytes) throws {
        guard meta.count <= Format.maximumMeta else { throw VaultError.tooLarge(name) }
        precondition(MetaHeader(type: type, name: name.description).stands(in: meta), "a description of another record")
        let recordID = snapshot.keys.recordID(type, name.description)
        replaceMark(of: nil, with: try write(recordID, meta: meta, padded: padded))
    }

    private mutating func write(
        _ recordID: [UInt8],
        meta: [UInt8],
        padded: borrowing SecretBytes
    ) throws -> RecordRow {
        let payload = sealPayload(padded, recordID)
        let row = RecordRow(
            recordID: recordID,
            meta: seal(Padding.pad(meta, block: Format.block).rawBytes, .meta, recordID),
            payloadHead: Array(payload[..<Format.payloadHeadByteCount])
        )
        try rows.put(row, payload: Array(payload[Format.payloadHeadByteCount...]))
        return row
    }

    private mutating func sealPayload(_ padded: borrowing SecretBytes, _ recordID: [UInt8]) -> [UInt8] {
        padded.withBytes { seal($0, .payload, recordID) }
    }

    private mutating func seal(_ padded: RawSpan, _ part: RecordBoxes.Part, _ recordID: [UInt8]) -> [UInt8] {
        snapshot.seal(padded: padded, part: part, recordID: recordID, seq: seq, random: surroundings.random)
    }

    private mutating func replaceMark(of old: RecordRow?, with new: RecordRow?) {
        snapshot.replaceMark(of: old, with: new)
        changed = true
    }
}
