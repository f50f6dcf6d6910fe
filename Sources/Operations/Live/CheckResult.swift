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
        /// A service account's key was deleted or disabled, or is none that can be used.
        case keyRefused = "key_refused"
        /// Google has this account no more, nor the service account, or the user for whom it acts.
        case accountNotFound = "account_not_found"
        /// A service account may not act for the user: domain-wide delegation is missing.
        case delegationMissing = "delegation_missing"
        /// This machine's clock is wrong.
        case clock
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

        /// More was granted than the policy allows.
        case scopeNotAllowed = "scope_not_allowed"
        /// The refresh token is older than the policy allows.
        case tooOld = "too_old"
        /// Nobody knows how old it is, and the policy asks.
        case ageUnknown = "age_unknown"
        /// Nobody used it for longer than the policy allows.
        case tooIdle = "too_idle"

        /// It reaches no customer at all.
        case noCustomers = "no_customers"
        /// Nobody ever read what it reaches.
        case notRead = "not_read"
        /// It reaches more customers than a record holds.
        case manyCustomers = "many_customers"
        /// The account has no two-step verification, without which Google Ads refuses it.
        case twoStepVerification = "two_step_verification_not_enrolled"
        /// The account is a user of no Google Ads account.
        case notAdsUser = "not_ads_user"
        /// A customer is not yet open, or was closed.
        case customerNotEnabled = "customer_not_enabled"
        /// There is no such customer.
        case customerNotFound = "customer_not_found"
        /// A customer is not open to this account.
        case permissionDenied = "permission_denied"
        /// The client's project may call test accounts only.
        case projectNotApproved = "project_not_approved"
        /// The API is not switched on in the client's project.
        case apiNotEnabled = "api_not_enabled"
        /// The developer token is not accepted.
        case developerToken = "developer_token"
        /// Google no longer has this version of its API.
        case unsupportedVersion = "unsupported_version"

        /// A likely cause: a credential of the same grant was revoked, and this one with it.
        case siblingRevoked = "sibling_revoked"
        /// A likely cause: access was given for a time, which is over.
        case timeLimited = "time_limited"
        /// A likely cause: the consent screen is in testing mode, and seven days are over.
        case testing
        /// A likely cause: nobody used it for six months.
        case idle
        /// A likely cause: newer tokens of the same account and client pushed it out.
        case slots
        /// A likely cause: every token of its client is refused.
        case clientRefused = "client_refused"
        /// What is left where nothing here explains it: it was ended at Google.
        case endedElsewhere = "ended_elsewhere"
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
    /// How many customers it reaches; nil where this check did not read them.
    public let customersReached: Int?
    /// What was found, worst first.
    public private(set) var findings: [Finding]

    /// Whether no finding is an error.
    public var ok: Bool { !findings.contains { $0.severity == .error } }

    /// Whether Google does not take the refresh token, and nobody here wanted that.
    var isRefused: Bool { state != .revoking && findings.contains { $0.code == .dead } }

    /// The result with what may have ended the token: the likeliest cause, or all of them. The command that mends the
    /// likeliest is the one to run next.
    func explained(by ledger: Ledger, at now: Timestamp, whole: Bool) -> CheckResult {
        // What ends refresh tokens ends no keys.
        guard let credential = ledger.credential(name), credential.kind == .user else { return self }
        let causes = ledger.causes(of: credential, at: now)
        var result = self
        result.findings = findings.map { finding in
            guard finding.code == .dead, let likeliest = causes.first else { return finding }
            return Finding(
                code: .dead,
                severity: finding.severity,
                message: finding.message,
                next: likeliest.next
            )
        }
        let told = causes.prefix(whole ? causes.count : 1).enumerated()
        result.findings += told.map { Finding($0.element, isLikeliest: $0.offset == 0) }
        return result
    }
}
