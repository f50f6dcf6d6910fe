/// Something in a file that an import takes no notice of, and that is lost with the file.
public struct UnknownSetting: Equatable, Sendable, CustomStringConvertible {
    /// What it is called; nil where it has no name, or none that can be shown.
    public let name: String?
    /// The line, from 1.
    public let line: Int

    /// - Parameter name: as the file has it. What may be a secret in the wrong place is not kept.
    init(_ name: String? = nil, line: Int) {
        let isShown = name.map { name in
            (1...64).contains(name.utf8.count) && !holdsSecretPrefix(name)
                && name.utf8.allSatisfy { $0.isOfKey || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: " ") }
        }
        self.name = isShown == true ? name : nil
        self.line = line
    }

    /// A few words for people.
    public var description: String {
        name.map { "\($0) in line \(line)" } ?? "what stands in line \(line)"
    }
}

/// What a reader finds in a file: the credentials, and what it passes over.
struct Findings {
    var drafts: [Draft] = []
    var unknown: [UnknownSetting] = []

    /// Adds a draft, unless nothing has been said of a credential in it.
    mutating func add(_ draft: Draft) {
        if !draft.isEmpty { drafts.append(draft) }
    }

    /// Passes over the setting `key`, which is told unless everybody knows that nothing is lost with it.
    mutating func pass(over key: String, _ format: ExportFormat, line: Int) {
        if !format.isHarmless(key) { unknown.append(UnknownSetting(key, line: line)) }
    }
}

extension ExportFormat {
    /// Whether `key` holds nothing that a person could miss: how a library behaves, as its samples have it.
    func isHarmless(_ key: String) -> Bool {
        switch self {
        case .dotNetJSON: harmlessOfDotNet.contains(key.lowercased())
        case .googleAdsYAML, .adManagerYAML: harmlessOfYAML.contains(key)
        case .javaProperties:
            key.hasPrefix("api.googleads.") && harmlessOfJava.contains(String(key.dropFirst("api.googleads.".count)))
        case .phpINI: harmlessOfPHP.contains(key)
        case .ruby: harmlessOfRuby.contains(key)
        case .perlProperties: harmlessOfPerl.contains(key)
        case .env: harmlessOfEnvironment.contains(key)
        case .kubernetesSecret: harmlessOfKubernetes.contains(key)
        case .adcJSON: harmlessOfADC.contains(key)
        default: false
        }
    }
}

private let harmlessOfYAML: Set = [
    "use_proto_plus", "use_application_default_credentials", "use_cloud_org_for_api_access", "logging", "endpoint",
    "application_name", "user_agent", "enable_compression", "validate_only", "partial_failure", "timeout",
    "include_utilities_in_user_agent", "report_downloader_headers",
]
private let harmlessOfJava: Set = [
    "useApplicationDefaultCredentials", "useCloudOrgForApiAccess", "endpoint", "userAgent", "applicationName",
    "useCompression", "soapModule", "soapRequestTimeout", "includeAdsUtilitiesUserAgent", "requestTimeout",
]
private let harmlessOfPHP: Set = [
    "scopes", "endpoint", "useCloudOrgForApiAccess", "applicationName", "userAgent", "logFilePath", "logLevel",
    "transport", "grpcChannelIsSecure",
]
private let harmlessOfRuby: Set = [
    "use_application_default_credentials", "use_cloud_org_for_api_access", "api_endpoint", "log_level", "log_target",
    "logger", "treat_deprecation_warnings_as_errors", "warn_on_all_deprecations", "use_insecure_channel",
]
private let harmlessOfPerl: Set = ["userAgent", "serviceAddress", "useCloudOrgForApiAccess", "timeout"]
private let harmlessOfEnvironment: Set = [
    "GOOGLE_ADS_USE_PROTO_PLUS", "GOOGLE_ADS_USE_APPLICATION_DEFAULT_CREDENTIALS", "GOOGLE_ADS_ENDPOINT",
    "GOOGLE_ADS_USE_CLOUD_ORG_FOR_API_ACCESS", "GOOGLE_ADS_CONFIGURATION_FILE_PATH",
]
private let harmlessOfKubernetes: Set = ["apiVersion", "kind", "metadata", "type", "immutable", "data", "stringData"]
private let harmlessOfADC: Set = ["type", "quota_project_id", "universe_domain", "token_uri", "scopes", "expiry"]
/// In lower case, since .NET knows no difference.
private let harmlessOfDotNet: Set = [
    "oauth2mode", "oauth2redirecturi", "oauth2scope", "timeout", "serverurl", "useragent", "enableprofiling",
    "usecloudorgforapiaccess", "maxreceivemessagelengthinbytes", "maxmetadatasizeinbytes", "usegrpccore",
    "libraryidentifieroverride", "useapplicationdefaultcredentials",
]
