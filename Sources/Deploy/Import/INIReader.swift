/// Reads `google_ads_php.ini` by those rules of `parse_ini_file` that state a value; what puts values together or puts
/// variables in is refused.
enum INIReader {
    /// Whether a line, without blanks at its ends, opens a section that the library reads.
    static func isSection(_ line: ArraySlice<UInt8>) -> Bool {
        section(line).map(PHPINI.sections.contains) ?? false
    }

    static func drafts(in text: ConfigurationText) throws(ImportError) -> [Draft] {
        var draft: Draft?
        var isOurs = false
        for line in text.lines where !line.isBlank && line.trimmed.first != UInt8(ascii: ";") {
            if let section = section(line.trimmed) {
                isOurs = PHPINI.sections.contains(section)
                if isOurs, draft == nil { draft = Draft(format: .phpINI, line: line.number) }
                continue
            }
            guard let separator = line.bytes.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let key = line.bytes[..<separator].trimmed.text
            let rest = line.bytes[(separator + 1)...].trimmed
            guard isOurs, ExportFormat.phpINI.setting(named: key) != nil else {
                // Of no interest, but a quote that is not closed would swallow lines that are.
                if rest.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }) {
                    _ = try value(rest, line.number)
                }
                continue
            }
            _ = try draft?.set(key: key, try value(rest, line.number))
        }
        return draft.map { [$0] } ?? []
    }

    private static func section(_ line: ArraySlice<UInt8>) -> String? {
        guard line.first == UInt8(ascii: "["), let end = line.firstIndex(of: UInt8(ascii: "]")) else { return nil }
        return line[(line.startIndex + 1)..<end].trimmed.text
    }

    private static func value(_ text: ArraySlice<UInt8>, _ line: Int) throws(ImportError) -> Draft.Found {
        switch text.first {
        case UInt8(ascii: "\""): Draft.Found(value: try doubleQuoted(text, line), line: line)
        case UInt8(ascii: "'"): Draft.Found(value: try singleQuoted(text, line), line: line)
        default: Draft.Found(value: try plain(text, line), line: line, isPlain: true)
        }
    }

    private static func doubleQuoted(_ text: ArraySlice<UInt8>, _ line: Int) throws(ImportError) -> String {
        var value: [UInt8] = []
        var index = text.startIndex + 1
        while index < text.endIndex {
            let byte = text[index]
            let next = index + 1 < text.endIndex ? text[index + 1] : nil
            switch (byte, next) {
            case (UInt8(ascii: "\""), _):
                try end(text[(index + 1)...], line)
                return value[...].text
            case (UInt8(ascii: "\\"), UInt8(ascii: "\\")?), (UInt8(ascii: "\\"), UInt8(ascii: "\"")?):
                value.append(text[index + 1])
                index += 1
            case (UInt8(ascii: "\\"), UInt8(ascii: "$")?), (UInt8(ascii: "\\"), UInt8(ascii: "'")?):
                throw malformed("not every PHP reads \\$ and \\' alike", line)
            case (UInt8(ascii: "$"), UInt8(ascii: "{")?):
                throw malformed("a variable is put in with ${, which is not evaluated", line)
            default: value.append(byte)
            }
            index += 1
        }
        throw malformed("a quote is not closed on its line", line)
    }

    private static func singleQuoted(_ text: ArraySlice<UInt8>, _ line: Int) throws(ImportError) -> String {
        let inner = text.dropFirst()
        guard let close = inner.firstIndex(of: UInt8(ascii: "'")) else {
            throw malformed("a quote is not closed on its line", line)
        }
        try end(inner[(close + 1)...], line)
        return inner[..<close].text
    }

    private static func plain(_ text: ArraySlice<UInt8>, _ line: Int) throws(ImportError) -> String {
        let value = text.prefix { $0 != UInt8(ascii: ";") }.trimmed
        guard !value.contains(where: special.contains) else {
            throw malformed("a value with one of { } | & ~ ! ( ) ^ = $ or a quote in it needs quotes around it", line)
        }
        let word = value.text
        return word.lowercased() == "null" || word.lowercased() == "none" ? "" : word
    }

    /// After a value comes nothing but a comment.
    private static func end(_ rest: ArraySlice<UInt8>, _ line: Int) throws(ImportError) {
        let rest = rest.trimmed
        guard rest.isEmpty || rest.first == UInt8(ascii: ";") else {
            throw malformed("something comes after the closing quote", line)
        }
    }

    private static func malformed(_ problem: String, _ line: Int) -> ImportError {
        ImportError(.malformed(.phpINI, problem), line: line)
    }

    private static let special = Set("{}|&~!()^=$\"'".utf8)
}
