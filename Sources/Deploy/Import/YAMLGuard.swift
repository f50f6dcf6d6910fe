/// What is refused before a parser sees it: what makes a few lines of YAML stand for more than they say, or would have
/// the parser climb too deep.
///
/// Reads a line at a time and rather refuses too much. So a quoted value has to end on its line, and in a block of text
/// a word may not begin with `&`, `*` or `!`.
enum YAMLGuard {
    /// - Throws: `ImportError` for anchors, aliases, tags, directives, quotes that go on, and more than 32 levels.
    static func check(_ text: ConfigurationText) throws(ImportError) {
        var depth = 0
        for line in text.lines { try check(line, &depth) }
    }

    private static func check(_ line: ConfigurationText.Line, _ depth: inout Int) throws(ImportError) {
        let place = Place(format: .googleAdsYAML, line: line.number)
        guard line.bytes.first != UInt8(ascii: "%") else { throw place.malformed("directives are not taken") }
        var isStart = true
        var column = 0
        var isIndentation = true
        var index = line.bytes.startIndex
        while index < line.bytes.endIndex {
            let byte = line.bytes[index]
            if isIndentation, !byte.isBlank, byte != UInt8(ascii: "#") {
                isIndentation = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: ":")
                guard column <= 64 else { throw place.malformed("it is nested too deep") }
            }
            switch byte {
            case UInt8(ascii: "#") where index == line.bytes.startIndex || line.bytes[index - 1].isBlank: return
            case UInt8(ascii: "&") where isStart, UInt8(ascii: "*") where isStart:
                throw place.malformed("anchors and aliases are not taken")
            case UInt8(ascii: "!") where isStart: throw place.malformed("tags are not taken")
            case UInt8(ascii: "\"") where isStart, UInt8(ascii: "'") where isStart:
                index = try end(ofQuotedFrom: index, in: line.bytes, place)
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
            case 0xEF where line.bytes[index...].starts(with: mark): throw place.malformed(markProblem)
            case UInt8(ascii: "\r"): throw place.malformed("a carriage return stands within a line")
            default: break
            }
            guard depth <= 32 else { throw place.malformed("it is nested too deep") }
            isStart = byte.isBlank || startsValue.contains(byte)
            column += 1
            index += 1
        }
    }

    /// Where the quote stands that closes what the one at `start` opens.
    private static func end(
        ofQuotedFrom start: Int,
        in line: ArraySlice<UInt8>,
        _ place: Place
    ) throws(ImportError) -> Int {
        let quote = line[start]
        var index = start + 1
        let beginning = line[index...].prefix(10).text.lowercased()
        guard !beginning.hasPrefix("\\ufeff"), beginning != "\\u0000feff", !line[index...].starts(with: mark) else {
            throw place.malformed(markProblem)
        }
        while index < line.endIndex {
            let next = index + 1 < line.endIndex ? line[index + 1] : nil
            if line[index] == quote {
                guard quote == UInt8(ascii: "'"), next == quote else { return index }
                index += 1
            } else if line[index] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                index += 1
            }
            index += 1
        }
        throw place.malformed("a quote is not closed on its line")
    }

    /// The byte order mark, which the parser drops from the start of a value without a word.
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let markProblem = "a byte order mark stands where it is not kept"
    private static let startsValue = Set("-?:,[{".utf8)
}
