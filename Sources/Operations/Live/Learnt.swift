import Credentials
import Vault

/// What asking Google showed of a credential, to be kept.
struct Learnt: Sendable {
    /// The credential as it is known to be now.
    let credential: Credential
    /// The token that was asked about. It says whose this is, whatever that is called by then, and under whichever key.
    let token: Secret
    /// What it reaches; nil where nobody looked.
    var reach: NewReach?

    /// How much memory a long one holds.
    var byteCount: Int { reach?.kept.byteCount ?? 0 }
}

/// A reach that was just read, as it is to be kept, and what of it goes into the credential.
struct NewReach: Sendable {
    let kept: KeptReach
    let customerCount: Int
    /// The manager through which most customers are reached; nil where each is reached by itself.
    let usualLogin: CustomerID?
    /// Every customer that was seen.
    let seen: Set<CustomerID>

    /// What is to be kept of `reach`; nil where a record cannot hold it.
    init?(_ reach: Reach) {
        kept = KeptReach(reach)
        guard kept.fits else { return nil }
        customerCount = reach.customers.count
        usualLogin = reach.usualLogin
        seen = Set(reach.accessible + reach.customers.map(\.id))
    }
}

extension VaultTransaction {
    /// Keeps what was learnt, whatever its credential is called by now; false where there is none of that name with that
    /// token any more, or it is being revoked since, so that what is to be said of it does not hold.
    mutating func keep(_ learnt: Learnt) throws -> Bool {
        var new = learnt.credential
        new.fingerprint = fingerprint(of: learnt.token.bytes)
        guard var current = try holder(of: new) else { return false }
        guard current.state != .revoking else { return new.state == .revoking }
        current.state = new.state
        current.scopes = new.scopes
        current.requiredScopes = new.requiredScopes
        current.lastRefreshedAt = new.lastRefreshedAt
        current.expiresAt = new.expiresAt
        current.account = new.account
        if let reach = learnt.reach {
            current.customers = reach.customerCount
            // What somebody set stays for as long as it can work: copies were made with it.
            if current.loginCustomerID.map({ !reach.seen.contains($0) }) ?? true {
                current.loginCustomerID = reach.usualLogin ?? current.loginCustomerID
            }
            try put(reach.kept, of: current.name)
        }
        try update(current)
        return current.name == new.name
    }
}

extension Reach {
    /// As in `NewReach`.
    var usualLogin: CustomerID? {
        let counts = customers.reduce(into: [CustomerID: Int]()) { counts, customer in
            if customer.loginCustomerID != customer.id { counts[customer.loginCustomerID, default: 0] += 1 }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}
