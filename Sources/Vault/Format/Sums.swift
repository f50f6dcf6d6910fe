import Sealing

/// A number modulo 2^256.
struct UInt256: Equatable {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    static let zero = UInt256()

    private init() {}

    /// The number whose little-endian bytes are these 32.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        var reader = ByteReader(bytes)
        self.init(from: &reader)
    }

    fileprivate init?(from reader: inout ByteReader) {
        guard let first: UInt64 = reader.integer(), let second: UInt64 = reader.integer(),
            let third: UInt64 = reader.integer(), let fourth: UInt64 = reader.integer()
        else { return nil }
        words = (first, second, third, fourth)
    }

    fileprivate func append(to writer: inout ByteWriter) {
        writer.append(words.0)
        writer.append(words.1)
        writer.append(words.2)
        writer.append(words.3)
    }

    /// The number modulo 2^64.
    var lowestBits: UInt64 { words.0 }

    static func == (left: UInt256, right: UInt256) -> Bool {
        left.words == right.words
    }

    static func &+= (sum: inout UInt256, other: UInt256) {
        var carry = false
        (sum.words.0, carry) = add(sum.words.0, other.words.0, carry)
        (sum.words.1, carry) = add(sum.words.1, other.words.1, carry)
        (sum.words.2, carry) = add(sum.words.2, other.words.2, carry)
        (sum.words.3, carry) = add(sum.words.3, other.words.3, carry)
    }

    static func &-= (difference: inout UInt256, other: UInt256) {
        var complement = other
        complement.words = (~other.words.0, ~other.words.1, ~other.words.2, ~other.words.3)
        difference &+= complement
        var one = UInt256()
        one.words.0 = 1
        difference &+= one
    }

    private static func add(_ left: UInt64, _ right: UInt64, _ carry: Bool) -> (UInt64, Bool) {
        let (sum, first) = left.addingReportingOverflow(right)
        let (total, second) = sum.addingReportingOverflow(carry ? 1 : 0)
        return (total, first || second)
    }
}

/// T[0 … 255]: for each first byte of a record's id, the sum of the marks of those records. They stand only in the
/// sealed head: whoever does not see them cannot put a row in another's place.
struct Sums: Equatable {
    private var buckets = [UInt256](repeating: .zero, count: 256)

    static let byteCount = 256 * 32

    init() {}

    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        var reader = ByteReader(bytes)
        for index in 0..<256 {
            guard let sum = UInt256(from: &reader) else { return nil }
            buckets[index] = sum
        }
    }

    var bytes: [UInt8] {
        var writer = ByteWriter(capacity: Self.byteCount)
        for bucket in buckets { bucket.append(to: &writer) }
        return writer.bytes
    }

    subscript(bucket: UInt8) -> UInt256 {
        get { buckets[Int(bucket)] }
        set { buckets[Int(bucket)] = newValue }
    }
}
