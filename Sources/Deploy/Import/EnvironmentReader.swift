/// Reads `GOOGLE_ADS_…` variables of a `.env`, in the quoting that shells and python-dotenv take alike; what they would
/// read differently is refused. Other variables are passed over, and told.
enum EnvironmentReader {
    static func read(_ text: ConfigurationText) throws(ImportError) -> Findings {
        var findings = Findings()
        var draft = Draft(format: .env)
        var open: UInt8?
        for line in text.lines {
            if let quote = open {
                if line.bytes.contains(quote) { open = nil }
                continue
            }
            guard !line.isBlank, line.trimmed.first != UInt8(ascii: "#") else { continue }
            var rest = line.trimmed
            if rest.starts(with: "export ".utf8) { rest = rest.dropFirst(7).trimmed }
            let key = rest.prefix { $0.isOfKey }.text
            rest = rest.dropFirst(key.utf8.count)
            guard key.hasPrefix("GOOGLE_ADS_") else {
                open = openQuote(of: rest)
                // The last line of base64 ends like a name with nothing behind it.
                let isNamed = rest.first == UInt8(ascii: "=") && !rest.allSatisfy { $0 == UInt8(ascii: "=") }
                findings.unknown.append(UnknownSetting(isNamed ? key : nil, line: line.number))
                continue
            }
            let place = Place(format: draft.format, line: line.number)
            guard rest.first == UInt8(ascii: "=") else { throw place.malformed("a name is followed by = at once") }
            let found = Draft.Found(value: try value(rest.dropFirst(), place), line: line.number)
            if try !draft.set(variable: key, found) { findings.pass(over: key, draft.format, line: line.number) }
        }
        findings.add(draft)
        return findings
    }

    /// The quote that another variable's value opens and does not close on its line.
    private static func openQuote(of rest: ArraySlice<UInt8>) -> UInt8? {
        let value = rest.dropFirst().trimmed
        guard let quote = value.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
        return value.dropFirst().contains(quote) ? nil : quote
    }

    private static func value(_ text: ArraySlice<UInt8>, _ place: Place) throws(ImportError) -> String {
        guard !text.contains(UInt8(ascii: "\r")) else {
            throw place.malformed("a carriage return stands within a line")
        }
        switch text.first {
        case UInt8(ascii: "'"):
            return try place.unquoted(text, mayEnd: isComment) { character, next in
                switch (character, next) {
                case (UInt8(ascii: "\\"), _), (UInt8(ascii: "$"), UInt8(ascii: "{")?):
                    .refused("readers do not agree on \\ and ${ between single quotes")
                default: .itself
                }
            }
        case UInt8(ascii: "\""):
            return try place.unquoted(text, mayEnd: isComment) { character, next in
                switch (character, next) {
                case (UInt8(ascii: "\\"), UInt8(ascii: "\"")?), (UInt8(ascii: "\\"), UInt8(ascii: "\\")?): .escape
                case (UInt8(ascii: "\\"), _):
                    .refused("of the escapes between double quotes only \\\\ and \\\" are taken")
                case (UInt8(ascii: "$"), _), (UInt8(ascii: "`"), _):
                    .refused("a value is put in with $ or `, which is not evaluated")
                default: .itself
                }
            }
        default: return try bare(text, place)
        }
    }

    private static func bare(_ text: ArraySlice<UInt8>, _ place: Place) throws(ImportError) -> String {
        let end = text.indices.first { index in
            text[index] == UInt8(ascii: "#") && (index == text.startIndex || text[index - 1].isBlank)
        }
        let value = text[..<(end ?? text.endIndex)].trimmed
        guard value.isEmpty || value.startIndex == text.startIndex else {
            throw place.malformed("a blank stands before the value")
        }
        guard !value.contains(where: { special.contains($0) || $0.isBlank }) else {
            throw place.malformed("a value with blanks, quotes or a shell's signs in it needs quotes around it")
        }
        return value.text
    }

    private static func isComment(_ rest: ArraySlice<UInt8>) -> Bool {
        rest.first?.isBlank == true && rest.trimmed.first == UInt8(ascii: "#")
    }

    private static let special = Set("\"'\\$`;&|<>()~".utf8)
}

extension Draft {
    /// Adds the value of an environment variable, by whatever name the clients know it; false where they know none.
    mutating func set(variable: String, _ found: Found) throws(ImportError) -> Bool {
        switch variable {
        case "GOOGLE_ADS_CONFIGURATION_FILE_PATH":
            if !found.value.isEmpty { throw ImportError(.elsewhere, line: found.line) }
        case "GOOGLE_ADS_USE_APPLICATION_DEFAULT_CREDENTIALS":
            if isTrue(found.value) { defaultCredentialsLine = found.line }
        case "GOOGLE_ADS_PATH_TO_PRIVATE_KEY_FILE": try set(.keyFile, found)
        case "GOOGLE_ADS_DELEGATED_ACCOUNT": try set(.impersonatedEmail, found)
        default:
            guard let setting = ExportFormat.env.setting(named: variable) else { return false }
            try set(setting, found)
        }
        return true
    }
}
