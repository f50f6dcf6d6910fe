/// What Google Ads and Ad Manager know.
struct AdsState: Sendable {
    var directory = CustomerDirectory()
    /// The customers that accounts reach directly, and the networks that they work in, by `sub`.
    var reach: [String: Set<AdsCustomerID>] = [:]
    var networks: [String: [Network]] = [:]
    /// Refusals on order; accounts by `sub`.
    var refusals: [AdsSubject: AdsErrorCode] = [:]
    var pages: [String: SearchPage] = [:]
}

/// What a page token stands for.
struct SearchPage: Sendable {
    let customer: AdsCustomerID
    let query: String
    let offset: Int
}

extension Google {
    /// The versions of the Google Ads API that are live.
    static let adsVersions = 23...26

    /// Every customer, by number.
    public var customers: [AdsCustomer] { ads.directory.customers.values.sorted { $0.id < $1.id } }

    /// The customer with a number.
    public func customer(_ id: AdsCustomerID) -> AdsCustomer? { ads.directory.customers[id] }

    /// Adds a customer, or takes this in place of the one with its number.
    public func setCustomer(_ customer: AdsCustomer) throws(DirectoryError) {
        try ads.directory.set(customer)
    }

    /// Lets an account reach exactly these customers directly.
    public func setReach(_ customers: [AdsCustomerID], of email: String) throws(DirectoryError) {
        guard let account = account(named: email) else { throw .unknownAccount(email) }
        if let stranger = customers.first(where: { ads.directory.customers[$0] == nil }) {
            throw .unknownCustomer(stranger)
        }
        ads.reach[account.sub] = Set(customers)
    }

    /// Lets an account work in exactly these Ad Manager networks.
    public func setNetworks(_ networks: [Network], of email: String) throws(DirectoryError) {
        guard let account = account(named: email) else { throw .unknownAccount(email) }
        ads.networks[account.sub] = networks
    }

    /// Lets the Google Ads API refuse somebody from now on; nil takes that back.
    public func refuse(_ subject: AdsSubject, with refusal: AdsErrorCode?) throws(DirectoryError) {
        switch subject {
        case .account(let name):
            guard let account = account(named: name) else { throw .unknownAccount(name) }
            ads.refusals[.account(account.sub)] = refusal
        case .customer(let id):
            guard ads.directory.customers[id] != nil else { throw .unknownCustomer(id) }
            ads.refusals[subject] = refusal
        case .project: ads.refusals[subject] = refusal
        }
    }
}
