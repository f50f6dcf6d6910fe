/// Writes integers little-endian and of fixed width, and lengths before what could be of any.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    /// A writer with room for `capacity` bytes.
    init(capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    mutating func append(_ value: some FixedWidthInteger & UnsignedInteger) {
        var rest = value
        for _ in 0..<value.bitWidth / 8 {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    mutating func append(_ other: [UInt8]) {
        bytes += other
    }

    /// `lp(x)` of the format: the length as u32, then the bytes.
    mutating func appendWithLength(_ other: [UInt8]) {
        append(UInt32(other.count))
        bytes += other
    }

    /// `lp(x)` of bytes that lie elsewhere.
    mutating func appendWithLength(_ other: RawSpan) {
        append(UInt32(other.byteCount))
        unsafe other.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }

    /// `lp(x)` of a text's UTF-8.
    mutating func appendWithLength(_ text: String) {
        append(UInt32(text.utf8.count))
        bytes += text.utf8
    }
}

/// `lp(a, b, …)` of the format.
func lengthPrefixed(_ parts: [UInt8]...) -> [UInt8] {
    var writer = ByteWriter()
    for part in parts { writer.appendWithLength(part) }
    return writer.bytes
}

/// Integers as their little-endian bytes, one behind the other.
func littleEndian<each Value: FixedWidthInteger & UnsignedInteger>(_ values: repeat each Value) -> [UInt8] {
    var writer = ByteWriter()
    repeat writer.append(each values)
    return writer.bytes
}

/// Reads what `ByteWriter` writes; nil where the bytes do not reach.
struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var rest: [UInt8] { Array(bytes[position...]) }

    mutating func take(_ count: Int) -> [UInt8]? {
        guard count <= bytes.count - position else { return nil }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(_ type: Value.Type = Value.self) -> Value? {
        let count = Value.bitWidth / 8
        guard count <= bytes.count - position else { return nil }
        defer { position += count }
        var value: Value = 0
        for index in (position..<position + count).reversed() { value = value << 8 | Value(bytes[index]) }
        return value
    }
}
