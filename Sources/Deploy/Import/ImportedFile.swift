/// The credentials of a configuration that a deployed client loads today.
///
/// The format is told by the contents, never by the name. Files are read by rule and never evaluated: what does more
/// than state values is refused.
public struct ImportedFile: Sendable {
    /// The credentials, in the file's order; at least one.
    public let credentials: [ImportedCredential]
    /// What a person should know, by line.
    public let notes: [ImportNote]
    /// What else the file holds, by line: settings, sections and documents that nothing was taken of.
    public let unknown: [UnknownSetting]

    /// The longest file, in bytes.
    public static let maximumByteCount = 1 << 20

    /// Reads a file.
    ///
    /// Parsing makes ordinary strings of the contents, which cannot be wiped; what is cut out as a secret is guarded.
    ///
    /// - Parameters:
    ///   - contents: the whole file.
    ///   - name: its name, by which only a note is decided.
    /// - Throws: `ImportError` with the line. One credential that cannot be imported keeps the whole file out, except a
    ///   block without a credential beside others.
    public init(contents: RawSpan, name: String) throws(ImportError) {
        let findings = try Self.read(contents)
        var drafts = findings.drafts
        var unknown = findings.unknown + drafts.flatMap(\.unused)
        var notes: [ImportNote] = []
        let whole = drafts.filter { !$0.isWithoutCredential }
        if !whole.isEmpty {
            for draft in drafts where draft.isWithoutCredential {
                let filledIn = draft.filledIn
                notes.append(ImportNote(filledIn.isEmpty ? .blockLeftOut : .blockWithoutCredential, line: draft.line))
                unknown += filledIn
            }
            drafts = whole
        }
        var credentials: [ImportedCredential] = []
        for draft in drafts { credentials.append(try draft.credential(noting: &notes)) }
        guard let format = credentials.first?.format else { throw ImportError(.unknown) }
        if let expected = Self.formats(ofFileNamed: name), !expected.contains(format) {
            notes.append(ImportNote(.misnamed(format)))
        }
        self.credentials = credentials
        self.notes = notes.sorted { ($0.line ?? 0) < ($1.line ?? 0) }
        self.unknown = unknown.sorted { $0.line < $1.line }
    }

    /// The formats that a file of this name has; nil where the name says nothing.
    private static func formats(ofFileNamed name: String) -> Set<ExportFormat>? {
        switch name.split(separator: "/").last {
        case "google-ads.yaml", "google-ads.yml": [.googleAdsYAML]
        case "googleads.yaml", "googleads.yml": [.adManagerYAML]
        case "ads.properties": [.javaProperties]
        case "google_ads_php.ini": [.phpINI]
        case "google_ads_config.rb": [.ruby]
        case "googleads.properties": [.perlProperties]
        case "appsettings.json": [.dotNetJSON]
        case "application_default_credentials.json": [.adcJSON]
        case ".env": [.env]
        default: nil
        }
    }

    private static func read(_ contents: RawSpan) throws(ImportError) -> Findings {
        let text = try ConfigurationText(contents)
        switch text.format {
        case .adcJSON: return try JSONConfiguration.read(text)
        case .ruby: return try RubyReader.read(text)
        case .phpINI: return try INIReader.read(text)
        case .javaProperties: return try JavaPropertiesReader.read(text)
        case .perlProperties: return try PerlPropertiesReader.read(text)
        case .env: return try EnvironmentReader.read(text)
        case .googleAdsYAML: return try YAMLConfiguration.read(text)
        default: throw ImportError(.unknown)
        }
    }
}
