import Sealing

extension SecretBuffer {
    /// Adds `bytes` in base64 (RFC 4648 §4), with padding.
    mutating func append(base64 bytes: RawSpan) {
        for start in stride(from: 0, to: bytes.byteCount, by: 3) {
            let count = min(3, bytes.byteCount - start)
            var group: UInt32 = 0
            for offset in 0..<3 { group = group << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0) }
            for place in 0..<4 {
                append(place <= count ? alphabet[Int(group >> (18 - 6 * place)) & 63] : padding)
            }
        }
    }
}

/// The bytes that `text` stands for in base64 with padding; nil for anything else.
func base64Decoded(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    let paddingCount = digits.reversed().prefix { $0 == padding }.count
    guard digits.count.isMultiple(of: 4), paddingCount <= 2 else { return nil }
    var bytes: [UInt8] = []
    var group: UInt32 = 0
    for (index, digit) in digits.dropLast(paddingCount).enumerated() {
        guard let value = values[digit] else { return nil }
        group = group << 6 | value
        if index % 4 == 3 {
            bytes += [UInt8(group >> 16), UInt8(group >> 8 & 255), UInt8(group & 255)]
            group = 0
        }
    }
    switch paddingCount {
    // What is left over of the last digit has to be zero, or two texts would stand for the same bytes.
    case 1 where group & 3 == 0: bytes += [UInt8(group >> 10), UInt8(group >> 2 & 255)]
    case 2 where group & 15 == 0: bytes.append(UInt8(group >> 4))
    case 0: break
    default: return nil
    }
    return bytes
}

private let padding = UInt8(ascii: "=")
private let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
private let values = Dictionary(uniqueKeysWithValues: zip(alphabet, UInt32(0)...63))
