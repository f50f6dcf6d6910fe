import Foundation
import Sealing

@testable import Vault

/// The values of vectors.json, which an independent program made from the text of the format.
struct Vectors: Decodable, Sendable {
    struct Inputs: Decodable, Sendable {
        let vaultID: String
        let epoch: UInt32
        let vrk: String
        let passphrase: String
        let salt: String
        let opslimit: UInt64
        let memlimit: UInt64
        let slotID: String
        let recoverySlotID: String
        let recoverySecret: String
        let seq: UInt64
        let type: String
        let name: String
        let meta: String
        let payload: String
        let auditKey: String
        let auditJSON: String
        let timeMS: Int64
        let flags: UInt32

        private enum CodingKeys: String, CodingKey {
            case epoch, vrk, passphrase, salt, opslimit, memlimit, seq, type, name, meta, payload, flags
            case vaultID = "vault_id"
            case slotID = "slot_id"
            case recoverySlotID = "recovery_slot_id"
            case recoverySecret = "recovery_secret"
            case auditKey = "audit_key"
            case auditJSON = "audit_json"
            case timeMS = "time_ms"
        }
    }

    struct Subkeys: Decodable, Sendable {
        let head, slots, set, data, nonce, index, fingerprint: String
    }

    struct AuditSubkeys: Decodable, Sendable {
        let seal, chain: String
    }

    let inputs: Inputs
    let subkeys: Subkeys
    let auditSubkeys: AuditSubkeys
    let slotSecret: String
    let slotAAD: String
    let commitment: String
    let wrap: String
    let recoveryCode: String
    let recoveryCommitment: String
    let recoveryWrap: String
    let slotsMAC: String
    let recordID: String
    let rowKeyMeta: String
    let boxMeta: String
    let boxPayload: String
    let rowMark: String
    let bucket: UInt8
    let twiceTheMark: String
    let auditState: String
    let auditBody: String
    let auditMAC: String
    let head: String

    private enum CodingKeys: String, CodingKey {
        case inputs, subkeys, commitment, wrap, bucket, head
        case auditSubkeys = "audit_subkeys"
        case slotSecret = "slot_secret"
        case slotAAD = "slot_aad"
        case recoveryCode = "recovery_code"
        case recoveryCommitment = "recovery_commitment"
        case recoveryWrap = "recovery_wrap"
        case slotsMAC = "slots_mac"
        case recordID = "record_id"
        case rowKeyMeta = "row_key_meta"
        case boxMeta = "box_meta"
        case boxPayload = "box_payload"
        case rowMark = "row_mark"
        case twiceTheMark = "twice_the_mark_mod_2_256"
        case auditState = "audit_state"
        case auditBody = "audit_body"
        case auditMAC = "audit_mac"
    }

    static func load() throws -> Vectors {
        guard let file = Bundle.module.url(forResource: "vectors", withExtension: "json") else {
            throw CocoaError(.fileNoSuchFile)
        }
        return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
    }
}
