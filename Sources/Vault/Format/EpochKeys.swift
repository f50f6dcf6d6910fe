import Sealing

/// Everything that is derived from a vault root key, for as long as an epoch lasts.
final class EpochKeys: Sendable {
    let vaultID: [UInt8]
    let epoch: UInt32
    let hash: KeyedHash
    let root: SymmetricKey
    let head: SymmetricKey
    let slots: SymmetricKey
    let set: SymmetricKey
    let data: SymmetricKey
    let nonce: SymmetricKey
    let index: SymmetricKey
    let fingerprint: SymmetricKey

    init(vaultID: [UInt8], epoch: UInt32, root: consuming SymmetricKey) {
        let context: StaticString = "advault1"
        self.vaultID = vaultID
        self.epoch = epoch
        hash = KeyedHash(salt: vaultID)
        head = root.subkey(1, context: context)
        slots = root.subkey(2, context: context)
        set = root.subkey(3, context: context)
        data = root.subkey(4, context: context)
        nonce = root.subkey(5, context: context)
        index = root.subkey(6, context: context)
        fingerprint = root.subkey(7, context: context)
        self.root = root
    }

    /// A nonce for `plaintext` in `context`. Where the generator repeats itself, as in a restored machine, different
    /// plaintexts still get different nonces.
    func nonce(for plaintext: RawSpan, context: [UInt8], random: RandomSource) -> Nonce {
        var stream = hash.stream(key: nonce, tag: Tag.nonce, byteCount: Nonce.byteCount)
        stream.update(lengthPrefixed(random.bytes(32), context).rawBytes)
        stream.update(littleEndian(UInt32(plaintext.byteCount)).rawBytes)
        stream.update(plaintext)
        guard let nonce = Nonce(stream.finish()) else { preconditionFailure("the hash has the length asked for") }
        return nonce
    }
}

/// What is derived from the audit key of an epoch.
final class AuditKeys: Sendable {
    let key: SymmetricKey
    let seal: SymmetricKey
    let chain: SymmetricKey

    init(_ key: consuming SymmetricKey) {
        seal = key.subkey(1, context: "advault1")
        chain = key.subkey(2, context: "advault1")
        self.key = key
    }
}
