import Credentials
import Sealing

/// Closes, opens and chains the entries of the audit log.
enum AuditChain {
    /// The row of entry `number`, which comes behind `previous`.
    static func row(
        number: UInt64,
        content: AuditContent,
        previous: [UInt8],
        keys: EpochKeys,
        audit: AuditKeys,
        random: RandomSource
    ) -> AuditRow {
        let plaintext = Padding.pad(content.json, block: Format.block)
        let context = Array("audit".utf8) + littleEndian(number)
        let nonce = keys.nonce(for: plaintext.rawBytes, context: context, random: random)
        let box = SecretBox.seal(plaintext.rawBytes, nonce: nonce, key: audit.seal)
        let body = littleEndian(keys.epoch) + nonce.bytes + box
        return AuditRow(
            number: number,
            body: body,
            mac: mac(number: number, body: body, previous: previous, hash: keys.hash, audit: audit)
        )
    }

    static func mac(number: UInt64, body: [UInt8], previous: [UInt8], hash: KeyedHash, audit: AuditKeys) -> [UInt8] {
        let message = littleEndian(number) + previous + lengthPrefixed(body)
        return hash.hash(message.rawBytes, key: audit.chain, tag: Tag.audit)
    }

    /// The hash of all sums, by which an entry says what the vault was after it.
    static func state(_ sums: Sums, hash: KeyedHash, audit: AuditKeys) -> String {
        hex(hash.hash(sums.bytes.rawBytes, key: audit.chain, tag: Tag.state))
    }

    /// Opens and checks the whole log against the head: every entry, every link, and that nothing is cut off.
    ///
    /// It goes from the last entry, whose mac the head holds, to the first, since the first entry of an epoch holds the
    /// audit key of the epoch before.
    ///
    /// - Throws: `VaultError.damaged(.audit)`.
    static func read(_ rows: [AuditRow], head: Head, keys: EpochKeys) throws(VaultError) -> [AuditEntry] {
        guard rows.count == head.auditCount else { throw .damaged(.audit) }
        var entries: [AuditEntry] = []
        entries.reserveCapacity(rows.count)
        var epoch = keys.epoch
        var audit = head.audit
        var earlier: AuditKeys?
        var mac = head.auditMAC
        for (index, row) in rows.enumerated().reversed() {
            var reader = ByteReader(row.body)
            guard row.number == UInt64(index) + 1, let rowEpoch: UInt32 = reader.integer() else {
                throw .damaged(.audit)
            }
            if let key = earlier {
                guard rowEpoch < epoch else { throw .damaged(.audit) }
                (epoch, audit, earlier) = (rowEpoch, key, nil)
            }
            let previous = index == 0 ? start : rows[index - 1].mac
            let expected = Self.mac(
                number: row.number,
                body: row.body,
                previous: previous,
                hash: keys.hash,
                audit: audit
            )
            guard rowEpoch == epoch, equalInConstantTime(row.mac.rawBytes, mac.rawBytes),
                equalInConstantTime(expected.rawBytes, mac.rawBytes)
            else { throw .damaged(.audit) }
            let content = try open(reader.rest, audit: audit)
            earlier = try content.earlierKeys()
            entries.append(try AuditEntry(row, content))
            mac = previous
        }
        guard earlier == nil else { throw .damaged(.audit) }
        return entries.reversed()
    }

    /// mac_0 of the format.
    static let start = [UInt8](repeating: 0, count: Format.hashByteCount)

    static func open(_ box: [UInt8], audit: AuditKeys) throws(VaultError) -> AuditContent {
        var reader = ByteReader(box)
        guard let nonce = reader.take(Nonce.byteCount).flatMap(Nonce.init),
            var json = SecretBox.openPlain(reader.rest.rawBytes, nonce: nonce, key: audit.seal)
        else { throw .damaged(.audit) }
        defer { wipe(&json) }
        guard let count = Padding.contentByteCount(of: json.rawBytes, block: Format.block),
            count <= Format.maximumAuditEntry
        else { throw .damaged(.audit) }
        return try AuditContent(Array(json[..<count]))
    }
}

extension AuditContent {
    /// The keys of the epoch before, which the first entry of an epoch holds; nil in every other.
    func earlierKeys() throws(VaultError) -> AuditKeys? {
        guard let previousAuditKey else { return nil }
        guard var bytes = bytes(hex: previousAuditKey), let key = SymmetricKey(SecretBytes(wiping: &bytes)) else {
            throw .damaged(.audit)
        }
        return AuditKeys(key)
    }
}

extension AuditEntry {
    fileprivate init(_ row: AuditRow, _ content: AuditContent) throws(VaultError) {
        guard let at = Timestamp(rfc3339: content.at) else { throw .damaged(.audit) }
        self.init(
            index: row.number,
            at: at,
            action: content.action,
            actor: content.actor,
            subject: content.subject,
            detail: content.detail,
            hash: row.mac
        )
    }
}
