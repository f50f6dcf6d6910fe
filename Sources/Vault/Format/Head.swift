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

    static let bodyByteCount = 8 + 8 + 32 + 8 + 32 + 32 + 4 + 4 + 8 + Sums.byteCount
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
            var body = SecretBox.openPlain(frame.rest.rawBytes, nonce: nonce, key: keys.head)
        else { throw .damaged(.head) }
        defer { wipe(&body) }
        var reader = ByteReader(body)
        guard let seq: UInt64 = reader.integer(), let recordCount: UInt64 = reader.integer(),
            let slotsMAC = reader.take(32), let auditCount: UInt64 = reader.integer(),
            let auditMAC = reader.take(32), var auditKey = reader.take(32),
            let minimumReader: UInt32 = reader.integer(), let flags: UInt32 = reader.integer(),
            let time: UInt64 = reader.integer(), let sums = Sums(reader.rest)
        else { throw .damaged(.head) }
        guard let key = SymmetricKey(SecretBytes(wiping: &auditKey)) else { throw .damaged(.head) }
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
        audit = AuditKeys(key)
        self.level = level
        self.time = Timestamp(milliseconds: Int64(clamping: time))
        self.sums = sums
    }

    /// The head as it goes into the vault's row.
    func sealed(keys: EpochKeys, random: RandomSource) -> [UInt8] {
        var body = body
        defer { wipe(&body) }
        let context = Array("head".utf8) + littleEndian(keys.epoch, seq)
        let nonce = keys.nonce(for: body.rawBytes, context: context, random: random)
        return [Format.boxVersion] + nonce.bytes + SecretBox.seal(body.rawBytes, nonce: nonce, key: keys.head)
    }

    private var body: [UInt8] {
        var writer = ByteWriter()
        writer.append(seq)
        writer.append(recordCount)
        writer.append(slotsMAC)
        writer.append(auditCount)
        writer.append(auditMAC)
        audit.key.withBytes { key in
            var bytes = key.array
            writer.append(bytes)
            wipe(&bytes)
        }
        writer.append(Format.minimumReader)
        writer.append(level.rawValue)
        writer.append(UInt64(clamping: time.milliseconds))
        writer.append(sums.bytes)
        return writer.bytes
    }
}
