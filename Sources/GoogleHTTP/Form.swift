public import Sealing

/// A form body, `application/x-www-form-urlencoded`, written byte by byte into guarded memory so that no secret
/// passes through a String.
public struct Form: ~Copyable {
    private var buffer = SecretBuffer(capacity: 1024)

    /// A form without fields.
    public init() {}

    /// Adds a field that is not secret.
    public mutating func add(_ name: String, _ value: String) {
        begin(name)
        encode(Array(value.utf8).rawBytes)
    }

    /// Adds a field whose value is secret.
    public mutating func add(_ name: String, _ secret: borrowing SecretBytes) {
        begin(name)
        secret.withBytes { encode($0) }
    }

    /// The body.
    public consuming func finish() -> SecretBytes {
        buffer.finish()
    }

    private mutating func begin(_ name: String) {
        if buffer.byteCount > 0 { buffer.append(UInt8(ascii: "&")) }
        encode(Array(name.utf8).rawBytes)
        buffer.append(UInt8(ascii: "="))
    }

    private mutating func encode(_ bytes: RawSpan) {
        for offset in bytes.byteOffsets {
            let byte = bytes[offset]
            if byte.isUnreserved {
                buffer.append(byte)
            } else {
                buffer.append(UInt8(ascii: "%"))
                buffer.append((byte >> 4).hexDigit)
                buffer.append((byte & 15).hexDigit)
            }
        }
    }
}

/// A value of a query as it stands in a URL: every byte but the unreserved ones of RFC 3986 §2.3 percent-encoded, "+"
/// too, which would be read as a space. Not for secrets: those go into a `Form`.
public func percentEncoded(_ value: String) -> String {
    value.utf8.map { byte in
        if byte.isUnreserved { return String(UnicodeScalar(byte)) }
        return "%" + [byte >> 4, byte & 15].map { String(UnicodeScalar($0.hexDigit)) }.joined()
    }.joined()
}

extension UInt8 {
    /// Letters, digits and `-._~`, which stand for themselves everywhere in a URL (RFC 3986 §2.3).
    fileprivate var isUnreserved: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }

    fileprivate var hexDigit: UInt8 {
        self < 10 ? UInt8(ascii: "0") + self : UInt8(ascii: "A") + self - 10
    }
}
