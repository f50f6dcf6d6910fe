import CSodium

/// Bytes as lower-case hexadecimal digits.
public func hex(_ bytes: [UInt8]) -> String {
    var text = [CChar](repeating: 0, count: bytes.count * 2 + 1)
    unsafe sodium_bin2hex(&text, text.count, bytes, bytes.count)
    return String(decoding: text.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// The bytes that hexadecimal digits of either case stand for; nil for anything else.
public func bytes(hex text: String) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: text.utf8.count / 2)
    var count = 0
    let status = unsafe sodium_hex2bin(&bytes, bytes.count, text, text.utf8.count, nil, &count, nil)
    return status == 0 && count * 2 == text.utf8.count ? bytes : nil
}

/// Bytes in base64url without padding (RFC 4648 §5), as PKCE and OAuth's `state` want them.
public func base64URL(_ bytes: [UInt8]) -> String {
    Sodium.start()
    let variant = Int32(sodium_base64_VARIANT_URLSAFE_NO_PADDING)
    let capacity = sodium_base64_encoded_len(bytes.count, variant)
    let text = unsafe array(byteCount: capacity) { output in
        unsafe output.withMemoryRebound(to: CChar.self, capacity: capacity) {
            unsafe sodium_bin2base64($0, capacity, bytes, bytes.count, variant) != nil
        }
    }
    guard let text else { preconditionFailure("the capacity is the one libsodium asks for") }
    return String(decoding: text.dropLast(), as: UTF8.self)
}

extension SecretBytes {
    /// The bytes that base64 with padding (RFC 4648 §4) stands for, line ends between its digits or not; nil for anything
    /// else. They are guarded from the first on.
    public init?(base64 text: RawSpan) {
        Sodium.start()
        var byteCount = 0
        var isDecoded = false
        let bytes = SecretBytes(byteCount: text.byteCount / 4 * 3 + 3) { output in
            let capacity = output.byteCount
            isDecoded = unsafe text.withPointer { digits in
                unsafe output.withPointer { start in
                    unsafe digits.withMemoryRebound(to: CChar.self, capacity: max(text.byteCount, 1)) { digits in
                        unsafe sodium_base642bin(
                            start,
                            capacity,
                            digits,
                            text.byteCount,
                            "\r\n",
                            &byteCount,
                            nil,
                            Int32(sodium_base64_VARIANT_ORIGINAL)
                        ) == 0
                    }
                }
            }
        }
        guard isDecoded else { return nil }
        self = bytes.withBytes { SecretBytes(copying: $0.extracting(0..<byteCount)) }
    }
}
