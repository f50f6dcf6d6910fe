/// Reads `google_ads_config.rb` where it does nothing but set values. It is never evaluated.
///
///     Google::Ads::GoogleAds::Config.new do |c|
///       c.client_id = 'literal'
///     end
///
/// Taken are strings without interpolation, whole numbers, `true`, `false` and `nil`, and constants for what is of no
/// interest; everything else is refused.
enum RubyReader {
    static let opening = "Google::Ads::GoogleAds::Config.new"

    static func drafts(in text: ConfigurationText) throws(ImportError) -> [Draft] {
        var drafts: [Draft] = []
        var open: (draft: Draft, variable: String)?
        for line in text.lines where !line.isBlank && line.trimmed.first != UInt8(ascii: "#") {
            guard !line.bytes.contains(UInt8(ascii: "\r")) else {
                throw malformed("a carriage return stands within a line", line.number)
            }
            guard var block = open else {
                open = (Draft(format: .ruby, line: line.number), try variable(opened: line))
                continue
            }
            if withoutComment(line.trimmed).text == "end" {
                drafts.append(block.draft)
                open = nil
                continue
            }
            let (key, value) = try assignment(line, to: block.variable)
            if key == "use_application_default_credentials", value == .word("true") {
                block.draft.defaultCredentialsLine = line.number
            } else if ExportFormat.ruby.setting(named: key) != nil {
                guard let text = value.text else {
                    throw malformed("a literal is expected, and is not evaluated where it is none", line.number)
                }
                _ = try block.draft.set(key: key, Draft.Found(value: text, line: line.number))
            }
            open = block
        }
        if let open { throw malformed("the block that begins here has no end", open.draft.line) }
        return drafts
    }

    /// A value: a literal's text, or a word.
    private enum Value: Equatable {
        case literal(String)
        case word(String)

        var text: String? {
            switch self {
            case .literal(let text): text
            case .word("nil"): ""
            case .word: nil
            }
        }
    }

    private static func variable(opened line: ConfigurationText.Line) throws(ImportError) -> String {
        let problem = "nothing but the block \(opening) do |c| … end is taken"
        let words = withoutComment(line.trimmed).split { $0.isBlank }
        guard words.count == 3, words[0].text == opening, words[1].text == "do" else {
            throw malformed(problem, line.number)
        }
        let name = words[2].dropFirst().dropLast()
        guard words[2].count > 2, words[2].first == bar, words[2].last == bar, name.allSatisfy(\.isOfWord) else {
            throw malformed(problem, line.number)
        }
        return name.text
    }

    private static func withoutComment(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        text.prefix { $0 != UInt8(ascii: "#") }.trimmed
    }

    private static func assignment(
        _ line: ConfigurationText.Line,
        to variable: String
    ) throws(ImportError) -> (key: String, value: Value) {
        let text = line.trimmed
        let receiver = text.prefix { $0.isOfWord }
        var rest = text.dropFirst(receiver.count)
        guard receiver.text == variable, rest.first == UInt8(ascii: ".") else {
            throw malformed("a line does more than set a value", line.number)
        }
        let key = rest.dropFirst().prefix { $0.isOfWord }
        rest = rest.dropFirst(1 + key.count).trimmed
        guard !key.isEmpty, rest.first == UInt8(ascii: "=") else {
            throw malformed("a line does more than set a value", line.number)
        }
        return (key.text, try value(rest.dropFirst().trimmed, line.number))
    }

    private static func value(_ text: ArraySlice<UInt8>, _ line: Int) throws(ImportError) -> Value {
        if let quote = text.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
            return .literal(try string(text, quote, line))
        }
        let word = withoutComment(text)
        switch word.first ?? 0 {
        case UInt8(ascii: "1")...UInt8(ascii: "9"):
            guard word.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { break }
            return .literal(word.text)
        case UInt8(ascii: "0"):
            throw malformed("a number that begins with 0 is octal; quotes keep it as it is", line)
        default:
            let isConstant = (word.first.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) ?? false
            guard ["true", "false", "nil"].contains(word.text) || isConstant,
                word.allSatisfy({ $0.isOfWord || $0 == UInt8(ascii: ":") })
            else { break }
            return .word(word.text)
        }
        throw malformed("a literal is expected, and is not evaluated where it is none", line)
    }

    private static func string(
        _ text: ArraySlice<UInt8>,
        _ quote: UInt8,
        _ line: Int
    ) throws(ImportError) -> String {
        let isDouble = quote == UInt8(ascii: "\"")
        var value: [UInt8] = []
        var index = text.startIndex + 1
        while index < text.endIndex {
            let byte = text[index]
            let next = index + 1 < text.endIndex ? text[index + 1] : nil
            if byte == quote {
                let rest = text[(index + 1)...].trimmed
                guard rest.isEmpty || rest.first == UInt8(ascii: "#") else {
                    throw malformed("something comes after the closing quote", line)
                }
                return value[...].text
            }
            if byte == UInt8(ascii: "\\"), let next, next == quote || next == byte {
                value.append(next)
                index += 2
                continue
            }
            if isDouble, byte == UInt8(ascii: "\\") {
                throw malformed("of the escapes between double quotes only \\\\ and \\\" are taken", line)
            }
            if isDouble, byte == UInt8(ascii: "#"), let next, interpolations.contains(next) {
                throw malformed("a value is put in with #, which is not evaluated", line)
            }
            value.append(byte)
            index += 1
        }
        throw malformed("a quote is not closed on its line", line)
    }

    private static func malformed(_ problem: String, _ line: Int) -> ImportError {
        ImportError(.malformed(.ruby, problem), line: line)
    }

    private static let bar = UInt8(ascii: "|")
    private static let interpolations = Set("{$@".utf8)
}

extension UInt8 {
    /// Whether names in Ruby may have it.
    fileprivate var isOfWord: Bool { isOfKey && self != UInt8(ascii: ".") && self != UInt8(ascii: "-") }
}
