/// The kinds of secret that Google's prefixes give away.
///
/// A hint for people who pasted the wrong thing, and for keeping secrets out of messages. **Never a validation**:
/// Google promises no prefix.
public enum GoogleSecret: String, Sendable, CaseIterable {
    /// An authorization code.
    case code = "4/"
    /// An access token.
    case accessToken = "ya29."
    /// A refresh token.
    case refreshToken = "1//"
    /// A client secret.
    case clientSecret = "GOCSPX-"

    /// `text` for people: one line of at most 200 characters, in which everything that could be a secret is replaced
    /// by "[redacted]": what has a known prefix, and any unbroken run of 32 characters that tokens are made of.
    public static func redact(_ text: String) -> String {
        var result = ""
        var word = ""
        for character in text {
            if character.isTokenCharacter {
                word.append(character)
            } else {
                result += redacted(word)
                result.append(character.isPrintable ? character : " ")
                word = ""
                // More than is shown, however wide its characters are.
                if result.utf8.count > 1 << 14 { break }
            }
        }
        result += redacted(word)
        return result.count > 200 ? result.prefix(199) + "…" : result
    }

    private static func redacted(_ word: String) -> String {
        if word.hasSuffix(".apps.googleusercontent.com") { return word }
        // The code's prefix is short enough to stand inside a date.
        let looksSecret = allCases.contains { $0 == .code ? word.hasPrefix($0.rawValue) : word.contains($0.rawValue) }
        return looksSecret || word.utf8.count >= 32 ? "[redacted]" : word
    }
}

extension Character {
    fileprivate var isTokenCharacter: Bool {
        isASCII && (isLetter || isNumber || "-._~+/%".contains(self))
    }

    fileprivate var isPrintable: Bool {
        unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
            default: true
            }
        }
    }
}
