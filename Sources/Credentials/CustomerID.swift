/// A Google Ads account's number: ten digits, printed 123-456-7890.
public struct CustomerID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The ten digits, as the API and configuration files want them.
    public let digits: String

    /// A text that is not ten digits, with or without the two dashes.
    public struct Invalid: Error {}

    /// The customer that `text` names, with dashes in their places or without any.
    public init(_ text: String) throws(Invalid) {
        if Self.isTenDigits(text) {
            digits = text
        } else {
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            let digits = parts.joined()
            guard parts.map(\.utf8.count) == [3, 3, 4], Self.isTenDigits(digits) else { throw Invalid() }
            self.digits = digits
        }
    }

    private static func isTenDigits(_ text: String) -> Bool {
        text.utf8.count == 10 && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// The number as people read it: 123-456-7890.
    public var description: String {
        "\(digits.prefix(3))-\(digits.dropFirst(3).prefix(3))-\(digits.suffix(4))"
    }

    /// By number.
    public static func < (left: CustomerID, right: CustomerID) -> Bool {
        left.digits < right.digits
    }
}
