import Sealing

/// A slot's secret as the keyring keeps it: one line of 64 lower-case hexadecimal digits, without a newline.
///
/// gnome-keyring damages a keyring that has no password when a secret in it has several lines.
enum KeyText {
    /// The length of every slot secret, in bytes.
    static let keyByteCount = 32

    /// The text of a key of 32 bytes.
    static func text(of key: borrowing SecretBytes) -> SecretBytes {
        precondition(key.byteCount == keyByteCount)
        return SecretBytes(byteCount: keyByteCount * 2) { text in
            key.withBytes { key in
                for index in 0..<keyByteCount {
                    let byte = unsafe key.unsafeLoad(fromByteOffset: index, as: UInt8.self)
                    text.storeBytes(of: digit(byte >> 4), toByteOffset: index * 2, as: UInt8.self)
                    text.storeBytes(of: digit(byte & 15), toByteOffset: index * 2 + 1, as: UInt8.self)
                }
            }
        }
    }

    /// The key that `text` stands for. Throws `notAKey` for anything but 64 such digits.
    static func key(of text: RawSpan) throws(KeyringError) -> SecretBytes {
        guard text.byteCount == keyByteCount * 2 else { throw .notAKey }
        return try SecretBytes(byteCount: keyByteCount) { key throws(KeyringError) in
            for index in 0..<keyByteCount {
                let high = unsafe value(text.unsafeLoad(fromByteOffset: index * 2, as: UInt8.self))
                let low = unsafe value(text.unsafeLoad(fromByteOffset: index * 2 + 1, as: UInt8.self))
                guard let high, let low else { throw .notAKey }
                key.storeBytes(of: high << 4 | low, toByteOffset: index, as: UInt8.self)
            }
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
