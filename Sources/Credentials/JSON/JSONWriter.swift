/// Writes one JSON document as UTF-8 bytes, in the order in which it is told.
public struct JSONWriter {
    /// What has been written and not been handed over.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false
    private let isEscaped: (Unicode.Scalar) -> Bool
    /// Whether nothing of printable ASCII is among what is escaped beyond JSON's own, so that it may be copied in one piece.
    private let copiesPlain: Bool
    private let handOver: (([UInt8]) -> Void)?

    /// A writer with nothing written.
    ///
    /// - Parameters:
    ///   - isEscaped: what is escaped beyond quotes, backslashes and what ASCII has of control characters.
    ///   - handOver: takes what has been written whenever an array has grown by 64 KiB, so that a long one is never whole
    ///     in memory; the rest is in `bytes` at the end.
    public init(
        escaping isEscaped: @escaping (Unicode.Scalar) -> Bool = { _ in false },
        handOver: (([UInt8]) -> Void)? = nil
    ) {
        self.isEscaped = isEscaped
        copiesPlain = !(0x20..<0x7f).contains { isEscaped(Unicode.Scalar(UInt8($0))) }
        self.handOver = handOver
    }

    /// Writes an object whose fields `body` writes.
    public mutating func object<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        begin(UInt8(ascii: "{"))
        try body(&self)
        end(UInt8(ascii: "}"))
    }

    /// Writes an array whose elements `body` writes.
    public mutating func array<Elements: Sequence>(
        _ elements: Elements,
        _ body: (Elements.Element, inout JSONWriter) -> Void
    ) {
        begin(UInt8(ascii: "["))
        for element in elements {
            body(element, &self)
            if let handOver, bytes.count >= 1 << 16 {
                handOver(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        end(UInt8(ascii: "]"))
    }

    /// Writes a field's key; its value comes next.
    public mutating func key(_ key: String) {
        string(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string.
    public mutating func string(_ text: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        if copiesPlain, Self.isPlain(text.utf8.span) {
            bytes += text.utf8
        } else {
            for scalar in text.unicodeScalars { write(scalar) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a whole number.
    public mutating func integer(_ value: some BinaryInteger) {
        raw(String(value))
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    /// Writes `null`.
    public mutating func null() {
        raw("null")
    }

    /// Writes a field with a string, or `null` where there is none.
    public mutating func field(_ key: String, _ value: String?) {
        self.key(key)
        if let value { string(value) } else { null() }
    }

    /// Writes a field with a whole number, or `null` where there is none.
    public mutating func field(_ key: String, _ value: Int64?) {
        self.key(key)
        if let value { integer(value) } else { null() }
    }

    /// Writes a field with an object whose fields `body` writes.
    public mutating func field(_ key: String, _ body: (inout JSONWriter) -> Void) {
        self.key(key)
        object(body)
    }

    /// Writes a field with strings.
    public mutating func field(_ key: String, _ values: [String]) {
        self.key(key)
        array(values) { $1.string($0) }
    }

    /// Writes a field with labels, ordered by key.
    public mutating func field(_ key: String, _ labels: [String: String]) {
        self.key(key)
        object { writer in
            for (key, value) in labels.sorted(by: { $0.key < $1.key }) { writer.field(key, value) }
        }
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func raw(_ text: String) {
        separate()
        bytes += text.utf8
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// Whether it is printable ASCII, as is the rule, with nothing that JSON escapes.
    private static func isPlain(_ text: Span<UInt8>) -> Bool {
        for index in text.indices {
            let byte = text[index]
            if byte < 0x20 || byte >= 0x7f || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return false }
        }
        return true
    }

    private mutating func write(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": bytes += #"\""#.utf8
        case "\\": bytes += #"\\"#.utf8
        case "\n": bytes += #"\n"#.utf8
        case _ where scalar.value < 0x20 || scalar.value == 0x7f || isEscaped(scalar):
            for unit in scalar.utf16 {
                let digits = String(unit, radix: 16)
                bytes += (#"\u"# + String(repeating: "0", count: 4 - digits.count) + digits).utf8
            }
        default: bytes += scalar.utf8
        }
    }
}
