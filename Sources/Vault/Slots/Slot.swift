public import Sealing

/// A way to unlock the vault, as it can be seen before unlocking.
public struct Slot: Equatable, Sendable {
    /// What a slot's secret is.
    public enum Kind: UInt32, Sendable {
        /// A passphrase that a person knows.
        case passphrase = 1
        /// 32 bytes kept by the desktop's Secret Service.
        case keyring = 2
        /// 32 bytes written on paper as a recovery code.
        case recovery = 3
    }

    /// How many slots a vault has at most.
    public static let limit = Format.maximumSlots
    /// How many of them are passphrases at most.
    public static let passphraseLimit = Format.maximumPassphraseSlots

    /// 16 random bytes.
    public let id: [UInt8]
    /// What its secret is.
    public let kind: Kind

    let row: SlotRow
    let passphrase: PassphraseParams?

    /// The slot that a row describes; nil where its type or parameters are not of this format.
    init?(_ row: SlotRow) {
        guard row.slotID.count == Format.identifierByteCount, row.commitment.count == Format.hashByteCount,
            row.wrap.count == SlotKeys.wrapByteCount, let kind = Kind(rawValue: row.type)
        else { return nil }
        switch kind {
        case .passphrase:
            guard let params = PassphraseParams(row.params) else { return nil }
            passphrase = params
        case .keyring, .recovery:
            guard row.params.isEmpty else { return nil }
            passphrase = nil
        }
        id = row.slotID
        self.kind = kind
        self.row = row
    }

    /// A passphrase slot's Argon2id passes and bytes of memory; nil for other slots.
    public var cost: Argon2id.Cost? { passphrase?.cost }

    /// Whether it is a passphrase that costs less to guess than `level` wants.
    public func isBelow(_ level: Argon2Level) -> Bool {
        guard let cost else { return false }
        return cost.opslimit < level.cost.opslimit || cost.memlimit < level.cost.memlimit
    }
}

/// What opens a slot, or will open a new one.
public struct SlotSecret: ~Copyable, Sendable {
    /// The kind of slot it belongs to.
    public let kind: Slot.Kind
    let bytes: SecretBytes
    /// The one slot that it opens, where it is a keyring's.
    let slotID: [UInt8]?

    /// A passphrase, as UTF-8 in any normalization form.
    public static func passphrase(_ text: consuming SecretBytes) -> SlotSecret {
        SlotSecret(kind: .passphrase, bytes: text, slotID: nil)
    }

    /// The 32 bytes that the Secret Service holds for the slot of this id; nil for any other number of bytes.
    public static func keyring(_ key: consuming SecretBytes, slotID: [UInt8]) -> SlotSecret? {
        guard key.byteCount == SymmetricKey.byteCount else { return nil }
        return SlotSecret(kind: .keyring, bytes: key, slotID: slotID)
    }

    /// The 32 bytes of a recovery code; nil for any other number.
    public static func recovery(_ key: consuming SecretBytes) -> SlotSecret? {
        guard key.byteCount == SymmetricKey.byteCount else { return nil }
        return SlotSecret(kind: .recovery, bytes: key, slotID: nil)
    }
}

/// The keys by which one slot wraps the vault root key.
struct SlotKeys: ~Copyable {
    let commitment: [UInt8]
    private let kek: SymmetricKey
    let aad: [UInt8]

    static let wrapByteCount = Nonce.byteCount + SecretBox.overhead + SymmetricKey.byteCount

    init(
        secret: consuming SecretBytes,
        slotID: [UInt8],
        kind: Slot.Kind,
        params: [UInt8],
        hash: KeyedHash,
        epoch: UInt32
    ) {
        guard let secret = SymmetricKey(secret) else { preconditionFailure("a slot secret has 32 bytes") }
        let aad = lengthPrefixed(littleEndian(Format.version, epoch), slotID, littleEndian(kind.rawValue), params)
        let kek = hash.key(aad.rawBytes, key: secret, tag: Tag.kek)
        let commitment = hash.hash(aad.rawBytes, key: secret, tag: Tag.commitment)
        self.aad = aad
        self.kek = kek
        self.commitment = commitment
    }

    /// The root key under this slot, with a nonce of the root key's own making.
    borrowing func wrap(_ keys: EpochKeys, random: RandomSource) -> [UInt8] {
        keys.root.withBytes { root in
            let nonce = keys.nonce(for: root, context: aad, random: random)
            return nonce.bytes + SecretBox.seal(root, nonce: nonce, key: kek)
        }
    }

    /// The root key out of a wrap; nil where it does not open.
    borrowing func unwrap(_ wrap: [UInt8]) -> SymmetricKey? {
        guard wrap.count == Self.wrapByteCount, let nonce = Nonce(Array(wrap[..<Nonce.byteCount])),
            let root = SecretBox.open(Array(wrap[Nonce.byteCount...]).rawBytes, nonce: nonce, key: kek)
        else { return nil }
        return SymmetricKey(root)
    }
}
