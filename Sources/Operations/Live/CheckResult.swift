public import Credentials

/// How bad a finding is, worst first.
public enum Severity: String, Comparable, Sendable {
    /// It does not work.
    case error
    /// It works, and somebody should look.
    case warning
    /// Good to know.
    case info

    /// Whether `left` is worse than `right`.
    public static func < (left: Severity, right: Severity) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .error: 0
        case .warning: 1
        case .info: 2
        }
    }
}

/// One thing that a check found.
public struct Finding: Sendable, Equatable {
    /// A word that scripts can rely on.
    public let code: Code
    /// How bad it is.
    public let severity: Severity
    /// What is the matter, for people.
    public let message: String
    /// The command to run next; every error has one.
    public let next: String?

    /// What a check can find.
    public enum Code: String, Sendable {
        /// Google does not take the refresh token.
        case dead = "invalid_grant"
        /// Session control: a person must sign in again.
        case signInAgain = "invalid_rapt"
        /// The client is unknown, deleted, or its secret is wrong.
        case invalidClient = "invalid_client"
        /// The token is another client's.
        case unauthorizedClient = "unauthorized_client"
        /// A scope that is required was not granted.
        case missingScope = "missing_scope"
        /// More was granted than is required.
        case extraScope = "extra_scope"
        /// The access token belongs to another client or account than the vault says.
        case mismatch
        /// A token that was to replace this one does not work.
        case successorDead = "successor_dead"
        /// Google or the network failed; nothing is known.
        case unreachable
        /// Google asks for a pause.
        case rateLimited = "rate_limited"
        /// Google refused for another reason.
        case refused
        /// The client is not in the vault any more.
        case noClient = "no_client"
        /// Its revocation is not proven yet.
        case revoking
        /// Something in Google's answer was not as it should be, and was passed over.
        case strangeReply = "strange_reply"
        /// More was granted than its record holds.
        case manyScopes = "many_scopes"
    }
}

/// What a check of one credential showed.
public struct CheckResult: Sendable {
    /// The credential's name.
    public let name: Name
    /// Its state after the check.
    public let state: Credential.State
    /// What Google says is granted.
    public let grantedScopes: [Scope]
    /// What is required and not granted.
    public let missingScopes: [Scope]
    /// What is granted and not required.
    public let extraScopes: [Scope]
    /// How many customers it reaches; nil until somebody looked.
    public let customersReached: Int?
    /// What was found, worst first.
    public let findings: [Finding]

    /// Whether no finding is an error.
    public var ok: Bool { !findings.contains { $0.severity == .error } }
}
