import CSodium

/// libsodium's anonymous public-key box (`crypto_box_seal`): anyone can close it, only the key's owner opens it.
public enum SealedBox {
    /// The length of a public key, in bytes.
    public static let publicKeyByteCount = 32
    /// By how many bytes a box is longer than what it holds.
    public static let overhead = 48

    /// A key pair to which boxes are closed.
    public struct KeyPair: ~Copyable, Sendable {
        /// What may be handed to anyone.
        public let publicKey: [UInt8]
        let secretKey: SecretBytes

        /// A new random pair.
        public init() {
            var publicKey = [UInt8](repeating: 0, count: SealedBox.publicKeyByteCount)
            secretKey = SecretBytes(byteCount: Int(crypto_box_SECRETKEYBYTES)) { secret in
                let status = unsafe secret.withPointer { unsafe crypto_box_keypair(&publicKey, $0) }
                precondition(status == 0)
            }
            self.publicKey = publicKey
        }
    }

    /// The box of `plaintext` for the owner of `publicKey`; nil where that is not 32 bytes.
    public static func seal(_ plaintext: RawSpan, to publicKey: [UInt8]) -> [UInt8]? {
        guard publicKey.count == publicKeyByteCount else { return nil }
        Sodium.start()
        return unsafe array(byteCount: plaintext.byteCount + overhead) { box in
            unsafe plaintext.withPointer { start in
                unsafe crypto_box_seal(box, start, UInt64(plaintext.byteCount), publicKey) == 0
            }
        }
    }

    /// What `box` holds; nil where it was closed to another key or changed.
    public static func open(_ box: RawSpan, with keys: borrowing KeyPair) -> SecretBytes? {
        guard box.byteCount >= overhead else { return nil }
        let publicKey = keys.publicKey
        var opened = false
        let plaintext = SecretBytes(byteCount: box.byteCount - overhead) { output in
            opened = unsafe output.withPointer { output in
                unsafe box.withPointer { start in
                    keys.secretKey.withBytes { secret in
                        unsafe secret.withPointer { secret in
                            unsafe crypto_box_seal_open(output, start, UInt64(box.byteCount), publicKey, secret) == 0
                        }
                    }
                }
            }
        }
        return opened ? consume plaintext : nil
    }
}
