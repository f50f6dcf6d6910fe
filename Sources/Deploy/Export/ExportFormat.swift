public import Credentials
public import Sealing

/// A configuration that deployed clients load. The raw value is its name on the command line.
public enum ExportFormat: String, CaseIterable, Sendable {
    /// `google-ads.yaml` of the Python library.
    case googleAdsYAML = "google-ads-yaml"
    /// `googleads.yaml` of the Python library for Ad Manager.
    case adManagerYAML = "googleads-yaml"
    /// `ads.properties` of the Java library.
    case javaProperties = "java-properties"
    /// `google_ads_php.ini` of the PHP library.
    case phpINI = "php-ini"
    /// `google_ads_config.rb` of the Ruby library.
    case ruby
    /// Settings of the .NET library, in its section of `appsettings.json`.
    case dotNetJSON = "dotnet-json"
    /// `googleads.properties` of the Perl library.
    case perlProperties = "perl-properties"
    /// `GOOGLE_ADS_…` variables, for a shell, a container or a systemd unit; every library reads them.
    case env
    /// Application default credentials, as google-auth and gcloud keep them: a user's, or a service account's key.
    case adcJSON = "adc-json"
    /// The manifest of a Kubernetes Secret whose keys are the variables of `env`.
    case kubernetesSecret = "kubernetes-secret"
    /// `google-ads.yaml` on its way into `systemd-creds encrypt`: see `sealingCommand`.
    case systemdCredential = "systemd-creds"
    /// `google-ads.yaml`, sealed as a secret of a GitHub repository: one line of base64.
    case gitHubSecret = "github-secret"

    /// The whole file, in UTF-8, ending with a newline.
    ///
    /// - Throws: `notText` where a setting is not UTF-8, `unwritable` where this format cannot hold it, `needs` where an
    ///   option is missing.
    public func file(
        for credential: borrowing DeployedCredential,
        options: ExportOptions = ExportOptions()
    ) throws(ExportError) -> SecretBytes {
        switch self {
        case .googleAdsYAML, .systemdCredential: try GoogleAdsYAML.file(for: credential)
        case .adManagerYAML: try AdManagerYAML.file(for: credential)
        case .javaProperties: try JavaProperties.file(for: credential)
        case .phpINI: try PHPINI.file(for: credential)
        case .ruby: try RubyConfiguration.file(for: credential)
        case .dotNetJSON: try DotNetJSON.file(for: credential)
        case .perlProperties: try PerlProperties.file(for: credential)
        case .env: try EnvironmentFile.file(for: credential)
        case .adcJSON: try UserADC.file(for: credential)
        case .kubernetesSecret: try KubernetesSecret.file(for: credential, options: options)
        case .gitHubSecret: try GitHubSecret.file(for: credential, options: options)
        }
    }

    /// The whole file for a service account, byte for byte as Google made it.
    ///
    /// - Throws: `usersOnly` for every format but `adcJSON`.
    public func file(for key: borrowing ServiceAccountKey) throws(ExportError) -> SecretBytes {
        guard self == .adcJSON else { throw .usersOnly(self) }
        return key.document.copy()
    }

    /// The settings that have no place in this format: they are left out, and who asked for one is told so.
    public var unsupported: [DeployedCredential.Setting] {
        DeployedCredential.Setting.ofUsers.filter { key(of: $0) == nil }
    }

    /// The options that mean nothing to this format.
    public var unsupportedOptions: [ExportOptions.Option] {
        switch self {
        case .kubernetesSecret: [.repositoryKey]
        case .gitHubSecret: [.secretName, .namespace]
        default: ExportOptions.Option.allCases
        }
    }

    /// The scopes that the format's clients use: a credential that was granted none of them is of no use there.
    public var scopes: Set<Scope> {
        switch self {
        case .adManagerYAML: [.adManager, .dfp]
        case .adcJSON: Scope.adManagerScopes.union([.adwords])
        default: [.adwords]
        }
    }

    /// The program, with its arguments, that seals the file; nil where the file is what is deployed.
    ///
    /// It takes the plaintext on standard input and gives what may be stored on standard output. The plaintext itself
    /// is not for the disk.
    public var sealingCommand: [String]? {
        guard self == .systemdCredential else { return nil }
        return ["systemd-creds", "encrypt", "--name=google-ads.yaml", "-", "-"]
    }

    /// What `setting` is called in the file; nil where it has no place there.
    func key(of setting: DeployedCredential.Setting) -> String? {
        switch self {
        case .googleAdsYAML, .systemdCredential, .gitHubSecret: GoogleAdsYAML.key(of: setting)
        case .adManagerYAML: AdManagerYAML.key(of: setting)
        case .javaProperties: JavaProperties.key(of: setting)
        case .phpINI: PHPINI.key(of: setting)
        case .ruby: RubyConfiguration.key(of: setting)
        case .dotNetJSON: DotNetJSON.key(of: setting)
        case .perlProperties: PerlProperties.key(of: setting)
        case .env, .kubernetesSecret: EnvironmentFile.key(of: setting)
        case .adcJSON: UserADC.key(of: setting)
        }
    }
}
