extension UnicodeScalar {
    /// Whether a terminal shows it, rather than obeys it: no control character, no change of writing direction,
    /// no line or paragraph separator.
    var isPrintable: Bool {
        switch self {
        case " "..."~": true
        // Persian, Indic scripts and emoji are spelled with the two joiners.
        case "\u{200C}", "\u{200D}": true
        default:
            switch properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
            default: true
            }
        }
    }
}

extension StringProtocol {
    /// The text as it may reach a terminal: what a terminal would obey stands as `\u{1b}`.
    var printable: String {
        if unicodeScalars.allSatisfy(\.isPrintable) { return String(self) }
        return unicodeScalars.reduce(into: "") { text, scalar in
            if scalar.isPrintable {
                text.unicodeScalars.append(scalar)
            } else {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
    }

    /// How many columns of a terminal the text takes, of characters that a terminal shows.
    var columns: Int {
        reduce(0) { $0 + $1.columns }
    }

    /// As much of the text as fits `limit` columns, one at least; "…" stands at its end where that is not all of it.
    func cut(to limit: Int) -> String {
        guard columns > limit else { return String(self) }
        return prefix(count(fitting: limit - 1)) + "…"
    }

    /// The same with "…" in the middle: of names that begin alike, the ends tell which is which.
    func cutInside(to limit: Int) -> String {
        guard columns > limit else { return String(self) }
        let start = prefix(count(fitting: (limit - 1) / 2))
        return start + "…" + suffix(reversed().count(fitting: limit - 1 - start.columns))
    }
}

extension Collection<Character> {
    /// How many of the first characters fit `limit` columns.
    fileprivate func count(fitting limit: Int) -> Int {
        var left = limit
        return prefix { character in
            left -= character.columns
            return left >= 0
        }.count
    }
}

extension Character {
    /// After Unicode's East Asian Width (UAX #11) and emoji presentation (UTS #51): an emoji takes two however it is
    /// composed, everything else what its scalars take together, as terminals count.
    var columns: Int {
        let isEmoji = unicodeScalars.contains { $0 == "\u{FE0F}" || $0.properties.isEmojiPresentation }
        return isEmoji ? 2 : unicodeScalars.reduce(0) { $0 + $1.columns }
    }
}

extension UnicodeScalar {
    fileprivate var columns: Int {
        switch self {
        case " "..."~": return 1
        case "\u{1160}"..."\u{11FF}": return 0  // vowels and finals that join a Hangul syllable
        default: break
        }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: return isWide ? 2 : 1
        }
    }

    private var isWide: Bool {
        if properties.isIdeographic { return true }
        return switch self {
        case "\u{1100}"..."\u{115F}", "\u{2E80}"..."\u{303E}", "\u{3041}"..."\u{A4CF}", "\u{A960}"..."\u{A97F}",
            "\u{AC00}"..."\u{D7A3}", "\u{FE30}"..."\u{FE6F}", "\u{FF01}"..."\u{FF60}", "\u{FFE0}"..."\u{FFE6}",
            "\u{1B000}"..."\u{1B2FF}", "\u{20000}"..."\u{3FFFD}":
            true
        default: false
        }
    }
}
