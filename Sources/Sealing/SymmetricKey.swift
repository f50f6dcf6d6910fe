import CSodium

/// A secret key of 32 bytes.
public struct SymmetricKey: ~Copyable, Sendable {
    /// The length of every key, in bytes.
    public static let byteCount = 32

    var bytes: SecretBytes

    /// A new random key.
    public init() {
        bytes = SecretBytes(randomByteCount: Self.byteCount)
    }

    /// The key made of exactly 32 bytes; nil for any other number.
    public init?(_ bytes: consuming SecretBytes) {
        guard bytes.byteCount == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Lends the key's 32 bytes for the time of `body`.
    public borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withBytes(body)
    }

    /// A second holder of the same key.
    public borrowing func copy() -> SymmetricKey {
        SymmetricKey(unchecked: bytes.copy())
    }

    /// Subkey number `id` of this key for `context`, which is eight ASCII characters
    /// (`crypto_kdf_derive_from_key`, libsodium's manual, "Key derivation").
    public borrowing func subkey(_ id: UInt64, context: StaticString) -> SymmetricKey {
        precondition(context.utf8CodeUnitCount == Int(crypto_kdf_CONTEXTBYTES))
        return SymmetricKey(
            unchecked: SecretBytes(byteCount: Self.byteCount) { subkey in
                let status = unsafe subkey.withPointer { subkey in
                    bytes.withBytes { key in
                        unsafe key.withPointer { key in
                            unsafe context.utf8Start.withMemoryRebound(to: CChar.self, capacity: 8) { context in
                                unsafe crypto_kdf_derive_from_key(subkey, Self.byteCount, id, context, key)
                            }
                        }
                    }
                }
                precondition(status == 0)
            }
        )
    }

    init(unchecked bytes: consuming SecretBytes) {
        self.bytes = bytes
    }
}
