import Sealing

/// The constants of format 1.
enum Format {
    static let version: UInt32 = 1
    static let boxVersion: UInt8 = 1
    static let identifierByteCount = 16
    static let hashByteCount = 32
    static let block = 256
    /// version ‖ epoch ‖ seq ‖ nonce ‖ tag
    static let payloadHeadByteCount = 1 + 4 + 8 + Nonce.byteCount + SecretBox.overhead
    static let maximumMeta = 16 * 1024
    static let maximumPayload = 4 * 1024 * 1024
    static let maximumAuditEntry = 4 * 1024
    static let maximumSlots = 64
    static let maximumPassphraseSlots = 8
    static let minimumReader: UInt32 = 1
}

/// The purposes of the keyed hash.
enum Tag {
    static let kek = KeyedHash.Tag("adsvault.kek.v1")
    static let commitment = KeyedHash.Tag("adsvault.cmt.v1")
    static let nonce = KeyedHash.Tag("adsvault.non.v1")
    static let index = KeyedHash.Tag("adsvault.idx.v1")
    static let row = KeyedHash.Tag("adsvault.row.v1")
    static let set = KeyedHash.Tag("adsvault.set.v1")
    static let slots = KeyedHash.Tag("adsvault.slt.v1")
    static let state = KeyedHash.Tag("adsvault.sta.v1")
    static let audit = KeyedHash.Tag("adsvault.aud.v1")
    static let gap = KeyedHash.Tag("adsvault.gap.v1")
    static let fingerprint = KeyedHash.Tag("adsvault.fpr.v1")
}
