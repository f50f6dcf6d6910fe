import Credentials
import Sealing
import Synchronization

@testable import Vault

/// The vault of vectors.json, made anew by this program in the order in which the file's own program made it.
struct Reproduction: Sendable {
    let keys: EpochKeys
    let audit: AuditKeys
    let passphraseSlot: SlotRow
    let recoverySlot: SlotRow
    let record: RecordRow
    let payload: [UInt8]
    let sums: Sums
    let entry: AuditRow
    let head: [UInt8]

    init(_ inputs: Vectors.Inputs) throws {
        let random = Self.random(salt: try decoded(inputs.salt))
        keys = EpochKeys(vaultID: try decoded(inputs.vaultID), epoch: inputs.epoch, root: try key(inputs.vrk))
        audit = AuditKeys(try key(inputs.auditKey))
        let passphraseID = try decoded(inputs.slotID)
        passphraseSlot = try Self.slot(.passphrase(secret(inputs.passphrase)), passphraseID, keys, random)
        let recoveryID = try decoded(inputs.recoverySlotID)
        recoverySlot = try Self.slot(recovery(inputs.recoverySecret), recoveryID, keys, random)

        let recordID = keys.recordID(inputs.type, inputs.name)
        var boxes = RecordBoxes(keys)
        func box(_ text: String, _ part: RecordBoxes.Part) -> [UInt8] {
            let padded = Padding.pad(Array(text.utf8), block: Format.block)
            return boxes.seal(padded: padded.rawBytes, part: part, recordID: recordID, seq: inputs.seq, random: random)
        }
        let meta = box(inputs.meta, .meta)
        payload = box(inputs.payload, .payload)
        record = RecordRow(
            recordID: recordID,
            meta: meta,
            payloadHead: Array(payload[..<Format.payloadHeadByteCount])
        )
        var sums = Sums()
        sums[recordID[0]] &+= keys.mark(of: record)
        self.sums = sums

        let time = Timestamp(milliseconds: inputs.timeMS)
        entry = AuditChain.row(
            number: 1,
            content: AuditContent(
                at: time.description,
                action: "login",
                actor: "ops@host",
                subject: inputs.name,
                detail: "",
                state: AuditChain.state(sums, hash: keys.hash, audit: audit)
            ),
            previous: [UInt8](repeating: 0, count: 32),
            keys: keys,
            audit: audit,
            random: random
        )
        var head = Head(audit: audit, level: .interactive, time: time)
        head.seq = inputs.seq
        head.recordCount = 1
        head.slotsMAC = keys.slotsMAC([passphraseSlot, recoverySlot])
        head.auditCount = 1
        head.auditMAC = entry.mac
        head.sums = sums
        self.head = head.sealed(keys: keys, random: random)
    }

    private static func slot(
        _ secret: borrowing SlotSecret,
        _ slotID: [UInt8],
        _ keys: EpochKeys,
        _ random: RandomSource
    ) throws -> SlotRow {
        let slot = try PreparedSlot(secret, level: .interactive, slotID: slotID, random: random)
        return slot.row(for: keys, random: random)
    }

    /// The salt where 16 bytes are drawn; where 32 are, call k (from 1) gives bytes (16k + i) mod 256.
    private static func random(salt: [UInt8]) -> RandomSource {
        let calls = Counter()
        return RandomSource { byteCount in
            if byteCount == salt.count { return salt }
            let call = calls.next()
            return (0..<byteCount).map { UInt8(truncatingIfNeeded: 16 * call + $0) }
        }
    }
}

enum VectorError: Error {
    case notHex
    case notAKey
}

/// Counts calls, from 1.
final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

func decoded(_ hexadecimal: String) throws(VectorError) -> [UInt8] {
    guard let bytes = bytes(hex: hexadecimal) else { throw VectorError.notHex }
    return bytes
}

func key(_ hexadecimal: String) throws(VectorError) -> SymmetricKey {
    var bytes = try decoded(hexadecimal)
    guard let key = SymmetricKey(SecretBytes(wiping: &bytes)) else { throw .notAKey }
    return key
}

func recovery(_ hexadecimal: String) throws(VectorError) -> SlotSecret {
    var bytes = try decoded(hexadecimal)
    guard let secret = SlotSecret.recovery(SecretBytes(wiping: &bytes)) else { throw .notAKey }
    return secret
}

func secret(hex hexadecimal: String) throws(VectorError) -> SecretBytes {
    var bytes = try decoded(hexadecimal)
    return SecretBytes(wiping: &bytes)
}

func secret(_ text: String) -> SecretBytes {
    SecretBytes(copying: Array(text.utf8).rawBytes)
}

extension SymmetricKey {
    /// The key in hex, which is the same as printing it: for keys that only ever existed in a test.
    var revealed: String { withBytes { hex($0.array) } }
}

extension SecretBytes {
    /// The bytes as an array, which nobody wipes: for secrets that only ever existed in a test.
    var revealed: [UInt8] { withBytes { $0.array } }
}
