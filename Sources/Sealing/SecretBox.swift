import CSodium

/// The 24 bytes that must never repeat under one key.
public struct Nonce: Equatable, Sendable {
    /// The length of a nonce, in bytes.
    public static let byteCount = 24
    /// The nonce as it stands in front of its box.
    public let bytes: [UInt8]

    /// The nonce made of exactly 24 bytes; nil for any other number.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }
}

/// libsodium's `secretbox`: XSalsa20 with Poly1305. It takes no associated data.
public enum SecretBox {
    /// By how many bytes a box is longer than what it holds: the Poly1305 tag, which comes first.
    public static let overhead = 16

    /// The box of `plaintext`: tag, then ciphertext.
    public static func seal(_ plaintext: RawSpan, nonce: Nonce, key: borrowing SymmetricKey) -> [UInt8] {
        let box = unsafe array(byteCount: plaintext.byteCount + overhead) { box in
            unsafe plaintext.withPointer { start in
                key.withBytes { key in
                    unsafe key.withPointer { key in
                        unsafe crypto_secretbox_easy(box, start, UInt64(plaintext.byteCount), nonce.bytes, key) == 0
                    }
                }
            }
        }
        guard let box else { preconditionFailure("a plaintext longer than libsodium can seal") }
        return box
    }

    /// What `box` holds, on guarded memory; nil where the key, the nonce or the box is not the right one.
    public static func open(_ box: RawSpan, nonce: Nonce, key: borrowing SymmetricKey) -> SecretBytes? {
        guard box.byteCount >= overhead else { return nil }
        var opened = false
        let plaintext = SecretBytes(byteCount: box.byteCount - overhead) { output in
            opened = unsafe output.withPointer { unsafe open(box, into: $0, nonce: nonce, key: key) }
        }
        return opened ? consume plaintext : nil
    }

    /// What `box` holds, on ordinary memory: for what is sealed but not secret in itself, such as a description.
    public static func openPlain(_ box: RawSpan, nonce: Nonce, key: borrowing SymmetricKey) -> [UInt8]? {
        guard box.byteCount >= overhead else { return nil }
        return unsafe array(byteCount: box.byteCount - overhead) { unsafe open(box, into: $0, nonce: nonce, key: key) }
    }

    @unsafe
    private static func open(
        _ box: RawSpan,
        into output: UnsafeMutablePointer<UInt8>,
        nonce: Nonce,
        key: borrowing SymmetricKey
    ) -> Bool {
        unsafe box.withPointer { start in
            key.withBytes { key in
                unsafe key.withPointer { key in
                    unsafe crypto_secretbox_open_easy(output, start, UInt64(box.byteCount), nonce.bytes, key) == 0
                }
            }
        }
    }
}
