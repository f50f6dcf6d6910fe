import Credentials

/// Reads what is JSON: application default credentials, of which a service account's key stays as it is, and settings
/// of the .NET library. A file may hold several documents, one after the other.
enum JSONConfiguration {
    static func read(_ text: ConfigurationText) throws(ImportError) -> Findings {
        let file = try JSONDocuments(text.bytes)
        var findings = Findings()
        for (range, line) in file.documents {
            var document = JSONDocument(bytes: Array(file.cleaned[range]), line: line)
            try document.read()
            let before = text.bytes[..<range.lowerBound]
            let isAll = file.documents.count == 1 && before.allSatisfy { $0 <= UInt8(ascii: " ") }
            // A file of one document is that document from its first byte, a byte order mark included.
            let original = isAll ? text.original.dropLast(text.bytes.count - range.upperBound) : text.bytes[range]
            try document.tell(original, to: &findings)
        }
        return findings
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
    /// What it says beyond that, as the one and as the other.
    private var unknownToUser: [UnknownSetting] = []
    private var unknownToDotNet: [UnknownSetting] = []

    init(bytes: [UInt8], line: Int) {
        self.bytes = bytes
        self.line = line
        user = Draft(format: .adcJSON, line: line)
        settings = Draft(format: .dotNetJSON, line: line)
    }

    /// Tells what the document holds, which in the file is `original`.
    func tell(_ original: ArraySlice<UInt8>, to findings: inout Findings) throws(ImportError) {
        if isClientFile { throw ImportError(.clientFile, line: line) }
        switch type {
        case "service_account":
            var draft = Draft(format: .adcJSON, line: line)
            draft.document = Array(original)
            findings.add(draft)
        case "authorized_user":
            findings.drafts.append(user)
            findings.unknown += unknownToUser
        case .some where settings.isEmpty:
            let problem = "its type is none that holds a credential of its own"
            throw ImportError(.malformed(.adcJSON, problem), line: line)
        default:
            findings.add(settings)
            findings.unknown += unknownToDotNet
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
            if let setting = error.repeatedKey.flatMap(Self.setting) {
                throw ImportError(.repeated(setting), line: line(at: error.offset))
            }
            throw ImportError(.notJSON, line: line(at: error.offset))
        }
        for (key, text, offset, isSetting) in texts {
            let line = line(at: offset)
            if !isSetting, let text, let setting = ExportFormat.adcJSON.setting(named: key) {
                try user.set(setting, Draft.Found(value: text, line: line))
            } else if isSetting || !ExportFormat.adcJSON.isHarmless(key) {
                unknownToUser.append(UnknownSetting(key, line: line))
            }
            try set(setting: key, text, line: line)
        }
        applyMode()
    }

    /// Adds a setting of the .NET library, which knows no difference between upper and lower case.
    private mutating func set(setting key: String, _ text: String?, line: Int) throws(ImportError) {
        let name = Self.name(ofSetting: key)
        if name == "oauth2mode" { mode = text }
        guard let text, let setting = Self.settings[name] else {
            if !ExportFormat.dotNetJSON.isHarmless(name) { unknownToDotNet.append(UnknownSetting(key, line: line)) }
            return
        }
        try settings.set(setting, Draft.Found(value: text, line: line))
    }

    private static func name(ofSetting key: String) -> String {
        let prefix = DotNetJSON.section.lowercased() + ":"
        let name = key.lowercased()
        return name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    }

    /// The setting that a key stands for, as the one or as the other.
    private static func setting(named key: String) -> DeployedCredential.Setting? {
        ExportFormat.adcJSON.setting(named: key) ?? settings[name(ofSetting: key)]
    }

    /// The mode decides which of two kinds of credential is in use.
    private mutating func applyMode() {
        switch mode?.uppercased() {
        case "APPLICATION": settings.drop([.keyFile, .impersonatedEmail])
        case "SERVICE_ACCOUNT": settings.drop(Draft.ofUser)
        default: break
        }
    }

    /// Reads a text or a number, as it is written, or null, which is empty; nil for anything else.
    private func text(_ reader: inout JSONReader) throws(JSONReader.Malformed) -> String? {
        var start = reader.malformed.offset
        while start < bytes.count, bytes[start].isBlank || bytes[start] == 0x0A || bytes[start] == 0x0D { start += 1 }
        switch start < bytes.count ? bytes[start] : 0 {
        case UInt8(ascii: "\""): return try reader.string()
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            try reader.skip()
            return bytes[start..<reader.malformed.offset].text
        case UInt8(ascii: "n"):
            try reader.skip()
            return ""
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
