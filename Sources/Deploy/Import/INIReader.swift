/// Reads `google_ads_php.ini` by those rules of `parse_ini_file` that state a value; what puts values together or puts
/// variables in is refused.
enum INIReader {
    /// Whether a line, without blanks at its ends, opens a section that the library reads.
    static func isSection(_ line: ArraySlice<UInt8>) -> Bool {
        section(line).map(PHPINI.sections.contains) ?? false
    }

    static func read(_ text: ConfigurationText) throws(ImportError) -> Findings {
        var findings = Findings()
        var draft = Draft(format: .phpINI)
        var isOurs = false
        for line in text.lines where !line.isBlank && line.trimmed.first != UInt8(ascii: ";") {
            if let section = section(line.trimmed) {
                isOurs = PHPINI.sections.contains(section)
                if isOurs, draft.blockLine == nil { draft.blockLine = line.number }
                continue
            }
            guard let separator = line.bytes.firstIndex(of: UInt8(ascii: "=")) else {
                findings.unknown.append(UnknownSetting(line: line.number))
                continue
            }
            let key = line.bytes[..<separator].trimmed.text
            let place = Place(format: draft.format, line: line.number)
            let rest = line.bytes[(separator + 1)...].trimmed
            if isOurs, let setting = draft.format.setting(named: key) {
                try draft.set(setting, try value(rest, place))
                continue
            }
            findings.pass(over: key, draft.format, line: line.number)
            if rest.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }) {
                // Of no interest, but a quote that is not closed would swallow lines that are.
                _ = try value(rest, place)
            }
        }
        findings.add(draft)
        return findings
    }

    private static func section(_ line: ArraySlice<UInt8>) -> String? {
        guard line.first == UInt8(ascii: "["), let end = line.firstIndex(of: UInt8(ascii: "]")) else { return nil }
        return line[(line.startIndex + 1)..<end].trimmed.text
    }

    private static func value(_ text: ArraySlice<UInt8>, _ place: Place) throws(ImportError) -> Draft.Found {
        let value =
            switch text.first {
            case UInt8(ascii: "\""):
                try place.unquoted(text, mayEnd: isComment) { character, next in
                    switch (character, next) {
                    case (backslash, backslash?), (backslash, UInt8(ascii: "\"")?): .escape
                    case (backslash, UInt8(ascii: "$")?), (backslash, UInt8(ascii: "'")?):
                        .refused("not every PHP reads \\$ and \\' alike")
                    case (UInt8(ascii: "$"), UInt8(ascii: "{")?):
                        .refused("a variable is put in with ${, which is not evaluated")
                    default: .itself
                    }
                }
            case UInt8(ascii: "'"): try place.unquoted(text, mayEnd: isComment) { _, _ in .itself }
            default: try plain(text, place)
            }
        let isPlain = text.first != UInt8(ascii: "\"") && text.first != UInt8(ascii: "'")
        return Draft.Found(value: value, line: place.line, isPlain: isPlain)
    }

    private static func plain(_ text: ArraySlice<UInt8>, _ place: Place) throws(ImportError) -> String {
        let value = text.prefix { $0 != UInt8(ascii: ";") }.trimmed
        guard !value.contains(where: special.contains) else {
            throw place.malformed("a value with one of { } | & ~ ! ( ) ^ = $ or a quote in it needs quotes around it")
        }
        let word = value.text
        return word.lowercased() == "null" || word.lowercased() == "none" ? "" : word
    }

    private static func isComment(_ rest: ArraySlice<UInt8>) -> Bool {
        rest.trimmed.first == UInt8(ascii: ";")
    }

    private static let backslash = UInt8(ascii: "\\")
    private static let special = Set("{}|&~!()^=$\"'".utf8)
}
