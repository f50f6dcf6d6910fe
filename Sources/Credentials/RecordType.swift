/// What a record of the vault describes. The raw value is part of the format.
public enum RecordType: String, Hashable, Sendable, CaseIterable {
    /// An OAuth client and its secret.
    case client
    /// A refresh token, or a service account's key.
    case credential
    /// A developer token, under the name of its client.
    case developerToken
    /// A refresh token that was obtained to replace a credential's, and is not proven yet.
    case successor
    /// When refresh tokens were minted for an account and a client.
    case mints
    /// The customers that a credential reaches, under its name.
    case reach
    /// An access token that is good for a while, under its credential's name.
    case accessToken
    /// Who holds a copy of a credential, under its name.
    case deployments
    /// What a slot is called, and since when it is there.
    case slot
}
