/// Reads `GOOGLE_ADS_…` variables of a `.env`, in the quoting that shells and python-dotenv take alike; what they would
/// read differently is refused. Other variables are passed by.
enum EnvironmentReader {
    static func drafts(in text: ConfigurationText) throws(ImportError) -> [Draft] {
        var draft: Draft?
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
                continue
            }
            guard rest.first == UInt8(ascii: "=") else {
                throw malformed("a name is followed by = at once", line.number)
            }
            let value = try value(rest.dropFirst(), line.number)
            var current = draft ?? Draft(format: .env, line: line.number)
            try current.set(variable: key, Draft.Found(value: value, line: line.number))
            draft = current
        }
        return draft.map { [$0] } ?? []
    }

    /// The quote that another variable's value opens and does not close on its line.
    private static func openQuote(of rest: ArraySlice<UInt8>) -> UInt8? {
        let value = rest.dropFirst().trimmed
        guard let quote = value.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
        return value.dropFirst().contains(quote) ? nil : quote
    }

    private static func value(_ text: ArraySlice<UInt8>, _ line: Int) throws(ImportError) -> String {
        guard !text.contains(UInt8(ascii: "\r")) else {
            throw malformed("a carriage return stands within a line", line)
        }
        switch text.first {
        case UInt8(ascii: "'"): return try singleQuoted(text, line)
        case UInt8(ascii: "\""): return try doubleQuoted(text, line)
        default: return try bare(text, line)
        }
    }

    private static func singleQuoted(_ text: ArraySlice<UInt8>, _ line: Int) throws(ImportError) -> String {
        let inner = text.dropFirst()
        guard let close = inner.firstIndex(of: UInt8(ascii: "'")) else {
            throw malformed("a quote is not closed on its line", line)
        }
        try end(inner[(close + 1)...], line)
        let value = inner[..<close]
        guard !value.contains(UInt8(ascii: "\\")), !value.text.contains("${") else {
            throw malformed("readers do not agree on \\ and ${ between single quotes", line)
        }
        return value.text
    }

    private static func doubleQuoted(_ text: ArraySlice<UInt8>, _ line: Int) throws(ImportError) -> String {
        var value: [UInt8] = []
        var index = text.startIndex + 1
        while index < text.endIndex {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\""):
                try end(text[(index + 1)...], line)
                return value[...].text
            case UInt8(ascii: "\\"):
                let next = index + 1 < text.endIndex ? text[index + 1] : 0
                guard next == UInt8(ascii: "\"") || next == byte else {
                    throw malformed("of the escapes between double quotes only \\\\ and \\\" are taken", line)
                }
                value.append(next)
                index += 1
            case UInt8(ascii: "$"), UInt8(ascii: "`"):
                throw malformed("a value is put in with $ or `, which is not evaluated", line)
            default: value.append(byte)
            }
            index += 1
        }
        throw malformed("a quote is not closed on its line", line)
    }

    private static func bare(_ text: ArraySlice<UInt8>, _ line: Int) throws(ImportError) -> String {
        let end = text.indices.first { index in
            text[index] == UInt8(ascii: "#") && (index == text.startIndex || text[index - 1].isBlank)
        }
        let value = text[..<(end ?? text.endIndex)].trimmed
        guard !value.contains(where: { special.contains($0) || $0.isBlank }) else {
            throw malformed("a value with blanks, quotes or a shell's signs in it needs quotes around it", line)
        }
        return value.text
    }

    /// After a value comes nothing but a comment.
    private static func end(_ rest: ArraySlice<UInt8>, _ line: Int) throws(ImportError) {
        guard rest.trimmed.isEmpty || (rest.first?.isBlank == true && rest.trimmed.first == UInt8(ascii: "#")) else {
            throw malformed("something comes after the closing quote", line)
        }
    }

    private static func malformed(_ problem: String, _ line: Int) -> ImportError {
        ImportError(.malformed(.env, problem), line: line)
    }

    private static let special = Set("\"'\\$`;&|<>()".utf8)
}

extension Draft {
    /// Adds the value of an environment variable, by whatever name the clients know it.
    mutating func set(variable: String, _ found: Found) throws(ImportError) {
        switch variable {
        case "GOOGLE_ADS_CONFIGURATION_FILE_PATH":
            if !found.value.isEmpty { throw ImportError(.elsewhere, line: found.line) }
        case "GOOGLE_ADS_USE_APPLICATION_DEFAULT_CREDENTIALS":
            if isTrue(found.value) { defaultCredentialsLine = found.line }
        case "GOOGLE_ADS_PATH_TO_PRIVATE_KEY_FILE": try set(.keyFile, found)
        case "GOOGLE_ADS_DELEGATED_ACCOUNT": try set(.impersonatedEmail, found)
        default:
            guard let setting = ExportFormat.env.setting(named: variable) else { return }
            try set(setting, found)
        }
    }
}
