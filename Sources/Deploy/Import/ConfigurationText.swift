import Sealing

/// A file's text, in lines, and what format it looks like.
struct ConfigurationText {
    /// The text in UTF-8, or for Java in ISO 8859-1, without a byte order mark.
    let bytes: [UInt8]
    /// The file itself, with such a mark.
    let original: [UInt8]
    /// The lines without their ends, which are LF or CR LF.
    let lines: [Line]

    /// A line, with its number from 1.
    struct Line {
        let number: Int
        let bytes: ArraySlice<UInt8>

        var text: String { String(decoding: bytes, as: UTF8.self) }
        /// The line without the blanks at its ends.
        var trimmed: ArraySlice<UInt8> { bytes.trimmed }
        var isBlank: Bool { trimmed.isEmpty }
    }

    /// The text that `contents` are.
    init(_ contents: RawSpan) throws(ImportError) {
        guard contents.byteCount <= ImportedFile.maximumByteCount else { throw ImportError(.tooLong) }
        original = contents.array
        var bytes = original
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated().map {
            Line(number: $0 + 1, bytes: $1.last == UInt8(ascii: "\r") ? $1.dropLast() : $1)
        }
        self.bytes = bytes
        let stranger = lines.first { $0.bytes.contains(0) || String(validating: $0.bytes, as: UTF8.self) == nil }
        // Java takes every byte for a character of ISO 8859-1, but for our purposes not a NUL.
        if let stranger, format != .javaProperties || bytes.contains(0) {
            throw ImportError(.notText, line: stranger.number)
        }
    }

    /// The format that the text looks like: for every kind of JSON `adcJSON`, for every kind of YAML `googleAdsYAML`;
    /// nil where it looks like none.
    var format: ExportFormat? {
        for line in lines where !line.isBlank {
            let text = line.trimmed
            if text.first == UInt8(ascii: "{") { return .adcJSON }
            if text.starts(with: RubyReader.opening.utf8) { return .ruby }
            if INIReader.isSection(text) { return .phpINI }
            if let format = Self.format(ofLine: text) { return format }
        }
        return nil
    }

    /// The format that a line gives away by the key at its start.
    private static func format(ofLine line: ArraySlice<UInt8>) -> ExportFormat? {
        var rest = line
        if rest.starts(with: "export ".utf8) { rest = rest.dropFirst(7).trimmed }
        if let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") { rest = rest.dropFirst() }
        let key = rest.prefix { $0.isOfKey }
        let after = rest.dropFirst(key.count).drop { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }.trimmed
        let name = String(decoding: key, as: UTF8.self)
        if name.hasPrefix("api.googleads.") { return .javaProperties }
        switch after.first {
        case UInt8(ascii: "="):
            if name.hasPrefix("GOOGLE_ADS_") { return .env }
            return ExportFormat.perlProperties.setting(named: name) == nil ? nil : .perlProperties
        case UInt8(ascii: ":"):
            return YAMLConfiguration.isKnown(name) ? .googleAdsYAML : nil
        default:
            return nil
        }
    }
}

extension ArraySlice<UInt8> {
    /// Without the blanks and tabs at the ends.
    var trimmed: ArraySlice<UInt8> {
        var rest = drop { $0.isBlank }
        while let last = rest.last, last.isBlank { rest = rest.dropLast() }
        return rest
    }

    var text: String { String(decoding: self, as: UTF8.self) }
}

extension UInt8 {
    /// Whether it is a blank or a tab.
    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    /// Whether it is a letter, a digit, or one of `_ . -`, of which the keys of every format are made.
    var isOfKey: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"): true
        default: false
        }
    }
}
