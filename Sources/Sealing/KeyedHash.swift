import CSodium

/// BLAKE2b under a key, with a salt that says whose and a tag that says what for
/// (`crypto_generichash_blake2b_salt_personal`).
public struct KeyedHash: Sendable {
    private let salt: [UInt8]

    /// The keyed hash of one vault, whose 16-byte id is the salt.
    public init(salt: [UInt8]) {
        precondition(salt.count == Int(crypto_generichash_blake2b_SALTBYTES))
        Sodium.start()
        self.salt = salt
    }

    /// The hash of `message` under `key` for the purpose `tag` (at most 16 ASCII characters, padded with zeros).
    public func hash(
        _ message: RawSpan,
        key: borrowing SymmetricKey,
        tag: StaticString,
        byteCount: Int = 32
    ) -> [UInt8] {
        precondition((16...64).contains(byteCount))
        let hash = unsafe array(byteCount: byteCount) {
            unsafe write(message, key: key, tag: tag, into: $0, byteCount: byteCount)
            return true
        }
        guard let hash else { preconditionFailure("BLAKE2b does not fail") }
        return hash
    }

    /// The hash as a key of its own.
    public func key(_ message: RawSpan, key: borrowing SymmetricKey, tag: StaticString) -> SymmetricKey {
        SymmetricKey(
            unchecked: SecretBytes(byteCount: SymmetricKey.byteCount) { output in
                unsafe output.withPointer {
                    unsafe write(message, key: key, tag: tag, into: $0, byteCount: SymmetricKey.byteCount)
                }
            }
        )
    }

    @unsafe
    private func write(
        _ message: RawSpan,
        key: borrowing SymmetricKey,
        tag: StaticString,
        into output: UnsafeMutablePointer<UInt8>,
        byteCount: Int
    ) {
        let length = UInt64(message.byteCount)
        let personal = Self.padded(tag)
        let status = unsafe message.withPointer { start in
            key.withBytes { key in
                unsafe key.withPointer { key in
                    unsafe crypto_generichash_blake2b_salt_personal(
                        output,
                        byteCount,
                        start,
                        length,
                        key,
                        SymmetricKey.byteCount,
                        salt,
                        personal
                    )
                }
            }
        }
        precondition(status == 0)
    }

    private static func padded(_ tag: StaticString) -> [UInt8] {
        let length = Int(crypto_generichash_blake2b_PERSONALBYTES)
        precondition(tag.utf8CodeUnitCount <= length)
        let text = Array(tag.description.utf8)
        return text + [UInt8](repeating: 0, count: length - text.count)
    }
}
