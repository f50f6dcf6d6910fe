import Sealing

/// The parameters of a redirect that mean something here; all others are passed over.
struct RedirectParameters: ~Copyable {
    private static let known: Set = ["code", "state", "error", "error_description", "scope"]
    private var values: [String: [UInt8]] = [:]
    /// The first parameter that came twice.
    private(set) var repeatedName: String?

    /// Reads a query as forms are encoded (`+` is a space); nil where an escape is broken.
    init?(_ query: Substring) {
        var values: [String: [UInt8]] = [:]
        var repeatedName: String?
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(sides[0]),
                let value = Self.decoded(sides.count == 2 ? sides[1] : "".utf8[...])
            else { return nil }
            let key = String(decoding: name, as: UTF8.self)
            guard Self.known.contains(key) else { continue }
            if values.updateValue(value, forKey: key) != nil { repeatedName = repeatedName ?? key }
        }
        self.values = values
        self.repeatedName = repeatedName
    }

    /// The bytes of a parameter that is no secret.
    func bytes(_ name: String) -> [UInt8]? {
        values[name]
    }

    /// A parameter's text.
    func text(_ name: String) -> String? {
        values[name].map { String(decoding: $0, as: UTF8.self) }
    }

    /// A parameter that is a secret, taken out of here.
    mutating func secret(_ name: String) -> SecretBytes? {
        guard var bytes = values.removeValue(forKey: name) else { return nil }
        return SecretBytes(wiping: &bytes)
    }

    /// Wipes what nobody took.
    mutating func wipe() {
        for name in Array(values.keys) {
            _ = secret(name)
        }
    }

    private static func decoded(_ text: Substring.UTF8View) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"):
                bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next(), let low = rest.next(), let value = value(high, low) else { return nil }
                bytes.append(value)
            default:
                bytes.append(byte)
            }
        }
        return bytes
    }

    private static func value(_ high: UInt8, _ low: UInt8) -> UInt8? {
        guard let high = digit(high), let low = digit(low) else { return nil }
        return high << 4 | low
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        Character(UnicodeScalar(character)).hexDigitValue.map(UInt8.init)
    }
}
