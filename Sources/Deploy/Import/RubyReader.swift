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

    static func read(_ text: ConfigurationText) throws(ImportError) -> Findings {
        var findings = Findings()
        var open: (draft: Draft, variable: String)?
        for line in text.lines where !line.isBlank && line.trimmed.first != UInt8(ascii: "#") {
            let place = Place(format: .ruby, line: line.number)
            guard !line.bytes.contains(UInt8(ascii: "\r")) else {
                throw place.malformed("a carriage return stands within a line")
            }
            guard var block = open else {
                open = (Draft(format: .ruby, line: line.number), try variable(opened: line.trimmed, place))
                continue
            }
            guard withoutComment(line.trimmed).text != "end" else {
                findings.drafts.append(block.draft)
                open = nil
                continue
            }
            let (key, value) = try assignment(line.trimmed, to: block.variable, place)
            if key == "use_application_default_credentials", value == .word("true") {
                block.draft.defaultCredentialsLine = line.number
            } else if let setting = block.draft.format.setting(named: key) {
                guard let text = value.text else { throw place.malformed(notLiteral) }
                try block.draft.set(setting, Draft.Found(value: text, line: line.number))
            } else {
                findings.pass(over: key, block.draft.format, line: line.number)
            }
            open = block
        }
        if let line = open?.draft.line {
            throw Place(format: .ruby, line: line).malformed("the block that begins here has no end")
        }
        return findings
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

    private static func variable(opened line: ArraySlice<UInt8>, _ place: Place) throws(ImportError) -> String {
        let problem = "nothing but the block \(opening) do |c| … end is taken"
        let words = withoutComment(line).split { $0.isBlank }
        guard words.count == 3, words[0].text == opening, words[1].text == "do" else { throw place.malformed(problem) }
        let name = words[2].dropFirst().dropLast()
        guard words[2].count > 2, words[2].first == bar, words[2].last == bar, name.allSatisfy(\.isOfWord) else {
            throw place.malformed(problem)
        }
        return name.text
    }

    private static func withoutComment(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        text.prefix { $0 != UInt8(ascii: "#") }.trimmed
    }

    private static func assignment(
        _ line: ArraySlice<UInt8>,
        to variable: String,
        _ place: Place
    ) throws(ImportError) -> (key: String, value: Value) {
        let receiver = line.prefix { $0.isOfWord }
        let call = line.dropFirst(receiver.count)
        let key = call.dropFirst().prefix { $0.isOfWord }
        let rest = call.dropFirst(1 + key.count).trimmed
        guard receiver.text == variable, call.first == UInt8(ascii: "."), !key.isEmpty, rest.first == UInt8(ascii: "=")
        else { throw place.malformed("a line does more than set a value") }
        return (key.text, try value(rest.dropFirst().trimmed, place))
    }

    private static func value(_ text: ArraySlice<UInt8>, _ place: Place) throws(ImportError) -> Value {
        switch text.first ?? 0 {
        case UInt8(ascii: "'"):
            return .literal(
                try place.unquoted(text, mayEnd: isComment) { character, next in
                    character == backslash && (next == backslash || next == UInt8(ascii: "'")) ? .escape : .itself
                }
            )
        case UInt8(ascii: "\""):
            return .literal(try place.unquoted(text, mayEnd: isComment, meaning: meaningInDoubleQuotes))
        case UInt8(ascii: "0"): throw place.malformed("a number that begins with 0 is octal; quotes keep it as it is")
        case UInt8(ascii: "1")...UInt8(ascii: "9"):
            let digits = withoutComment(text)
            guard digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else { break }
            return .literal(digits.text)
        default:
            let word = withoutComment(text)
            guard ["true", "false", "nil"].contains(word.text) || isConstant(word) else { break }
            return .word(word.text)
        }
        throw place.malformed(notLiteral)
    }

    private static func meaningInDoubleQuotes(_ character: UInt8, _ next: UInt8?) -> QuotedCharacter {
        switch (character, next) {
        case (backslash, backslash?), (backslash, UInt8(ascii: "\"")?): .escape
        case (backslash, _): .refused("of the escapes between double quotes only \\\\ and \\\" are taken")
        case (UInt8(ascii: "#"), UInt8(ascii: "{")?), (UInt8(ascii: "#"), UInt8(ascii: "$")?),
            (UInt8(ascii: "#"), UInt8(ascii: "@")?):
            .refused("a value is put in with #, which is not evaluated")
        default: .itself
        }
    }

    private static func isConstant(_ word: ArraySlice<UInt8>) -> Bool {
        guard let first = word.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) else { return false }
        return word.allSatisfy { $0.isOfWord || $0 == UInt8(ascii: ":") }
    }

    private static func isComment(_ rest: ArraySlice<UInt8>) -> Bool {
        rest.trimmed.first == UInt8(ascii: "#")
    }

    private static let notLiteral = "a literal is expected, and is not evaluated where it is none"
    private static let backslash = UInt8(ascii: "\\")
    private static let bar = UInt8(ascii: "|")
}

extension UInt8 {
    /// Whether names in Ruby may have it.
    fileprivate var isOfWord: Bool { isOfKey && self != UInt8(ascii: ".") && self != UInt8(ascii: "-") }
}
