import CSodium

/// Hashes without a key.
public enum Digest {
    /// SHA-256 (FIPS 180-4), 32 bytes.
    public static func sha256(_ message: RawSpan) -> [UInt8] {
        unsafe digest(message) { unsafe crypto_hash_sha256($0, $1, $2) }
    }

    /// BLAKE2b with an output of 32 bytes (RFC 7693).
    public static func blake2b256(_ message: RawSpan) -> [UInt8] {
        unsafe digest(message) { unsafe crypto_generichash($0, 32, $1, $2, nil, 0) }
    }

    @unsafe
    private static func digest(
        _ message: RawSpan,
        _ hash: (UnsafeMutablePointer<UInt8>, UnsafePointer<UInt8>, UInt64) -> Int32
    ) -> [UInt8] {
        let digest = unsafe array(byteCount: 32) { output in
            unsafe message.withPointer { unsafe hash(output, $0, UInt64(message.byteCount)) == 0 }
        }
        guard let digest else { preconditionFailure("libsodium's hashes do not fail") }
        return digest
    }
}
