public import Sealing

/// 32 random bytes as a person writes them on paper: 52 Crockford base-32 characters in 13 groups of 4.
///
/// The bits run from the most significant on; the last character carries one bit and four zeros, which must be zero.
/// When read, letter case, hyphens and spaces do not matter, and I, L and O are taken for 1, 1 and 0.
public enum RecoveryCode {
    /// A text that is no recovery code.
    public enum Malformed: Error, Equatable {
        /// Not 52 characters, hyphens and spaces aside.
        case length(Int)
        /// A character that the alphabet does not have.
        case character
        /// The last character carries bits that must be zero: something was misread.
        case lastCharacter
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let characterCount = 52
    private static let groupLength = 4

    /// The code of exactly 32 secret bytes.
    public static func text(of secret: borrowing SecretBytes) -> SecretBytes {
        precondition(secret.byteCount == 32)
        var code = SecretBuffer(capacity: 64)
        secret.withBytes { bytes in
            for index in 0..<characterCount {
                if index > 0, index.isMultiple(of: groupLength) { code.append(UInt8(ascii: "-")) }
                var value = 0
                for bit in index * 5..<index * 5 + 5 {
                    let isSet = bit < 256 && bytes[bit / 8] >> (7 - UInt8(bit % 8)) & 1 == 1
                    value = value << 1 | (isSet ? 1 : 0)
                }
                code.append(alphabet[value])
            }
        }
        return code.finish()
    }

    /// The 32 bytes that a code spells.
    public static func secret(from code: borrowing SecretBytes) throws(Malformed) -> SecretBytes {
        var values = try values(of: code)
        defer { wipe(&values) }
        guard values.count == characterCount else { throw .length(values.count) }
        guard values[characterCount - 1] & 0b01111 == 0 else { throw .lastCharacter }
        return SecretBytes(byteCount: 32) { output in
            for index in 0..<32 {
                var byte: UInt8 = 0
                for bit in index * 8..<index * 8 + 8 {
                    byte = byte << 1 | values[bit / 5] >> (4 - UInt8(bit % 5)) & 1
                }
                output.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
            }
        }
    }

    private static func values(of code: borrowing SecretBytes) throws(Malformed) -> [UInt8] {
        try code.withBytes { (bytes) throws(Malformed) in
            var values: [UInt8] = []
            values.reserveCapacity(characterCount)
            for offset in 0..<bytes.byteCount {
                let character = folded(bytes[offset])
                if [UInt8(ascii: "-"), UInt8(ascii: " "), UInt8(ascii: "\n")].contains(character) { continue }
                guard let value = alphabet.firstIndex(of: character) else { throw .character }
                guard values.count < characterCount else { throw .length(values.count + 1) }
                values.append(UInt8(value))
            }
            return values
        }
    }

    private static func folded(_ character: UInt8) -> UInt8 {
        let upper = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(character) ? character - 0x20 : character
        switch upper {
        case UInt8(ascii: "I"), UInt8(ascii: "L"): return UInt8(ascii: "1")
        case UInt8(ascii: "O"): return UInt8(ascii: "0")
        default: return upper
        }
    }
}
