import Sealing
import Testing

@testable import Vault

/// vectors.json, value by value.
struct VectorTests {
    private let vectors: Vectors
    private let made: Reproduction

    /// Made once: it takes Argon2id's time.
    private static let everything = Result {
        let vectors = try Vectors.load()
        return (vectors, try Reproduction(vectors.inputs))
    }

    init() throws {
        (vectors, made) = try Self.everything.get()
    }

    @Test func `the root key gives the seven subkeys`() {
        let keys = made.keys
        #expect(keys.head.revealed == vectors.subkeys.head)
        #expect(keys.slots.revealed == vectors.subkeys.slots)
        #expect(keys.set.revealed == vectors.subkeys.set)
        #expect(keys.data.revealed == vectors.subkeys.data)
        #expect(keys.nonce.revealed == vectors.subkeys.nonce)
        #expect(keys.index.revealed == vectors.subkeys.index)
        #expect(keys.fingerprint.revealed == vectors.subkeys.fingerprint)
    }

    @Test func `the audit key gives its two subkeys`() {
        #expect(made.audit.seal.revealed == vectors.auditSubkeys.seal)
        #expect(made.audit.chain.revealed == vectors.auditSubkeys.chain)
    }

    @Test func `the passphrase gives the slot secret`() throws {
        let cost = Argon2id.Cost(opslimit: vectors.inputs.opslimit, memlimit: vectors.inputs.memlimit)
        let params = PassphraseParams(cost: cost, salt: try decoded(vectors.inputs.salt))
        let bytes = try SlotSecret.passphrase(secret(vectors.inputs.passphrase)).bytes(for: params)
        #expect(hex(bytes.revealed) == vectors.slotSecret)
    }

    @Test func `the slot's fields give the slot_aad`() throws {
        let keys = SlotKeys(
            secret: try secret(hex: vectors.slotSecret),
            slotID: try decoded(vectors.inputs.slotID),
            kind: .passphrase,
            params: made.passphraseSlot.params,
            hash: made.keys.hash,
            epoch: vectors.inputs.epoch
        )
        #expect(hex(keys.aad) == vectors.slotAAD)
    }

    @Test func `the passphrase slot commits and wraps`() {
        #expect(hex(made.passphraseSlot.commitment) == vectors.commitment)
        #expect(hex(made.passphraseSlot.wrap) == vectors.wrap)
    }

    @Test func `the recovery secret is written as its code`() throws {
        let code = RecoveryCode.text(of: try secret(hex: vectors.inputs.recoverySecret))
        #expect(code.revealed == Array(vectors.recoveryCode.utf8))
    }

    @Test func `the recovery code is read as its secret`() throws {
        let read = try RecoveryCode.secret(from: secret(vectors.recoveryCode))
        #expect(hex(read.revealed) == vectors.inputs.recoverySecret)
    }

    @Test func `the recovery slot commits and wraps`() {
        #expect(hex(made.recoverySlot.commitment) == vectors.recoveryCommitment)
        #expect(hex(made.recoverySlot.wrap) == vectors.recoveryWrap)
    }

    @Test func `the slots give their sum`() {
        #expect(hex(made.keys.slotsMAC([made.passphraseSlot, made.recoverySlot])) == vectors.slotsMAC)
    }

    @Test func `type and name give the record's id and bucket`() {
        #expect(hex(made.record.recordID) == vectors.recordID)
        #expect(made.record.recordID[0] == vectors.bucket)
    }

    @Test func `row, version and part give the row key`() {
        let inputs = vectors.inputs
        let id = made.record.recordID
        let message = RecordBoxes.message(recordID: id, epoch: inputs.epoch, seq: inputs.seq, part: .meta)
        let rowKey = made.keys.hash.key(message.rawBytes, key: made.keys.data, tag: Tag.row)
        #expect(rowKey.revealed == vectors.rowKeyMeta)
    }

    @Test func `the description is sealed as its box`() {
        #expect(hex(made.record.meta) == vectors.boxMeta)
    }

    @Test func `the secret is sealed as its box`() {
        #expect(hex(made.payload) == vectors.boxPayload)
    }

    @Test func `the row gives its mark`() throws {
        #expect(made.keys.mark(of: made.record) == number(try decoded(vectors.rowMark)))
    }

    @Test func `twice the mark wraps around at 2 to the 256`() throws {
        var sum = made.keys.mark(of: made.record)
        sum &+= made.keys.mark(of: made.record)
        #expect(sum == number(try decoded(vectors.twiceTheMark)))
    }

    @Test func `the sums give the state that the audit entry tells`() {
        #expect(AuditChain.state(made.sums, hash: made.keys.hash, audit: made.audit) == vectors.auditState)
    }

    @Test func `the audit entry is written as its JSON`() {
        let content = AuditContent(
            at: "2026-11-21T10:00:00.000Z",
            action: "login",
            actor: "ops@host",
            subject: "acme",
            detail: "",
            state: vectors.auditState
        )
        #expect(String(decoding: content.json, as: UTF8.self) == vectors.inputs.auditJSON)
    }

    @Test func `the audit entry is sealed as its body`() {
        #expect(hex(made.entry.body) == vectors.auditBody)
    }

    @Test func `the audit entry is chained by its mac`() {
        #expect(hex(made.entry.mac) == vectors.auditMAC)
    }

    @Test func `the head is sealed over all of it`() {
        #expect(hex(made.head) == vectors.head)
    }
}

/// The number whose little-endian bytes are these.
private func number(_ bytes: [UInt8]) -> UInt256 {
    let words = stride(from: 0, to: bytes.count, by: 8).map { start in
        bytes[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
    return UInt256(SIMD4(words))
}
