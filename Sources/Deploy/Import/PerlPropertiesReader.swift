/// Reads `googleads.properties` as the Perl library does: no quotes, no escapes, nothing trimmed.
enum PerlPropertiesReader {
    static func read(_ text: ConfigurationText) throws(ImportError) -> Findings {
        var findings = Findings()
        var draft = Draft(format: .perlProperties)
        for line in text.lines where line.bytes.first != UInt8(ascii: "#") && !line.isBlank {
            guard let separator = line.bytes.firstIndex(of: UInt8(ascii: "=")) else {
                findings.unknown.append(UnknownSetting(line: line.number))
                continue
            }
            let key = line.bytes[..<separator]
            guard let setting = draft.format.setting(named: key.trimmed.text) else {
                findings.pass(over: key.trimmed.text, draft.format, line: line.number)
                continue
            }
            guard key.trimmed == key else {
                throw Place(format: draft.format, line: line.number)
                    .malformed("a blank beside a key keeps the client from knowing it")
            }
            try draft.set(setting, Draft.Found(value: line.bytes[(separator + 1)...].text, line: line.number))
        }
        findings.add(draft)
        return findings
    }
}
