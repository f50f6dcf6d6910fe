/// Reads one JSON document (RFC 8259) from its first byte to its last, value by value.
///
/// Stricter than most: a key given twice is refused, as are depths beyond 32, unpaired surrogates, invalid UTF-8 and
/// anything after the document. Made for records of a vault, of which a scan reads a hundred thousand.
public struct JSONReader: ~Copyable {
    /// What is wrong, and at which byte of the document.
    public struct Malformed: Error, Equatable {
        /// The position of the first byte that does not fit, from 0.
        public let offset: Int
        /// The key that an object has twice, where that is what is wrong.
        public var repeatedKey: String?
    }

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    /// A reader at the start of `bytes`.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads an object, handing each key to `field`, which must read its value or `skip()` it.
    public mutating func object(_ field: (String, inout JSONReader) throws(Malformed) -> Void) throws(Malformed) {
        try open("{")
        var keys = SeenKeys()
        if !consumes("}") {
            repeat {
                let key = try string()
                guard keys.insert(key) else { throw Malformed(offset: position, repeatedKey: key) }
                try expect(":")
                try field(key, &self)
            } while consumes(",")
            try expect("}")
        }
        depth -= 1
    }

    /// Reads an object's first two fields, where they have these keys in this order and are strings. What follows is
    /// not looked at.
    public mutating func leadingStrings(_ first: String, _ second: String) throws(Malformed) -> (String, String)? {
        try open("{")
        guard try string() == first else { return nil }
        try expect(":")
        let value = try string()
        guard consumes(","), try string() == second else { return nil }
        try expect(":")
        return (value, try string())
    }

    /// Reads an array, calling `element` at each of its values, which it must read.
    public mutating func array(_ element: (inout JSONReader) throws(Malformed) -> Void) throws(Malformed) {
        try open("[")
        if !consumes("]") {
            repeat { try element(&self) } while consumes(",")
            try expect("]")
        }
        depth -= 1
    }

    /// Reads a string.
    public mutating func string() throws(Malformed) -> String {
        try expect("\"")
        let start = position
        var isASCII = true
        while position < bytes.count, bytes[position] != quote, bytes[position] != backslash, bytes[position] >= 0x20 {
            if bytes[position] >= 0x80 { isASCII = false }
            position += 1
        }
        guard position < bytes.count, bytes[position] >= 0x20 else { throw malformed }
        var text = isASCII ? String(decoding: bytes[start..<position], as: UTF8.self) : try text(start..<position)
        if bytes[position] == backslash { try escapes(into: &text) }
        position += 1
        return text
    }

    /// Whether a string comes next that is `text`, spelled without escapes, which is then read.
    mutating func consumes(string text: [UInt8]) -> Bool {
        skipSpace()
        let end = position + 1 + text.count
        guard end < bytes.count, bytes[position] == quote, bytes[end] == quote, bytes[position + 1..<end] == text[...]
        else { return false }
        position = end + 1
        return true
    }

    /// Reads and forgets a string; plain ASCII without making a String of it.
    private mutating func skipString() throws(Malformed) {
        let start = position
        position += 1
        while position < bytes.count, (0x20..<0x80).contains(bytes[position]), bytes[position] != quote,
            bytes[position] != backslash
        {
            position += 1
        }
        if position < bytes.count, bytes[position] == quote {
            position += 1
        } else {
            position = start
            _ = try string()
        }
    }

