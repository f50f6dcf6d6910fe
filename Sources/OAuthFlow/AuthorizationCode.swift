public import Credentials
public import Sealing

/// What a consent yields: a code that the token endpoint exchanges once, within minutes.
public struct AuthorizationCode: ~Copyable, Sendable {
    /// The code, percent-decoded.
    public let secret: SecretBytes
    /// The scopes that were granted; nil where the redirect does not say, which is not the same as none.
    public let scopes: [Scope]?

    /// The longest code that is taken, in bytes. Google's are below 256.
    public static let byteLimit = 4096

    /// A code, and what the redirect said was granted.
    public init(secret: consuming SecretBytes, scopes: [Scope]?) {
        self.secret = secret
        self.scopes = scopes
    }
}
