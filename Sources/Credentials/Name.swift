import Foundation

/// What a person calls a credential or a client: 1–128 characters, letters and digits of any script and `. _ @ + -`,
/// not starting with `-`, held in Unicode normalization form C.
public struct Name: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The name's text, in NFC.
    public let description: String

    /// The longest name, in Unicode scalars.
    public static let maximumLength = 128

    /// Why a text is no name.
    public enum Invalid: Error, Equatable {
        /// There is no text at all.
        case empty
        /// More than 128 characters.
        case tooLong(Int)
        /// A hyphen first: it would read as an option.
        case leadingHyphen
        /// A character that no name holds.
        case character(Character)
    }

    /// The name that `text` spells.
    public init(_ text: String) throws(Invalid) {
        let text = text.precomposedStringWithCanonicalMapping
        let scalars = text.unicodeScalars
        guard let first = scalars.first else { throw .empty }
        guard scalars.count <= Self.maximumLength else { throw .tooLong(scalars.count) }
        guard first != "-" else { throw .leadingHyphen }
        if first.properties.generalCategory.isMark { throw .character(Character(first)) }
        if let stranger = scalars.first(where: { !Self.allows($0) }) { throw .character(Character(stranger)) }
        description = text
    }

    /// Reads a name, refusing what is none.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the name as a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// By Unicode scalars, the same everywhere.
    public static func < (left: Name, right: Name) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }

    private static func allows(_ scalar: UnicodeScalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "@", "+", "-": true
        default: scalar.properties.generalCategory.isLetterOrDigit
        }
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isMark: Bool {
        switch self {
        case .nonspacingMark, .spacingMark: true
        default: false
        }
    }

    /// Letters, decimal digits, and the marks without which several scripts cannot be spelled.
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber: true
        default: isMark
        }
    }
}
