/// Reads `ads.properties` as `java.util.Properties.load` does, which takes bytes for ISO 8859-1.
enum JavaPropertiesReader {
    static func read(_ text: ConfigurationText) throws(ImportError) -> Findings {
        var findings = Findings()
        var draft = Draft(format: .javaProperties)
        for line in try logicalLines(of: text) {
            let place = Place(format: draft.format, line: line.number)
            let (key, value) = parts(of: line.units)
            let name = try unescaped(key, place)
            let found = Draft.Found(value: try unescaped(value, place), line: line.number)
            if name == "api.googleads.useApplicationDefaultCredentials" {
                if isTrue(found.value) { draft.defaultCredentialsLine = line.number }
            } else if let setting = draft.format.setting(named: name) {
                try draft.set(setting, found)
            } else {
                findings.pass(over: name, draft.format, line: line.number)
            }
        }
        findings.add(draft)
        return findings
    }

    /// A line with those it goes on in, each after a backslash at the end.
    private struct LogicalLine {
        let number: Int
        var units: [UInt8]
    }

    private static func logicalLines(of text: ConfigurationText) throws(ImportError) -> [LogicalLine] {
        var lines: [LogicalLine] = []
        var goesOn = false
        for line in text.lines {
            guard !line.bytes.contains(UInt8(ascii: "\r")) else {
                throw Place(format: .javaProperties, line: line.number)
                    .malformed("a carriage return stands within a line")
            }
            var units = line.bytes.drop { $0.isSpace }
            let isComment = units.first == UInt8(ascii: "#") || units.first == UInt8(ascii: "!")
            if !goesOn, units.isEmpty || isComment { continue }
            let backslashes = units.reversed().prefix { $0 == backslash }.count
            let continues = !backslashes.isMultiple(of: 2)
            if continues { units = units.dropLast() }
            if goesOn {
                lines[lines.count - 1].units += units
            } else {
                lines.append(LogicalLine(number: line.number, units: Array(units)))
            }
            goesOn = continues
        }
        return lines
    }

    /// The key, to the first blank, `=` or `:` that is not escaped, and what comes after.
    private static func parts(of units: [UInt8]) -> (key: ArraySlice<UInt8>, value: ArraySlice<UInt8>) {
        var index = 0
        while index < units.count, !units[index].isSpace, !units[index].isSeparator {
            index += units[index] == backslash ? 2 : 1
        }
        let key = units.prefix(index)
        var value = units.dropFirst(index).drop { $0.isSpace }
        if let first = value.first, first.isSeparator { value = value.dropFirst().drop { $0.isSpace } }
        return (key, value)
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>, _ place: Place) throws(ImportError) -> String {
        var units: [UInt16] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            var unit = UInt16(bytes[index])
            index += 1
            if unit == UInt16(backslash), index < bytes.endIndex {
                let sign = bytes[index]
                index += 1
                switch sign {
                case UInt8(ascii: "t"): unit = 0x09
                case UInt8(ascii: "n"): unit = 0x0A
                case UInt8(ascii: "f"): unit = 0x0C
                case UInt8(ascii: "r"): unit = 0x0D
                case UInt8(ascii: "u"):
                    let digits = bytes[index...].prefix(4)
                    guard digits.count == 4, digits.allSatisfy(\.isHexDigit),
                        let value = UInt16(digits.text, radix: 16)
                    else { throw place.malformed("four hexadecimal digits are expected after \\u") }
                    unit = value
                    index += 4
                default: unit = UInt16(sign)
                }
            }
            units.append(unit)
        }
        guard let text = String(validating: units, as: UTF16.self) else {
            throw place.malformed("an escape stands for no character")
        }
        return text
    }
}

private let backslash = UInt8(ascii: "\\")

extension UInt8 {
    /// Java's white space within a line.
    fileprivate var isSpace: Bool { isBlank || self == 0x0C }
    fileprivate var isSeparator: Bool { self == UInt8(ascii: "=") || self == UInt8(ascii: ":") }

    fileprivate var isHexDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        case UInt8(ascii: "A")...UInt8(ascii: "F"): true
        default: false
        }
    }
}
