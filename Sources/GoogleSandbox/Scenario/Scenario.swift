public import Foundation

/// Many accounts with grants already given, some of them dead or refused, and the truth about each.
public struct Scenario: Sendable, Codable {
    /// An OAuth client of the scenario.
    public struct Client: Sendable, Codable {
        /// What the scenario calls it.
        public let name: String
        /// Its client id.
        public let id: String
        /// Its Cloud project.
        public let project: String
        /// The file that Google's console hands out for it.
        public let secretFile: JSON
    }

    /// Another credential of the same account and project, whose revocation ended the one it belongs to.
    public struct Sibling: Sendable, Codable {
        /// A name for it.
        public let name: String
        /// Its client, by name.
        public let client: String
        /// Its token, dead.
        public let refreshToken: String
        /// When it was made.
        public let createdAt: Date
        /// When it was revoked, and the grant with it.
        public let revokedAt: Date
    }

    /// A credential, and the truth about it.
    public struct Credential: Sendable, Codable {
        /// A name for it: `healthy-001`, `idle-477`.
        public let name: String
        /// The e-mail address of its account.
        public let email: String
        /// The unchanging name of its account.
        public let sub: String
        /// Its client, by name.
        public let client: String
        /// Its scopes, sorted.
        public let scopes: [String]
        /// Its token.
        public let refreshToken: String
        /// What is the matter.
        public let cause: Cause
        /// The OAuth error of a refresh; nil: it works.
        public let refreshError: String?
        /// The error code of Google Ads; nil: it answers, or no refresh works.
        public let adsError: AdsErrorCode?
        /// When its token was made.
        public let createdAt: Date
        /// When it was last refreshed.
        public let lastUsedAt: Date
        /// When it died or began to be refused; nil for a healthy one.
        public let diedAt: Date?
        /// The end that Google told at consent, of testing or of timed access; nil: none.
        public let expiresAt: Date?
        /// When every token of this account and client was made, this one first.
        public let mintedAt: [Date]
        /// The credential that was revoked, for a cause of ``Cause/revokedBySibling``.
        public let sibling: Sibling?
        /// The customers that the account reaches directly, ascending.
        public let accessible: [AdsCustomerID]
        /// How many customers are reached in all; nil where Google refuses.
        public let customersReached: Int?
        /// The codes of its Ad Manager networks.
        public let networks: [String]
    }

    /// The stand-in's time when it was set up.
    public let now: Date
    /// Its clients.
    public let clients: [Client]
    /// Its credentials, healthy ones first.
    public let credentials: [Credential]
}

/// How many accounts a scenario has, and how many of them are not well.
public struct ScenarioPlan: Sendable, Codable, Equatable {
    /// What decides everything that is left to chance.
    public var seed: UInt64 = 1
    /// How many accounts there are.
    public var accounts = 500
    /// How many in a hundred are dead or refused: all causes in equal parts, and each at least once where there is room.
    public var ailingPercent = 5
    /// How many customers there are; 0: four for each account.
    public var customers = 0
    /// How many managers have none above them; 0: one for every twenty accounts.
    public var tops = 0
    /// How many managers stand one below the other.
    public var depth = 4

    /// The plan for so many accounts.
    public init(seed: UInt64 = 1, accounts: Int = 500, ailingPercent: Int = 5) {
        self.seed = seed
        self.accounts = accounts
        self.ailingPercent = ailingPercent
    }

    var hierarchy: HierarchyPlan {
        HierarchyPlan(
            seed: seed,
            customers: customers > 0 ? customers : accounts * 4,
            tops: tops > 0 ? tops : max(1, accounts / 20),
            depth: depth
        )
    }

    /// The cause of every account, healthy ones first.
    var causes: [Scenario.Cause] {
        let ailments = Scenario.Cause.allCases.filter { $0 != .healthy }
        let ailing = min(accounts, max(accounts * ailingPercent / 100, ailingPercent > 0 ? ailments.count : 0))
        let healthy = Array(repeating: Scenario.Cause.healthy, count: max(0, accounts - ailing))
        return healthy + (0..<max(0, ailing)).map { ailments[$0 % ailments.count] }
    }
}
