import Foundation

/// Names and values of a query or a form, in order, as they came.
struct Fields: Equatable, Sendable {
    private(set) var pairs: [(name: String, value: String)] = []

    static func == (one: Fields, other: Fields) -> Bool { one.pairs.elementsEqual(other.pairs, by: ==) }

    init(_ pairs: [(name: String, value: String)] = []) { self.pairs = pairs }

    /// Reads `application/x-www-form-urlencoded`; nil when a percent sign does not begin an escape.
    init?(encoded: some StringProtocol) {
        for part in encoded.split(separator: "&") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = halves.map { Self.decoded($0) }
            guard let first = decoded.first, let name = first else { return nil }
            guard decoded.count == 2 else {
                pairs.append((name, ""))
                continue
            }
            guard let value = decoded[1] else { return nil }
            pairs.append((name, value))
        }
    }

    private static func decoded(_ text: some StringProtocol) -> String? {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "%") }) else {
            return String(text)
        }
        return text.replacingOccurrences(of: "+", with: " ").removingPercentEncoding
    }

    /// The first value of a name.
    subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// All values of a name.
    func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    /// The names, in order.
    var names: [String] { pairs.map(\.name) }

    /// A name that came more than once, if any did.
    var repeated: String? {
        var seen: Set<String> = []
        return names.first { !seen.insert($0).inserted }
    }

    mutating func append(_ name: String, _ value: String) { pairs.append((name, value)) }

    /// The query of a URL: everything but RFC 3986's unreserved characters is escaped, so also the "/" of a code.
    var encoded: String {
        pairs.map { escape($0.name) + "=" + escape($0.value) }.joined(separator: "&")
    }

    private func escape(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
            }
        }
        return escaped
    }
}
