public import GoogleHTTP

/// Why Google gave nothing, by who can do something about it. Carries Google's own error code and a redacted
/// description; never a token, a code or a reply's body.
public enum GoogleError: Error, Sendable, Equatable {
    /// No usable answer came.
    case http(HTTPFailure)
    /// The refresh token, or the code, is not good. Not proof of death by itself: the credential becomes `suspect`.
    case invalidGrant(GrantTrouble, Refusal)
    /// The OAuth client is unknown or deleted, or its secret is wrong.
    case invalidClient(Refusal)
    /// The token belongs to another client, or the client may not do this.
    case unauthorizedClient(Refusal)
    /// The redirect address is not registered for the client, or not the one of the consent request.
    case redirectURIMismatch(Refusal)
    /// A scope that was never granted, or that does not exist.
    case invalidScope(Refusal)
    /// A service account may not act for the user, or not with these scopes: domain-wide delegation is missing.
    case delegation(Refusal)
    /// What a service account signed is not of this time: this machine's clock is wrong.
    case clock(Refusal)
    /// The access token is over, revoked, or none.
    case invalidToken(Refusal)
    /// Another refusal.
    case other(Refusal)
    /// Google is in trouble, and still was after the retries.
    case unavailable(status: Int)
    /// Google answered, with something that is not what was asked for: a sign of a proxy, a portal, or a wrong address.
    case nonsense(Nonsense, expecting: Expected)

    /// What is wrong with a grant.
    public enum GrantTrouble: Sendable, Equatable {
        /// "Token has been expired or revoked."
        case expiredOrRevoked
        /// "Bad Request": a wrong or used code, another client's token, or one that lay idle for too long.
        case badRequest
        /// Session control of the Workspace: a person must sign in again (`invalid_rapt`).
        case signInAgain
        /// "Invalid JWT Signature.": the service account's key was deleted or disabled, or is not its key.
        case keyRefused
        /// There is no such service account, or no such user for it to act for.
        case accountNotFound
        /// "Account has been deleted": it can give no other consent.
        case accountDeleted
        /// Something else; see the description.
        case other
    }

    /// Google's words, fit to be shown.
    public struct Refusal: Sendable, Equatable {
        /// The HTTP status.
        public let status: Int
        /// The error code, at most 64 characters of letters, digits and `_.-`.
        public let code: String
        /// The description, redacted, on one line.
        public let description: String?
    }

    /// What was asked for.
    public enum Expected: String, Sendable {
        /// Tokens.
        case tokenReply = "a token reply"
        /// The end of a grant.
        case revocation = "an answer to a revocation"
        /// What a token is good for.
        case tokenInfo = "token information"
    }

    /// What came instead.
    public enum Nonsense: Sendable, Equatable {
        /// Nothing.
        case empty
        /// A web page.
        case html
        /// No JSON, or not all of it.
        case notJSON
        /// JSON that is no object.
        case notAnObject
        /// A field that is missing, of a wrong type, or out of its range.
        case field(String)
        /// A status that goes with nothing.
        case status(Int)
    }

    /// Who can do something about it.
    public enum Fault: Sendable, Equatable {
        /// The credential needs a new consent.
        case credential
        /// The OAuth client needs its owner.
        case client
        /// What was asked of Google is wrong.
        case request
        /// Google.
        case google
        /// Google, and only time helps.
        case rateLimit
        /// The way to Google.
        case network
        /// This machine's settings.
        case configuration
        /// The person who interrupted.
        case user
    }

    /// Who can do something about it.
    public var fault: Fault {
        switch self {
        case .http(.network): .network
        case .http(.rateLimited): .rateLimit
        case .http(.configuration): .configuration
        case .http(.cancelled): .user
        case .http(.redirect), .http(.tooLarge), .nonsense, .unavailable: .google
        case .invalidGrant, .invalidToken: .credential
        case .invalidClient, .unauthorizedClient, .redirectURIMismatch: .client
        case .invalidScope, .delegation, .clock, .other: .request
        }
    }

    /// Whether the account is gone, so that no consent of its own mends anything.
    public var isOfDeletedAccount: Bool {
        if case .invalidGrant(.accountDeleted, _) = self { true } else { false }
    }

    /// Whether the same call may work later without anybody doing anything. Such a failure says nothing about a
    /// credential and never changes its state.
    public var isTransient: Bool {
        switch self {
        case .http(let failure):
            switch failure {
            case .network, .rateLimited, .cancelled, .tooLarge, .redirect: true
            case .configuration: false
            }
        case .unavailable, .nonsense: true
        case .invalidGrant, .invalidClient, .unauthorizedClient, .redirectURIMismatch, .invalidScope, .delegation,
            .clock, .invalidToken, .other:
            false
        }
    }
}

extension GoogleError: CustomStringConvertible {
    /// One lower-case sentence for people.
    public var description: String {
        switch self {
        case .http(let failure): failure.description
        case .invalidGrant(.signInAgain, _): "google wants the account to sign in again (session control)"
        case .invalidGrant(.keyRefused, let refusal):
            "google does not take what the key signed, as when the key was deleted or disabled: \(refusal.text)"
        case .invalidGrant(.accountNotFound, let refusal):
            "google knows no such service account, or no such user to act for: \(refusal.text)"
        case .invalidGrant(.accountDeleted, let refusal): "google says the account was deleted: \(refusal.text)"
        case .delegation(let refusal): "google sees no domain-wide delegation for this: \(refusal.text)"
        case .clock(let refusal): "google finds the clock of this machine wrong: \(refusal.text)"
        case .invalidGrant(_, let refusal): "google says the grant is not valid: \(refusal.text)"
        case .invalidClient(let refusal): "google does not accept the client or its secret: \(refusal.text)"
        case .unauthorizedClient(let refusal): "the token belongs to another client: \(refusal.text)"
        case .redirectURIMismatch(let refusal): "the redirect address is not the client's: \(refusal.text)"
        case .invalidScope(let refusal): "google does not grant this scope: \(refusal.text)"
        case .invalidToken(let refusal): "google says the access token is not valid: \(refusal.text)"
        case .other(let refusal): "google refused: \(refusal.text)"
        case .unavailable(let status): "google is in trouble (\(status)); try again later"
        case .nonsense(let what, let expected):
            "google answered with something that is not \(expected.rawValue): \(what)"
        }
    }
}

extension GoogleError.GrantTrouble {
    /// Whether it is about a service account's key, and no consent mends it.
    public var isAboutKey: Bool { self == .keyRefused || self == .accountNotFound }
}

extension GoogleError.Refusal {
    /// Code and description in one.
    public var text: String {
        description.map { "\(code) (\($0))" } ?? code
    }
}

extension GoogleError.Nonsense: CustomStringConvertible {
    /// What came, in plain words.
    public var description: String {
        switch self {
        case .empty: "nothing"
        case .html: "a web page"
        case .notJSON: "no JSON, or not all of it"
        case .notAnObject: "no JSON object"
        case .field(let name): "\(name) is missing or malformed"
        case .status(let status): "status \(status)"
        }
    }
}
