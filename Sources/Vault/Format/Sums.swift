import Sealing

/// A number modulo 2^256.
struct UInt256: Equatable {
    /// The lowest first.
    fileprivate var words: SIMD4<UInt64>

    static let zero = UInt256(SIMD4())

    /// The number that these words spell, the lowest first.
    init(_ words: SIMD4<UInt64>) {
        self.words = words
    }

    /// The number modulo 2^64.
    var lowestBits: UInt64 { words[0] }

    static func &+= (sum: inout UInt256, other: UInt256) {
        var carry = false
        for index in other.words.indices {
            (sum.words[index], carry) = add(sum.words[index], other.words[index], carry)
        }
    }

    static func &-= (difference: inout UInt256, other: UInt256) {
        difference &+= UInt256(~other.words)
        difference &+= UInt256(SIMD4(1, 0, 0, 0))
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
    /// Four of each bucket, the lowest first.
    private var words: [UInt64]

    static let byteCount = 256 * 32

    init() {
        words = [UInt64](repeating: 0, count: 256 * 4)
    }

    init?(_ bytes: RawSpan) {
        guard bytes.byteCount == Self.byteCount else { return nil }
        words = stride(from: 0, to: Self.byteCount, by: 8).map { offset in
            UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
        }
    }

    var bytes: [UInt8] {
        unsafe words.map { $0.littleEndian }.withUnsafeBytes { unsafe Array($0) }
    }

    subscript(bucket: UInt8) -> UInt256 {
        get {
            let first = Int(bucket) * 4
            return UInt256(SIMD4(words[first], words[first + 1], words[first + 2], words[first + 3]))
        }
        set {
            for index in newValue.words.indices { words[Int(bucket) * 4 + index] = newValue.words[index] }
        }
    }
}
