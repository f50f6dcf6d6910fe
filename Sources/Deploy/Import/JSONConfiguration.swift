import Credentials

/// Reads what is JSON: application default credentials, of which a service account's key stays as it is, and settings
/// of the .NET library. A file may hold several documents, one after the other.
enum JSONConfiguration {
    static func drafts(in text: ConfigurationText) throws(ImportError) -> [Draft] {
        let file = try JSONDocuments(text.bytes)
        var drafts: [Draft] = []
        for (range, line) in file.documents {
            var document = JSONDocument(bytes: Array(file.cleaned[range]), line: line)
            try document.read()
            if let draft = try document.draft(of: text.bytes[range]) { drafts.append(draft) }
        }
        return drafts
    }
}

/// One document, sorted by what its keys are known for.
private struct JSONDocument {
    let bytes: [UInt8]
    let line: Int
    private var type: String?
    private var mode: String?
    private var isClientFile = false
    /// What it says as a user's application default credentials.
    private var user: Draft
    /// What it says as settings of the .NET library.
    private var settings: Draft

    init(bytes: [UInt8], line: Int) {
        self.bytes = bytes
        self.line = line
        user = Draft(format: .adcJSON, line: line)
        settings = Draft(format: .dotNetJSON, line: line)
    }

    /// What the document holds, which in the file is `original`; nil where it holds no credential.
    func draft(of original: ArraySlice<UInt8>) throws(ImportError) -> Draft? {
        if isClientFile { throw ImportError(.clientFile, line: line) }
        switch type {
        case "service_account":
            var draft = Draft(format: .adcJSON, line: line)
            draft.document = Array(original)
            return draft
        case "authorized_user": return user
        case .some where settings.isEmpty:
            let problem = "its type is none that holds a credential of its own"
            throw ImportError(.malformed(.adcJSON, problem), line: line)
        default: return settings.isEmpty ? nil : settings
        }
    }

    mutating func read() throws(ImportError) {
        var reader = JSONReader(bytes)
        var texts: [(key: String, text: String?, offset: Int, isSetting: Bool)] = []
        do throws(JSONReader.Malformed) {
            try reader.object { (key, reader) throws(JSONReader.Malformed) in
                switch key {
                case "type": type = try text(&reader)
                case "installed", "web":
                    isClientFile = true
                    try reader.skip()
                case _ where key.lowercased() == DotNetJSON.section.lowercased():
                    try reader.object { (key, reader) throws(JSONReader.Malformed) in
                        let offset = reader.malformed.offset
                        texts.append((key, try text(&reader), offset, true))
                    }
                default:
                    let offset = reader.malformed.offset
                    texts.append((key, try text(&reader), offset, false))
                }
            }
            try reader.end()
        } catch {
            throw ImportError(.notJSON, line: line(at: error.offset))
        }
        for (key, text, offset, isSetting) in texts {
            guard let text else { continue }
            if !isSetting, let setting = ExportFormat.adcJSON.setting(named: key) {
                try user.set(setting, Draft.Found(value: text, line: line(at: offset)))
            }
            try set(setting: key, text, at: offset)
        }
        applyMode()
    }

    /// Adds a setting of the .NET library, which knows no difference between upper and lower case.
    private mutating func set(setting key: String, _ text: String, at offset: Int) throws(ImportError) {
        var name = key.lowercased()[...]
        let prefix = DotNetJSON.section.lowercased() + ":"
        if name.hasPrefix(prefix) { name = name.dropFirst(prefix.count) }
        if name == "oauth2mode" { mode = text }
        guard let setting = Self.settings[String(name)] else { return }
        try settings.set(setting, Draft.Found(value: text, line: line(at: offset)))
    }

    /// The mode decides which of two kinds of credential is in use.
    private mutating func applyMode() {
        switch mode?.uppercased() {
        case "APPLICATION": settings.drop([.keyFile, .impersonatedEmail])
        case "SERVICE_ACCOUNT": settings.drop(Draft.ofUser)
        default: break
        }
    }

    /// Reads a text or a number, as it is written; nil for anything else.
    private func text(_ reader: inout JSONReader) throws(JSONReader.Malformed) -> String? {
        var start = reader.malformed.offset
        while start < bytes.count, bytes[start].isBlank || bytes[start] == 0x0A || bytes[start] == 0x0D { start += 1 }
        switch start < bytes.count ? bytes[start] : 0 {
        case UInt8(ascii: "\""): return try reader.string()
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            try reader.skip()
            return bytes[start..<reader.malformed.offset].text
        default:
            try reader.skip()
            return nil
        }
    }

    private func line(at offset: Int) -> Int {
        line + bytes.prefix(offset).count { $0 == UInt8(ascii: "\n") }
    }

    private static let settings = Dictionary(
        uniqueKeysWithValues: DeployedCredential.Setting.allCases.compactMap { setting in
            DotNetJSON.key(of: setting).map { ($0.lowercased(), setting) }
        }
    )
}
