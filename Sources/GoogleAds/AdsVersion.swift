/// A version of the Google Ads API: `v26`. Google brings four a year and ends each after about a year, so it is a
/// setting.
public struct AdsVersion: Hashable, Sendable, CustomStringConvertible {
    /// The version as it stands in a URL.
    public let description: String

    /// The version that this program was made with.
    public static let current = AdsVersion(26)

    /// A text that is not `v` and a number from 1 to 999.
    public struct Invalid: Error {}

    /// The version that `text` names: `v` and a number from 1 to 999.
    public init(_ text: String) throws(Invalid) {
        guard text.hasPrefix("v"), let number = UInt16(text.dropFirst()), (1...999).contains(number),
            text == "v\(number)"
        else { throw Invalid() }
        self.init(number)
    }

    private init(_ number: UInt16) {
        description = "v\(number)"
    }
}
