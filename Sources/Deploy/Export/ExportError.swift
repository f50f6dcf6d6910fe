/// Why a credential cannot be written in a format. No case carries the value.
public enum ExportError: Error, Equatable {
    /// The setting is not UTF-8 text, which every format is made of.
    case notText(DeployedCredential.Setting)
    /// The setting holds characters that the format's readers do not all read alike, or not at all: a line break in an
    /// environment file, for one. Another format can hold it.
    case unwritable(DeployedCredential.Setting, ExportFormat)
    /// The format cannot be written without this option.
    case needs(ExportOptions.Option, ExportFormat)
    /// The format is for users' credentials; a service account's key is deployed as `adc-json`.
    case usersOnly(ExportFormat)
}
