/// `text` without the backslashes of JSON: `\/` is a slash, and what would break the line is a blank.
func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var plain: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
        let byte = text[index]
        index += 1
        guard byte == UInt8(ascii: "\\"), index < text.endIndex else {
            plain.append(byte)
            continue
        }
        let escaped = text[index]
        index += 1
        switch escaped {
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): plain.append(UInt8(ascii: " "))
        case UInt8(ascii: "u"):
            let digits = String(decoding: text[index...].prefix(4), as: UTF8.self)
            plain.append(UInt8(digits, radix: 16) ?? UInt8(ascii: " "))
            index = min(index + 4, text.endIndex)
        default: plain.append(escaped)
        }
    }
    return plain
}

/// `text` without the percent signs of addresses and forms.
func percentDecoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var plain: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
        let digits = text[index...].dropFirst().prefix(2)
        if text[index] == UInt8(ascii: "%"), digits.count == 2,
            let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
        {
            plain.append(byte)
            index += 3
        } else {
            plain.append(text[index])
            index += 1
        }
    }
    return plain
}

/// What `text` stands for in base64, or that of URLs, with or without its padding; nil where that does not begin as text
/// does, or is too short for a secret.
func textDecoded(base64 text: ArraySlice<UInt8>) -> [UInt8]? {
    guard text.count >= 24, text.allSatisfy({ $0.isBase64 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }),
        decoded(text.prefix(8)).allSatisfy(\.isOfText)
    else { return nil }
    return decoded(text)
}

private func decoded(_ digits: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count * 3 / 4)
    var group: UInt32 = 0
    var bitCount = 0
    for digit in digits {
        group = group << 6 | UInt32(digit.base64Value)
        bitCount += 6
        if bitCount >= 8 {
            bitCount -= 8
            bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bitCount)))
        }
    }
    return bytes
}

extension UInt8 {
    /// Whether it is a digit of base64 (RFC 4648 §4).
    var isBase64: Bool {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"): true
        default: false
        }
    }

    /// What it is worth as a digit of base64, by either alphabet.
    fileprivate var base64Value: UInt8 {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): self - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): self - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        default: 63
        }
    }

    /// Whether a text in ASCII has it.
    var isOfText: Bool {
        (0x20...0x7E).contains(self) || (0x09...0x0D).contains(self)
    }
}
