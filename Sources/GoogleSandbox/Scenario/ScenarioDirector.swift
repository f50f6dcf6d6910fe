import Foundation

/// Plays the histories that a scenario needs, by Google's own rules and on the days when they happened.
///
/// No token is marked as dead: what ends one is done to it, at its time.
struct ScenarioDirector {
    private let plan: ScenarioPlan
    private let now: Date
    private var randomness: SeededRandomness
    private var clients: [String: Client] = [:]
    /// The customers that accounts may reach directly, all open.
    private var managers: [AdsCustomerID] = []
    private var others: [AdsCustomerID] = []

    init(_ plan: ScenarioPlan, now: Date) {
        self.plan = plan
        self.now = Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded(.down))
        randomness = SeededRandomness(seed: plan.seed)
    }

    mutating func play(on google: isolated Google) throws(DirectoryError) -> Scenario {
        try google.addCustomers(plan.hierarchy)
        let open = google.customers.filter { $0.status == .enabled }
        managers = open.filter(\.isManager).map(\.id)
        others = open.filter { !$0.isManager }.map(\.id)
        for (name, project) in [
            ("main", "agency"), ("second", "agency"), ("tools", "agency-tools"), ("testing", "agency-testing"),
            ("old", "agency-old"), ("new", "agency-new"),
        ] { clients[name] = google.addClient(project: project, isTesting: name == "testing") }
        var credentials: [Scenario.Credential] = []
        for (index, cause) in plan.causes.enumerated() { credentials.append(try add(cause, at: index, google)) }
        if let client = clients["old"] { try google.deleteClient(client.id) }
        try google.refuse(.project("agency-new"), with: .projectNotApproved)
        let named = clients.sorted { $0.key < $1.key }.map { name, client in
            Scenario.Client(name: name, id: client.id, project: client.project, secretFile: client.secretFile)
        }
        return Scenario(now: now, clients: named, credentials: credentials)
    }

    private mutating func add(
        _ cause: Scenario.Cause,
        at index: Int,
        _ google: isolated Google
    ) throws(DirectoryError) -> Scenario.Credential {
        let number = String(1000 + index).dropFirst(index < 1000 ? 1 : 0)
        let account = google.addAccount("account-\(number)@agency.example", hostedDomain: "agency.example")
        var scopes = ["openid", Scopes.email, "https://www.googleapis.com/auth/adwords"]
        var networks: [Network] = []
        if cause == .healthy, index % 25 == 7 {
            scopes.append("https://www.googleapis.com/auth/admanager")
            networks = [Network(networkCode: String(2_000_000 + index), displayName: "Network \(number)")]
            try google.setNetworks(networks, of: account.email)
        }
        let direct = try directCustomers(of: account, cause, google)
        try google.setReach(direct, of: account.email)
        let client = clientName(for: cause, index)
        var history = TokenHistory(account: account.email, scopes: scopes, now: now, randomness)
        try history.play(cause, clients, client, isNearlyIdle: index % 20 == 3, google)
        randomness = history.randomness
        let reached = Set(direct.flatMap { google.ads.directory.tree(of: $0).map(\.customer.id) })
        return Scenario.Credential(
            name: "account-\(number)",
            email: account.email,
            sub: account.sub,
            client: client,
            scopes: scopes.sorted(),
            refreshToken: history.token,
            cause: cause,
            refreshError: cause.refreshError,
            adsError: cause.adsError,
            createdAt: history.created,
            lastUsedAt: history.lastUsed,
            diedAt: history.died,
            expiresAt: google.refreshTokens[history.token]?.expires,
            mintedAt: history.minted,
            sibling: history.sibling,
            accessible: direct,
            customersReached: cause == .healthy ? reached.count : nil,
            networks: networks.map(\.networkCode)
        )
    }

    /// What the account reaches directly: a manager or two, and now and then a customer alone.
    private mutating func directCustomers(
        of account: Account,
        _ cause: Scenario.Cause,
        _ google: isolated Google
    ) throws(DirectoryError) -> [AdsCustomerID] {
        switch cause {
        case .notAdsUser: return []
        case .customerNotEnabled:
            let gone = google.drawCustomerID(&randomness)
            try google.setCustomer(
                AdsCustomer(id: gone, name: "Gone \(account.email)", isManager: true, status: .canceled)
            )
            return [gone]
        default:
            var direct = Set([managers.randomElement(using: &randomness)].compactMap(\.self))
            if randomness.happens(percent: 30), let id = managers.randomElement(using: &randomness) {
                direct.insert(id)
            }
            if randomness.happens(percent: 10), let id = others.randomElement(using: &randomness) { direct.insert(id) }
            return direct.sorted()
        }
    }

    private func clientName(for cause: Scenario.Cause, _ index: Int) -> String {
        switch cause {
        case .testingOver: "testing"
        case .clientDeleted: "old"
        case .projectNotApproved: "new"
        case .revokedBySibling: "main"
        default: ["main", "main", "main", "second", "tools"][index % 5]
        }
    }
}

extension Google {
    /// Sets up many accounts with grants already given, some of them dead or refused.
    /// - Returns: their tokens, and the truth about each.
    @discardableResult
    public func setUp(_ plan: ScenarioPlan) throws(DirectoryError) -> Scenario {
        var director = ScenarioDirector(plan, now: now)
        let scenario = try director.play(on: self)
        self.scenario = scenario
        return scenario
    }

    /// A number that no customer has.
    func drawCustomerID(_ randomness: inout SeededRandomness) -> AdsCustomerID {
        while true {
            let number = Int.random(in: 1_000_000_000...9_999_999_999, using: &randomness)
            if let id = AdsCustomerID(number), ads.directory.customers[id] == nil { return id }
        }
    }
}
