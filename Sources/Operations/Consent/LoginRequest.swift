public import Credentials

/// What a login is asked for.
public struct LoginRequest: Sendable {
    /// The credential's name; nil takes the account's e-mail address.
    public var name: Name?
    /// The client; nil takes the only desktop client there is.
    public var client: Name?
    /// The scopes to ask for, all of which must be granted.
    public var scopes: [Scope] = Scope.loginDefaults
    /// The account that is meant.
    public var loginHint: String?
    /// The port to listen on; 0 leaves the choice to the kernel.
    public var port = 0
    /// How long the consent may take.
    public var limit: Duration = .seconds(300)
    /// The person who will answer for it.
    public var owner: String?
    /// Labels.
    public var tags: [String: String] = [:]
    /// Whether the name may be another credential's, whose token is then replaced.
    public var replace = false
    /// Whether to go on although an older token may be pushed out.
    public var force = false

    /// A login with the default scopes.
    public init() {}
}

/// What came of a login.
public struct LoginOutcome: Sendable {
    /// The credential as it is stored.
    public let credential: Credential
    /// Others of the same grant: revoking one ends them all.
    public let siblings: [Name]
    /// What else a person should know, each a sentence.
    public let warnings: [String]
}
