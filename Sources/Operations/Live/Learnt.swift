import Credentials
import Vault

/// What asking Google showed of a credential, to be kept.
struct Learnt: Sendable {
    /// The credential as it is known to be now.
    let credential: Credential
    /// What it reaches; nil where nobody looked.
    var reach: ReadReach.New?
}

extension VaultTransaction {
    /// Keeps what was learnt, unless the credential changed or went meanwhile.
    mutating func keep(_ learnt: Learnt) throws {
        let new = learnt.credential
        guard var current = try value(Credential.self, new.name), current.holdsToken(of: new),
            current.state != .revoking
        else { return }
        current.state = new.state
        current.scopes = new.scopes
        current.requiredScopes = new.requiredScopes
        current.lastRefreshedAt = new.lastRefreshedAt
        current.expiresAt = new.expiresAt
        current.account = new.account
        if let reach = learnt.reach {
            current.customers = reach.value.customers.count
            // What somebody set stays for as long as it can work: copies were made with it.
            if current.loginCustomerID.map({ !reach.value.has($0) }) ?? true {
                current.loginCustomerID = reach.value.usualLogin ?? current.loginCustomerID
            }
            try put(reach.kept, of: current.name)
        }
        try update(current)
    }
}

extension Reach {
    /// Whether this customer is one of those that were seen.
    fileprivate func has(_ id: CustomerID) -> Bool {
        accessible.contains(id) || customers.contains { $0.id == id }
    }

    /// The manager through which most customers are reached; nil where each is reached by itself.
    var usualLogin: CustomerID? {
        let counts = customers.reduce(into: [CustomerID: Int]()) { counts, customer in
            if customer.loginCustomerID != customer.id { counts[customer.loginCustomerID, default: 0] += 1 }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}