    /// Reads a whole number.
    public mutating func integer() throws(Malformed) -> Int64 {
        var value: Int64 = 0
        let range = try number()
        let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
        for byte in bytes[range].dropFirst(isNegative ? 1 : 0) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { throw malformed }
            let digit = Int64(byte - UInt8(ascii: "0"))
            let (shifted, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflows) =
                isNegative ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
            guard !isTooLarge, !overflows else { throw malformed }
            value = sum
        }
        return value
    }

    /// Reads `true` or `false`.
    public mutating func bool() throws(Malformed) -> Bool {
        if consumes(word: "true") { return true }
        if consumes(word: "false") { return false }
        throw malformed
    }

    /// Whether `null` comes next, which is then read.
    public mutating func isNull() -> Bool {
        consumes(word: "null")
    }

    /// Reads and forgets any value.
    public mutating func skip() throws(Malformed) {
        skipSpace()
        switch position < bytes.count ? bytes[position] : 0 {
        case UInt8(ascii: "{"): try object { (_, reader) throws(Malformed) in try reader.skip() }
        case UInt8(ascii: "["): try array { (reader) throws(Malformed) in try reader.skip() }
        case quote: try skipString()
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try bool()
        case UInt8(ascii: "n"): guard isNull() else { throw malformed }
        default: _ = try number()
        }
    }

    /// Checks that nothing but white space is left.
    public mutating func end() throws(Malformed) {
        skipSpace()
        guard position == bytes.count else { throw malformed }
    }

    /// The error of a value that is well-formed but not what its place asks for.
    public var malformed: Malformed { Malformed(offset: position) }

    private mutating func open(_ bracket: UnicodeScalar) throws(Malformed) {
        try expect(bracket)
        depth += 1
        guard depth <= 32 else { throw malformed }
    }

    private mutating func number() throws(Malformed) -> Range<Int> {
        skipSpace()
        let start = position
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[position - whole] != UInt8(ascii: "0") else { throw malformed }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            guard digits() > 0 else { throw malformed }
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            guard digits() > 0 else { throw malformed }
        }
        return start..<position
    }

    private mutating func digits() -> Int {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
        return position - start
    }

    /// Reads on from a backslash to the closing quote.
    private mutating func escapes(into text: inout String) throws(Malformed) {
        while position < bytes.count, bytes[position] != quote {
            if bytes[position] == backslash {
                position += 1
                text.unicodeScalars.append(try escape())
                continue
            }
            let start = position
            while position < bytes.count, bytes[position] != quote, bytes[position] != backslash {
                guard bytes[position] >= 0x20 else { throw malformed }
                position += 1
            }
            text += try self.text(start..<position)
        }
        guard position < bytes.count else { throw malformed }
    }

    private mutating func escape() throws(Malformed) -> UnicodeScalar {
        guard position < bytes.count else { throw malformed }
        position += 1
        switch bytes[position - 1] {
        case quote: return "\""
        case backslash: return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let unit = try codeUnit()
            if let scalar = UnicodeScalar(unit) { return scalar }
            guard UTF16.isLeadSurrogate(unit), consumes(raw: backslash), consumes(raw: UInt8(ascii: "u")) else {
                throw malformed
            }
            let trail = try codeUnit()
            guard UTF16.isTrailSurrogate(trail) else { throw malformed }
            return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
        default:
            throw malformed
        }
    }

    private mutating func codeUnit() throws(Malformed) -> UInt16 {
        guard position + 4 <= bytes.count else { throw malformed }
        var unit: UInt16 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { throw malformed }
            unit = unit << 4 | UInt16(digit)
        }
        position += 4
        return unit
    }

    private func text(_ range: Range<Int>) throws(Malformed) -> String {
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw Malformed(offset: range.lowerBound)
        }
        return text
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0a, 0x0d: position += 1
            default: return
            }
        }
    }

    private mutating func expect(_ character: UnicodeScalar) throws(Malformed) {
        guard consumes(character) else { throw malformed }
    }

    private mutating func consumes(_ character: UnicodeScalar) -> Bool {
        if position < bytes.count, bytes[position] <= 0x20 { skipSpace() }
        return consumes(raw: UInt8(ascii: character))
    }

    private mutating func consumes(raw byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func consumes(word: StaticString) -> Bool {
        skipSpace()
        let letters = Array(word.description.utf8)
        guard bytes[position...].starts(with: letters) else { return false }
        position += letters.count
        return true
    }
}

private let quote = UInt8(ascii: "\"")
private let backslash = UInt8(ascii: "\\")
