public import Credentials
public import Sealing

/// A vault's root key, to be kept outside the vault for a while: it opens the vault without a slot, for as long as the
/// epoch lasts.
public struct KeptKey: ~Copyable, Sendable {
    /// The vault that it opens.
    public let vaultID: [UInt8]
    /// The epoch whose key it is: under a newer one it opens nothing.
    public let epoch: UInt32
    /// Until when it is meant to be kept.
    public let until: Timestamp
    let root: SymmetricKey

    /// What stands before the root key: a version, vault id, epoch and end.
    private static let headerByteCount = 1 + Format.identifierByteCount + 4 + 8

    init(_ keys: EpochKeys, until end: Timestamp) {
        vaultID = keys.vaultID
        epoch = keys.epoch
        until = end
        root = keys.root.copy()
    }

    /// The key that `bytes` spell; nil for anything that no vault of this version gave.
    public init?(_ bytes: borrowing SecretBytes) {
        guard bytes.byteCount == Self.headerByteCount + SymmetricKey.byteCount else { return nil }
        var header = ByteReader(bytes.withBytes { $0.extracting(0..<Self.headerByteCount).array })
        guard header.take(1) == [1], let vaultID = header.take(Format.identifierByteCount),
            let epoch = header.integer(UInt32.self), let until = header.integer(UInt64.self),
            let root = SymmetricKey(
                bytes.withBytes { SecretBytes(copying: $0.extracting(Self.headerByteCount..<$0.byteCount)) }
            )
        else { return nil }
        self.vaultID = vaultID
        self.epoch = epoch
        self.until = Timestamp(milliseconds: Int64(clamping: until))
        self.root = root
    }

    /// The key as it is kept: version, vault id, epoch and end before the root key.
    public var bytes: SecretBytes {
        var bytes = SecretBuffer(capacity: Self.headerByteCount + SymmetricKey.byteCount)
        bytes.append([1].rawBytes)
        bytes.append(vaultID.rawBytes)
        bytes.append(littleEndian(epoch, UInt64(clamping: until.milliseconds)).rawBytes)
        root.withBytes { bytes.append($0) }
        return bytes.finish()
    }
}

extension Vault {
    /// The key of this epoch, to be kept until `end` by who can be trusted with it.
    public func keptKey(until end: Timestamp) -> KeptKey {
        KeptKey(keys, until: end)
    }

    /// Unlocks the vault in `store` with a key that was kept.
    ///
    /// - Throws: as `slots(in:)`; `VaultError.rekeyed` where the vault has a newer key, `.rollback` where it has an older
    ///   one, `.fork`; `.damaged(.head)` where the key is another vault's, or the head is damaged, which a kept key cannot
    ///   tell apart.
    public static func open(
        _ store: any VaultStore,
        with kept: borrowing KeptKey,
        surroundings: Surroundings
    ) throws -> Vault {
        let keys = EpochKeys(vaultID: kept.vaultID, epoch: kept.epoch, root: kept.root.copy())
        let vault = Vault(store: store, keys: keys, surroundings: surroundings)
        try vault.read { _ in }
        return vault
    }
}
