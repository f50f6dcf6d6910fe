/// What a record of the vault describes. The raw value is part of the format.
public enum RecordType: String, Hashable, Sendable, Codable, CaseIterable {
    /// An OAuth client and its secret.
    case client
    /// A refresh token, or a service account's key.
    case credential
}
