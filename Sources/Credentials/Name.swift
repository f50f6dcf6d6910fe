import Foundation

/// What a person calls a credential or a client: 1–128 characters, letters and digits of any script and `. _ @ + -`,
/// not starting with `-`, held in Unicode normalization form C.
public struct Name: Hashable, Comparable, Sendable, CustomStringConvertible {
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
        // ASCII is in NFC as it is, and names are read a hundred thousand at a time.
        if text.utf8.allSatisfy(Self.allows), (1...Self.maximumLength).contains(text.utf8.count), !text.hasPrefix("-") {
            description = text
            return
        }
        let text = text.precomposedStringWithCanonicalMapping
        let scalars = text.unicodeScalars
        guard let first = scalars.first else { throw .empty }
        guard scalars.count <= Self.maximumLength else { throw .tooLong(scalars.count) }
        guard first != "-" else { throw .leadingHyphen }
        if first.properties.generalCategory.isMark { throw .character(Character(first)) }
        if let stranger = scalars.first(where: { !Self.allows($0) }) { throw .character(Character(stranger)) }
        description = text
    }

    /// The name nearest to a text of another kind, such as a file's name: strange characters become `-`, the end is cut;
    /// nil where nothing is left.
    public init?(nearestTo text: String) {
        let scalars = text.precomposedStringWithCanonicalMapping.unicodeScalars.map { Self.allows($0) ? $0 : "-" }
        let begun = scalars.drop { $0 == "-" || $0.properties.generalCategory.isMark }
        var cut = String.UnicodeScalarView()
        cut.append(contentsOf: begun.prefix(Self.maximumLength))
        guard let name = try? Name(String(cut)) else { return nil }  // Empty is all that it can be.
        self = name
    }

    /// By Unicode scalars, the same everywhere: that is how Swift orders strings in NFC.
    public static func < (left: Name, right: Name) -> Bool {
        left.description < right.description
    }

    private static func allows(_ byte: UInt8) -> Bool {
        byte < 0x80 && allows(UnicodeScalar(byte))
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
