public import Sealing

/// A configuration that deployed clients load. The raw value is its name on the command line.
public enum ExportFormat: String, CaseIterable, Sendable {
    /// `google-ads.yaml` of the Python library.
    case googleAdsYAML = "google-ads-yaml"
    /// `GOOGLE_ADS_…` variables, for a shell, a container or a systemd unit; every library reads them.
    case env
    /// Application default credentials of a user, as google-auth and gcloud keep them.
    case adcJSON = "adc-json"

    /// The whole file, in UTF-8, ending with a newline.
    ///
    /// Throws `notText` where a setting is not UTF-8, and `unwritable` where this format cannot hold it.
    public func file(for credential: borrowing DeployedCredential) throws(ExportError) -> SecretBytes {
        switch self {
        case .googleAdsYAML: try GoogleAdsYAML.file(for: credential)
        case .env: try EnvironmentFile.file(for: credential)
        case .adcJSON: try UserADC.file(for: credential)
        }
    }

    /// The settings that have no place in this format: they are left out, and who asked for one is told so.
    public var unsupported: [DeployedCredential.Setting] {
        DeployedCredential.Setting.allCases.filter { setting in
            switch self {
            case .googleAdsYAML: GoogleAdsYAML.key(of: setting) == nil
            case .env: EnvironmentFile.key(of: setting) == nil
            case .adcJSON: UserADC.key(of: setting) == nil
            }
        }
    }
}
