/// The number of an Ad Manager network.
public struct NetworkCode: Hashable, Sendable {
    /// Its digits, as Google writes them.
    public let digits: String

    /// A text that is not 1 to 20 digits.
    public struct Invalid: Error {}

    /// The network that `text` names.
    public init(_ text: String) throws(Invalid) {
        guard (1...20).contains(text.utf8.count),
            text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        else { throw Invalid() }
        digits = text
    }
}
