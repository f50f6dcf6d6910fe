import Credentials
import Sealing

/// The one row that covers all others, opened.
struct Head {
    var seq: UInt64
    var recordCount: UInt64
    var slotsMAC: [UInt8]
    var auditCount: UInt64
    var auditMAC: [UInt8]
    let audit: AuditKeys
    var level: Argon2Level
    var time: Timestamp
    var sums: Sums

    /// Where the audit key begins.
    private static let keyOffset = 8 + 8 + 32 + 8 + 32
    static let bodyByteCount = keyOffset + SymmetricKey.byteCount + 4 + 4 + 8 + Sums.byteCount
    static let byteCount = 1 + Nonce.byteCount + SecretBox.overhead + bodyByteCount

    /// The head of a vault in which nothing happened yet.
    init(audit: AuditKeys, level: Argon2Level, time: Timestamp) {
        seq = 0
        recordCount = 0
        slotsMAC = []
        auditCount = 0
        auditMAC = [UInt8](repeating: 0, count: Format.hashByteCount)
        self.audit = audit
        self.level = level
        self.time = time
        sums = Sums()
    }

    /// Opens the head that stands in the vault's row.
    ///
    /// - Throws: `VaultError.damaged(.head)`; `.newerFormat` where the head says so itself.
    init(opening sealed: [UInt8], keys: EpochKeys) throws(VaultError) {
        var frame = ByteReader(sealed)
        guard sealed.count == Self.byteCount, frame.integer() == Format.boxVersion,
            let nonce = frame.take(Nonce.byteCount).flatMap(Nonce.init),
            let body = SecretBox.open(frame.rest.rawBytes, nonce: nonce, key: keys.head)
        else { throw .damaged(.head) }
        // The audit key stands in the middle, and goes from guarded memory to guarded memory.
        let keyEnd = Self.keyOffset + SymmetricKey.byteCount
        let key = body.withBytes { SecretBytes(copying: $0.extracting(Self.keyOffset..<keyEnd)) }
        var reader = ByteReader(body.withBytes { $0.extracting(0..<Self.keyOffset).array })
        var rest = ByteReader(body.withBytes { $0.extracting(keyEnd..<$0.byteCount).array })
        guard let seq: UInt64 = reader.integer(), let recordCount: UInt64 = reader.integer(),
            let slotsMAC = reader.take(32), let auditCount: UInt64 = reader.integer(), let auditMAC = reader.take(32),
            let auditKey = SymmetricKey(key), let minimumReader: UInt32 = rest.integer(),
            let flags: UInt32 = rest.integer(), let time: UInt64 = rest.integer(), let sums = Sums(rest.rest.rawBytes)
        else { throw .damaged(.head) }
        guard minimumReader <= Format.minimumReader, let level = Argon2Level(rawValue: flags) else {
            throw .newerFormat
        }
        // No vault ever counts so far; beyond it, counting on would overflow.
        guard [seq, recordCount, auditCount].allSatisfy({ $0 < Int64.max }) else { throw .damaged(.head) }
        self.seq = seq
        self.recordCount = recordCount
        self.slotsMAC = slotsMAC
        self.auditCount = auditCount
        self.auditMAC = auditMAC
        audit = AuditKeys(auditKey)
        self.level = level
        self.time = Timestamp(milliseconds: Int64(clamping: time))
        self.sums = sums
    }

    /// The head as it goes into the vault's row.
    func sealed(keys: EpochKeys, random: RandomSource) -> [UInt8] {
        let context = Array("head".utf8) + littleEndian(keys.epoch, seq)
        return body.withBytes { body in
            let nonce = keys.nonce(for: body, context: context, random: random)
            return [Format.boxVersion] + nonce.bytes + SecretBox.seal(body, nonce: nonce, key: keys.head)
        }
    }

    private var body: SecretBytes {
        var body = SecretBuffer(capacity: Self.bodyByteCount)
        body.append((littleEndian(seq, recordCount) + slotsMAC + littleEndian(auditCount) + auditMAC).rawBytes)
        audit.key.withBytes { body.append($0) }
        let time = UInt64(clamping: time.milliseconds)
        body.append((littleEndian(Format.minimumReader, level.rawValue, time) + sums.bytes).rawBytes)
        return body.finish()
    }
}
