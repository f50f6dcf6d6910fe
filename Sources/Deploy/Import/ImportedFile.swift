/// The credentials of a configuration that a deployed client loads today.
///
/// The format is told by the contents, never by the name. Files are read by rule and never evaluated: what does more
/// than state values is refused.
public struct ImportedFile: Sendable {
    /// The credentials, in the file's order; at least one.
    public let credentials: [ImportedCredential]
    /// What a person should know, by line.
    public let notes: [ImportNote]

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
    ///   block that nobody filled in beside others.
    public init(contents: RawSpan, name: String) throws(ImportError) {
        var drafts = try Self.drafts(in: contents)
        var notes: [ImportNote] = []
        let filled = drafts.filter { !$0.isUnfilled }
        if !filled.isEmpty, filled.count < drafts.count {
            notes += drafts.filter(\.isUnfilled).map { ImportNote(.blockLeftOut, line: $0.line) }
            drafts = filled
        }
        var credentials: [ImportedCredential] = []
        for draft in drafts { credentials.append(try draft.credential(noting: &notes)) }
        guard let format = credentials.first?.format else { throw ImportError(.unknown) }
        if let expected = Self.formats(ofFileNamed: name), !expected.contains(format) {
            notes.append(ImportNote(.misnamed(format)))
        }
        self.credentials = credentials
        self.notes = notes.sorted { ($0.line ?? 0) < ($1.line ?? 0) }
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

    private static func drafts(in contents: RawSpan) throws(ImportError) -> [Draft] {
        let text = try ConfigurationText(contents)
        switch text.format {
        case .adcJSON: return try JSONConfiguration.drafts(in: text)
        case .ruby: return try RubyReader.drafts(in: text)
        case .phpINI: return try INIReader.drafts(in: text)
        case .javaProperties: return try JavaPropertiesReader.drafts(in: text)
        case .perlProperties: return try PerlPropertiesReader.drafts(in: text)
        case .env: return try EnvironmentReader.drafts(in: text)
        case .googleAdsYAML: return try YAMLConfiguration.drafts(in: text)
        default: throw ImportError(.unknown)
        }
    }
}
