/// The settings of one credential as a file has them, not yet judged.
struct Draft {
    /// A value, and the line it stands at.
    struct Found {
        var value: String
        var line: Int
        /// Whether it stood there without quotes where quotes could be.
        var isPlain = false
    }

    let format: ExportFormat
    /// The line that opens its block, where it is in one.
    var blockLine: Int?
    /// The line that asks for application default credentials.
    var defaultCredentialsLine: Int?
    /// The key of a service account, which needs no settings.
    var document: [UInt8]?
    private(set) var found: [DeployedCredential.Setting: Found] = [:]

    init(format: ExportFormat, line: Int? = nil) {
        self.format = format
        blockLine = line
    }

    /// The line that it starts at.
    var line: Int {
        blockLine ?? (found.values.map(\.line) + [defaultCredentialsLine].compactMap(\.self)).min() ?? 1
    }

    /// Adds a value. What is empty counts as not there.
    mutating func set(_ setting: DeployedCredential.Setting, _ value: Found) throws(ImportError) {
        guard found.updateValue(value, forKey: setting) == nil else {
            throw ImportError(.repeated(setting), line: value.line)
        }
    }

    /// What is in the file, and not in use.
    private(set) var unused: [UnknownSetting] = []

    /// Forgets what the file says not to be in use, but for the fact that it is there.
    mutating func drop(_ settings: [DeployedCredential.Setting]) {
        for setting in settings {
            if let value = filledIn(setting) { unused.append(value) }
            found[setting] = nil
        }
    }

    /// Whether nothing has been said of a credential.
    var isEmpty: Bool {
        found.isEmpty && defaultCredentialsLine == nil && document == nil
    }

    /// Whether everything that a credential needs is missing or a sample's text.
    var isWithoutCredential: Bool {
        let needed = (Self.ofUser + [.keyFile]).compactMap { value(of: $0) }
        return defaultCredentialsLine == nil && document == nil && needed.allSatisfy { isPlaceholder($0.value) }
    }

    /// The settings that are more than a sample's text.
    var filledIn: [UnknownSetting] {
        DeployedCredential.Setting.allCases.compactMap(filledIn)
    }

    private func filledIn(_ setting: DeployedCredential.Setting) -> UnknownSetting? {
        guard let value = value(of: setting), !isPlaceholder(value.value) else { return nil }
        return UnknownSetting(setting.rawValue, line: value.line)
    }

    static let ofUser: [DeployedCredential.Setting] = [.clientID, .clientSecret, .refreshToken]

    /// A setting's value; nil where there is none, or an empty one.
    func value(of setting: DeployedCredential.Setting) -> Found? {
        found[setting].flatMap { $0.value.isEmpty ? nil : $0 }
    }
}

extension ExportFormat {
    /// The setting that `key` stands for in a file.
    func setting(named key: String) -> DeployedCredential.Setting? {
        DeployedCredential.Setting.allCases.first { self.key(of: $0) == key }
    }
}

/// Whether `text` switches something on, as the clients read it.
func isTrue(_ text: String) -> Bool {
    ["true", "yes", "on", "y", "t", "1"].contains(text.lowercased())
}
