/// The number of a Google Ads account: ten digits.
public struct AdsCustomerID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number.
    public let number: Int

    /// Checks a number; nil when it has not ten digits.
    public init?(_ number: Int) {
        guard (1_000_000_000...9_999_999_999).contains(number) else { return nil }
        self.number = number
    }

    /// Reads ten digits and nothing else.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 10, text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text) else {
            return nil
        }
        self.init(number)
    }

    /// The ten digits.
    public var description: String { String(number) }

    /// By number.
    public static func < (one: AdsCustomerID, other: AdsCustomerID) -> Bool { one.number < other.number }
}

extension AdsCustomerID: Codable {
    /// Reads a string of ten digits, as everywhere in Google's JSON.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = AdsCustomerID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "Not ten digits.")
        }
        self = id
    }

    /// Writes the ten digits as a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension AdsCustomerID: ExpressibleByIntegerLiteral {
    /// A number written in source code; stops the program when it has not ten digits.
    public init(integerLiteral number: Int) {
        guard let id = AdsCustomerID(number) else { preconditionFailure("\(number) has not ten digits") }
        self = id
    }
}
