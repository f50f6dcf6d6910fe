public import Credentials
public import Sealing

/// Where access tokens come from: what asks the vault, and Google.
///
/// It is called from several tasks at once, but never twice at once for the same credential and scopes. When the server
/// ends it is cancelled and waited for.
public typealias TokenSource = @Sendable (TokenOrder) async throws(TokenRefusal) -> IssuedToken

/// Whether a credential may still be lent: asked of the vault alone, while a client waits. Throws where it may not.
///
/// It is called once in five seconds for each credential at most, and only for a token that is at hand.
public typealias LoanCheck = @Sendable (Name) async throws(TokenRefusal) -> Void

/// Which access token is wanted.
public struct TokenOrder: Hashable, Sendable {
    /// The credential.
    public let name: Name
    /// A part of what was granted, ascending; none for all of it.
    public let scopes: [Scope]
    /// How long it should live at least: a kept token that ends sooner is no help.
    public let minimumLife: Duration
}

/// An access token on its way to a client.
public struct IssuedToken: ~Copyable, Sendable {
    /// The bearer token.
    public let secret: SecretBytes
    /// When it ends.
    public let expiresAt: Timestamp

    /// A token that is good until `expiresAt`.
    public init(secret: consuming SecretBytes, expiresAt: Timestamp) {
        self.secret = secret
        self.expiresAt = expiresAt
    }
}

/// Why there is no access token. The texts go to the client: they name the credential and the cause, never a secret.
public enum TokenRefusal: Error, Hashable, Sendable {
    /// It may work later without anybody doing anything; not before `retryAfter`, where that is known.
    case unavailable(String, retryAfter: Duration? = nil)
    /// Somebody has to act: the credential is dead, gone, or not to be used.
    case dead(String)
    /// The credential does not have the scopes that were asked for.
    case scope(String)

    /// The sentence for people.
    var text: String {
        switch self {
        case .unavailable(let text, _), .dead(let text), .scope(let text): text
        }
    }
}
