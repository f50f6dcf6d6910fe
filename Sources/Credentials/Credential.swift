/// What is known of a stored secret, without the secret.
public struct Credential: Hashable, Sendable {
    /// What kind of secret it is.
    public enum Kind: String, Sendable {
        /// A user's refresh token.
        case user
        /// A service account's key.
        case serviceAccount
    }

    /// Where its life stands.
    public enum State: String, Sendable, CaseIterable {
        /// In use, as far as is known.
        case active
        /// The last refresh failed with `invalid_grant`.
        case suspect
        /// Revocation was asked for and is not proven yet.
        case revoking
        /// Revoked, with proof; the secret is gone.
        case revoked
        /// Its time is over.
        case expired
    }

    /// The client that asked for it, as it was then.
    public struct Client: Hashable, Sendable {
        /// Its name in the vault.
        public var name: Name
        /// Google's id.
        public var id: String
        /// Its Cloud project.
        public var project: String

        /// The client `name`, which Google knows as `id` in `project`.
        public init(name: Name, id: String, project: String) {
            self.name = name
            self.id = id
            self.project = project
        }
    }

    /// What is known of a service account's key beside its account.
    public struct Key: Hashable, Sendable {
        /// Google's id of the key, by which the console lists it.
        public var id: String
        /// The Cloud project of the service account, where the key names it.
        public var project: String?
        /// The user for whom the service account acts, by domain-wide delegation; nil where it acts for itself.
        public var impersonatedEmail: String?

        /// The key `id` of a service account in `project`.
        public init(id: String, project: String?, impersonatedEmail: String? = nil) {
            self.id = id
            self.project = project
            self.impersonatedEmail = impersonatedEmail
        }
    }

    /// Its name in the vault.
    public var name: Name
    /// What kind of secret it is.
    public var kind: Kind
    /// Who consented; nil while nobody knows (an import). For a key, its service account.
    public var account: Account?
    /// The client that asked; nil for a service account's key, which needs none.
    public var client: Client?
    /// The key of a service account; nil for a user's refresh token.
    public var key: Key?
    /// The scopes that Google granted, as last seen.
    public var scopes: [Scope]
    /// The scopes asked for at login, which `check` requires where nobody says otherwise.
    public var requiredScopes: [Scope]
    /// The person who answers for it.
    public var owner: String?
    /// Free labels.
    public var tags: [String: String]
    /// Where its life stands.
    public var state: State
    /// When the refresh token was obtained; where that is not known, when it came into the vault.
    public var createdAt: Timestamp
    /// Whether `createdAt` tells how old the secret is. Of one that came in a file nobody knows.
    public var isAgeKnown: Bool
    /// When it last gave an access token.
    public var lastRefreshedAt: Timestamp?
    /// When the refresh token ends, where Google said so.
    public var expiresAt: Timestamp?
    /// The manager by which its customers are reached, where one is recorded.
    public var loginCustomerID: CustomerID?
    /// The data provider that acts on its customers by a link of accounts, where an import named one.
    public var linkedCustomerID: CustomerID?
    /// The digits of its Ad Manager network, where an import named one.
    public var networkCode: String?
    /// How many Google Ads customers it reaches; nil until somebody looked.
    public var customers: Int?
    /// How many copies were exported; one that was written over an earlier one counts once.
    public var exports: Int
    /// Which secret of this name it is, counted from 0: by that a copy of an earlier one is told from a copy of this.
    /// Unlike a fingerprint it outlasts the vault's key.
    public var secretNumber: Int
    /// A keyed fingerprint of the secret: tells equal secrets apart from different ones, and nothing else.
    public var fingerprint: String
    /// When its revocation was proven.
    public var revokedAt: Timestamp?

    /// A credential as it is when it comes into the vault.
    public init(
        name: Name,
        kind: Kind,
        account: Account?,
        client: Client?,
        key: Key? = nil,
        scopes: [Scope],
        requiredScopes: [Scope],
        createdAt: Timestamp,
        fingerprint: String
    ) {
        self.name = name
        self.kind = kind
        self.account = account
        self.client = client
        self.key = key
        self.scopes = scopes
        self.requiredScopes = requiredScopes
        self.createdAt = createdAt
        self.fingerprint = fingerprint
        isAgeKnown = true
        tags = [:]
        state = .active
        exports = 0
        secretNumber = 0
    }

    /// The Cloud project: the client's, or the service account's where its key names it.
    public var project: String? { client?.project ?? key?.project }

    /// The Cloud project that a grant to its client is for: its number, with which the client's id begins, since the file
    /// that told of the client may not have named the project; else its name. Nil for a service account's key.
    public var grantedProject: String? {
        guard kind == .user, let client else { return nil }
        return OAuthClient.projectNumber(ofClientID: client.id) ?? client.project
    }

    /// What Google would revoke along with it; nil while the account is not known, and it counts as a grant of its own.
    /// A service account's key is part of no grant: each ends by itself.
    public var grant: Grant? {
        guard kind == .user, let subject = account?.subject, let client else { return nil }
        return Grant(subject: subject, project: client.project, number: grantedProject)
    }

    /// Whether revoking one ends the other: both of one grant. An old client's id does not begin with its project's number:
    /// where the projects are called the same, they are taken for one.
    public func isSibling(of other: Credential) -> Bool {
        guard name != other.name, let grant, let another = other.grant else { return false }
        return grant == another || grant.description == another.description
    }
}
