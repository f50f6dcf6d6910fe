import Credentials
import Foundation
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
    /// - Throws: `VaultError.damaged(.audit)`.
    static func read(_ rows: [AuditRow], head: Head, keys: EpochKeys) throws(VaultError) -> [AuditEntry] {
        guard rows.count == head.auditCount else { throw .damaged(.audit) }
        var contents: [AuditContent] = []
        var keyOf: [UInt32: AuditKeys] = [keys.epoch: head.audit]
        var epochs: [UInt32] = []
        for row in rows.reversed() {
            var reader = ByteReader(row.body)
            guard let epoch: UInt32 = reader.integer(), let audit = keyOf[epoch],
                let nonce = reader.take(Nonce.byteCount).flatMap(Nonce.init),
                var json = SecretBox.openPlain(reader.rest.rawBytes, nonce: nonce, key: audit.seal),
                let count = Padding.contentByteCount(of: json.rawBytes, block: Format.block),
                count <= Format.maximumAuditEntry
            else { throw .damaged(.audit) }
            json.removeLast(json.count - count)
            let content = try AuditContent(json)
            if var earlier = content.previousAuditKey.flatMap({ bytes(hex: $0) }) {
                guard epoch > 1, keyOf[epoch - 1] == nil, let key = SymmetricKey(SecretBytes(wiping: &earlier)) else {
                    throw .damaged(.audit)
                }
                keyOf[epoch - 1] = AuditKeys(key)
            }
            contents.append(content)
            epochs.append(epoch)
        }
        return try chained(rows, contents.reversed(), epochs.reversed(), keyOf, head: head, hash: keys.hash)
    }

    private static func chained(
        _ rows: [AuditRow],
        _ contents: [AuditContent],
        _ epochs: [UInt32],
        _ keyOf: [UInt32: AuditKeys],
        head: Head,
        hash: KeyedHash
    ) throws(VaultError) -> [AuditEntry] {
        var entries: [AuditEntry] = []
        var previous = [UInt8](repeating: 0, count: Format.hashByteCount)
        for (index, row) in rows.enumerated() {
            guard row.number == UInt64(index) + 1, let audit = keyOf[epochs[index]],
                index == 0 || epochs[index] >= epochs[index - 1]
            else { throw .damaged(.audit) }
            let mac = mac(number: row.number, body: row.body, previous: previous, hash: hash, audit: audit)
            guard equalInConstantTime(mac.rawBytes, row.mac.rawBytes) else { throw .damaged(.audit) }
            previous = mac
            let content = contents[index]
            guard let at = Timestamp(rfc3339: content.at) else { throw .damaged(.audit) }
            entries.append(
                AuditEntry(
                    index: row.number,
                    at: at,
                    action: content.action,
                    actor: content.actor,
                    subject: content.subject,
                    detail: content.detail,
                    hash: mac
                )
            )
        }
        guard equalInConstantTime(previous.rawBytes, head.auditMAC.rawBytes) else { throw .damaged(.audit) }
        return entries
    }
}
