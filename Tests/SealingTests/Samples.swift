import Sealing

/// Bytes 0, 1, 2 …
func counting(_ count: Int, from first: Int = 0) -> [UInt8] {
    (first..<first + count).map { UInt8(truncatingIfNeeded: $0) }
}

func secret(_ bytes: [UInt8]) -> SecretBytes {
    SecretBytes(copying: bytes.rawBytes)
}

/// The key of exactly these 32 bytes.
func key(_ bytes: [UInt8]) -> SymmetricKey {
    guard let key = SymmetricKey(secret(bytes)) else { preconditionFailure("a key has 32 bytes") }
    return key
}

/// The bytes that a test's own hexadecimal text spells.
func decoded(_ text: String) -> [UInt8] {
    guard let bytes = bytes(hex: text) else { preconditionFailure("not hexadecimal: \(text)") }
    return bytes
}

extension SecretBytes {
    /// The bytes as an array, which nobody wipes: for secrets that only ever existed in a test.
    var revealed: [UInt8] { withBytes { $0.array } }
}

extension SymmetricKey {
    var revealed: [UInt8] { withBytes { $0.array } }
}
