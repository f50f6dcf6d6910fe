/// Why a consent stays on Google's page: the browser is never sent back, and the client waits in vain.
public enum PageError: String, Error, Sendable, Codable, CaseIterable {
    case invalidRequest = "invalid_request"
    case invalidClient = "invalid_client"
    case deletedClient = "deleted_client"
    case redirectMismatch = "redirect_uri_mismatch"
    case invalidScope = "invalid_scope"
    case adminPolicyEnforced = "admin_policy_enforced"
    case orgInternal = "org_internal"
    case disallowedUserAgent = "disallowed_useragent"
    case rateLimitExceeded = "rate_limit_exceeded"

    /// The number that Google's page shows and answers with.
    var status: Int {
        switch self {
        case .invalidClient, .deletedClient: 401
        case .orgInternal, .disallowedUserAgent, .rateLimitExceeded: 403
        case .invalidRequest, .redirectMismatch, .invalidScope, .adminPolicyEnforced: 400
        }
    }

    /// What the page tells the person.
    var explanation: String {
        switch self {
        case .invalidRequest: "The request of this app is not valid."
        case .invalidClient: "The OAuth client was not found."
        case .deletedClient: "The OAuth client was deleted."
        case .redirectMismatch: "The redirect URI of this request is none that the app has registered."
        case .invalidScope: "Some requested scopes were invalid."
        case .adminPolicyEnforced: "The administrator of your organisation does not let this app have your data."
        case .orgInternal: "This app is only for people of its own organisation."
        case .disallowedUserAgent: "This browser is not a secure one for signing in."
        case .rateLimitExceeded: "This app has asked for too many consents at once."
        }
    }
}

/// A page error with what was wrong in this request.
struct Blocked: Error, Equatable {
    let error: PageError
    var detail: String?
}
