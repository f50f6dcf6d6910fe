/// Reads `googleads.properties` as the Perl library does: no quotes, no escapes, nothing trimmed.
enum PerlPropertiesReader {
    static func drafts(in text: ConfigurationText) throws(ImportError) -> [Draft] {
        var draft: Draft?
        for line in text.lines where line.bytes.first != UInt8(ascii: "#") && !line.isBlank {
            guard let separator = line.bytes.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let key = line.bytes[..<separator]
            let value = line.bytes[(separator + 1)...]
            guard ExportFormat.perlProperties.setting(named: key.trimmed.text) != nil else { continue }
            guard key.trimmed == key else {
                let problem = "a blank beside a key keeps the client from knowing it"
                throw ImportError(.malformed(.perlProperties, problem), line: line.number)
            }
            var current = draft ?? Draft(format: .perlProperties, line: line.number)
            _ = try current.set(key: key.text, Draft.Found(value: value.text, line: line.number))
            draft = current
        }
        return draft.map { [$0] } ?? []
    }
}
