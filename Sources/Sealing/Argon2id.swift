import CSodium

/// Argon2id, version 1.3 (RFC 9106), as libsodium's `crypto_pwhash` computes it.
public enum Argon2id {
    /// The length of a salt, in bytes.
    public static let saltByteCount = 16

    /// How much work one guess at a passphrase costs.
    public struct Cost: Equatable, Sendable {
        /// Passes over the memory.
        public var opslimit: UInt64
        /// Memory, in bytes.
        public var memlimit: UInt64

        /// `opslimit` passes over `memlimit` bytes.
        public init(opslimit: UInt64, memlimit: UInt64) {
            self.opslimit = opslimit
            self.memlimit = memlimit
        }
    }

    /// The machine has less memory to give than the cost asks for.
    public struct OutOfMemory: Error {}

    /// 32 bytes from a passphrase. The cost must have been checked: what is asked for is allocated.
    ///
    /// - Throws: `OutOfMemory` where the system refuses the memory.
    public static func derive(
        _ passphrase: RawSpan,
        salt: [UInt8],
        cost: Cost
    ) throws(OutOfMemory) -> SecretBytes {
        precondition(salt.count == saltByteCount)
        return try SecretBytes(byteCount: 32) { output throws(OutOfMemory) in
            let status = unsafe output.withPointer { output in
                unsafe passphrase.withPointer { start in
                    unsafe start.withMemoryRebound(to: CChar.self, capacity: passphrase.byteCount) { start in
                        unsafe crypto_pwhash(
                            output,
                            32,
                            start,
                            UInt64(passphrase.byteCount),
                            salt,
                            cost.opslimit,
                            Int(cost.memlimit),
                            crypto_pwhash_ALG_ARGON2ID13
                        )
                    }
                }
            }
            guard status == 0 else { throw OutOfMemory() }
        }
    }
}
