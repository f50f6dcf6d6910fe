import CSodium

/// BLAKE2b under a key, with a salt that says whose and a tag that says what for
/// (`crypto_generichash_blake2b_salt_personal`).
public struct KeyedHash: Sendable {
    /// What a hash is for: BLAKE2b's personalisation, at most 16 ASCII characters, padded with zeros.
    public struct Tag: Sendable {
        let personal: [UInt8]

        /// The tag spelled by `text`.
        public init(_ text: StaticString) {
            let length = Int(crypto_generichash_blake2b_PERSONALBYTES)
            precondition(text.utf8CodeUnitCount <= length)
            let characters = Array(text.description.utf8)
            personal = characters + [UInt8](repeating: 0, count: length - characters.count)
        }
    }

    private let salt: [UInt8]

    /// The keyed hash of one vault, whose 16-byte id is the salt.
    public init(salt: [UInt8]) {
        precondition(salt.count == Int(crypto_generichash_blake2b_SALTBYTES))
        Sodium.start()
        self.salt = salt
    }

    /// The hash of `message` under `key`, 16 to 64 bytes long.
    public func hash(
        _ message: RawSpan,
        key: borrowing SymmetricKey,
        tag: Tag,
        byteCount: Int = 32
    ) -> [UInt8] {
        let hash = unsafe array(byteCount: byteCount) { output in
            unsafe write(message, key: key, tag: tag, into: output, byteCount: byteCount)
            return true
        }
        guard let hash else { preconditionFailure("BLAKE2b does not fail") }
        return hash
    }

    /// The hash of 32 bytes as four little-endian words, without a place in memory of its own: a scan has a hash for each
    /// row.
    public func words(_ message: RawSpan, key: borrowing SymmetricKey, tag: Tag) -> SIMD4<UInt64> {
        var words = SIMD4<UInt64>()
        unsafe withUnsafeMutableBytes(of: &words) { output in
            let output = unsafe output.assumingMemoryBound(to: UInt8.self).baseAddress.unsafelyUnwrapped
            unsafe write(message, key: key, tag: tag, into: output, byteCount: 32)
        }
        for index in words.indices { words[index] = UInt64(littleEndian: words[index]) }
        return words
    }

    /// The hash as a key of its own.
    public func key(_ message: RawSpan, key: borrowing SymmetricKey, tag: Tag) -> SymmetricKey {
        var derived = SymmetricKey(unchecked: SecretBytes(byteCount: SymmetricKey.byteCount) { _ in })
        replace(&derived, with: message, key: key, tag: tag)
        return derived
    }

    /// The hash as a key, in the memory of `derived`: guarded memory costs more than hashing, so a scan keeps one
    /// key and changes it for each row.
    public func replace(
        _ derived: inout SymmetricKey,
        with message: RawSpan,
        key: borrowing SymmetricKey,
        tag: Tag
    ) {
        unsafe derived.bytes.withMutablePointer {
            unsafe write(message, key: key, tag: tag, into: $0, byteCount: SymmetricKey.byteCount)
        }
    }

    /// The hash of several parts one after the other, without joining them in memory.
    public func stream(key: borrowing SymmetricKey, tag: Tag, byteCount: Int) -> Stream {
        Stream(salt: salt, key: key, tag: tag, byteCount: byteCount)
    }

    @unsafe
    private func write(
        _ message: RawSpan,
        key: borrowing SymmetricKey,
        tag: Tag,
        into output: UnsafeMutablePointer<UInt8>,
        byteCount: Int
    ) {
        precondition((16...64).contains(byteCount))
        let length = UInt64(message.byteCount)
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
                        tag.personal
                    )
                }
            }
        }
        precondition(status == 0)
    }
}

extension KeyedHash {
    /// A keyed hash that is still taking in its message.
    @safe
    public struct Stream: ~Copyable {
        private let state: UnsafeMutableRawPointer
        private let byteCount: Int

        init(salt: [UInt8], key: borrowing SymmetricKey, tag: Tag, byteCount: Int) {
            precondition((16...64).contains(byteCount))
            let state = UnsafeMutableRawPointer.allocate(
                byteCount: crypto_generichash_blake2b_statebytes(),
                alignment: 64
            )
            let status = key.withBytes { key in
                unsafe key.withPointer { key in
                    unsafe sodium_blake2b_init(state, key, SymmetricKey.byteCount, byteCount, salt, tag.personal)
                }
            }
            precondition(status == 0)
            unsafe self.state = unsafe state
            self.byteCount = byteCount
        }

        deinit {
            unsafe sodium_memzero(state, crypto_generichash_blake2b_statebytes())
            unsafe state.deallocate()
        }

        /// Takes in more of the message.
        public mutating func update(_ bytes: RawSpan) {
            let length = UInt64(bytes.byteCount)
            let status = unsafe bytes.withPointer { unsafe sodium_blake2b_update(state, $0, length) }
            precondition(status == 0)
        }

        /// The hash of everything taken in.
        public consuming func finish() -> [UInt8] {
            var hash = [UInt8](repeating: 0, count: byteCount)
            let status = unsafe sodium_blake2b_final(state, &hash, byteCount)
            precondition(status == 0)
            return hash
        }
    }
}
