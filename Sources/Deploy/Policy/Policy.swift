public import Credentials

/// What an organization asks of its credentials: rules by owner, label or client.
public struct Policy: Sendable, Equatable {
    /// One rule. All that apply to a credential hold together: what is required adds up, what is allowed is what every
    /// rule allows, and the shortest time counts.
    public struct Rule: Sendable, Equatable {
        /// The people whose credentials it is about; empty for everybody's.
        public var owners: [String] = []
        /// The clients whose credentials it is about; empty for every client's.
        public var clients: [Name] = []
        /// The labels that a credential has, all of them, for it to be about that one.
        public var tags: [String: String] = [:]
        /// The scopes that must be granted.
        public var requiredScopes: [Scope] = []
        /// The scopes that may be granted; nil for any.
        public var allowedScopes: [Scope]?
        /// How old a refresh token may become.
        public var maximumAge: Duration?
        /// How long one may be unused.
        public var maximumIdle: Duration?

        /// A rule about every credential that asks nothing.
        public init() {}

        func applies(to credential: Credential) -> Bool {
            (owners.isEmpty || owners.contains { $0.lowercased() == credential.owner?.lowercased() })
                && (clients.isEmpty || credential.client.map { clients.contains($0.name) } ?? false)
                && tags.allSatisfy { credential.tags[$0.key] == $0.value }
        }
    }

    /// What all rules together ask of one credential.
    public struct Demand: Sendable, Equatable {
        /// The scopes that must be granted; nil where no rule names any.
        public let requiredScopes: [Scope]?
        /// The scopes that may be granted; nil for any.
        public let allowedScopes: Set<Scope>?
        /// How old its refresh token may become.
        public let maximumAge: Duration?
        /// How long it may be unused.
        public let maximumIdle: Duration?
    }

    /// The rules, as the file has them.
    public var rules: [Rule]

    /// A policy of these rules.
    public init(rules: [Rule]) {
        self.rules = rules
    }

    /// The places of the rules, from 0, that are about none of `credentials`: that of a misspelt owner would ask nothing.
    public func idleRules(among credentials: [Credential]) -> [Int] {
        rules.indices.filter { index in !credentials.contains { rules[index].applies(to: $0) } }
    }

    /// What is asked of `credential`.
    public func demand(on credential: Credential) -> Demand {
        let rules = rules.filter { $0.applies(to: credential) }
        let required = Set(rules.flatMap(\.requiredScopes)).sorted()
        let allowed = rules.compactMap(\.allowedScopes).map(Set.init)
        return Demand(
            requiredScopes: required.isEmpty ? nil : required,
            allowedScopes: allowed.dropFirst().reduce(allowed.first) { $0?.intersection($1) },
            maximumAge: rules.compactMap(\.maximumAge).min(),
            maximumIdle: rules.compactMap(\.maximumIdle).min()
        )
    }
}
