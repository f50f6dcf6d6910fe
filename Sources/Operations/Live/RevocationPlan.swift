public import Credentials

/// What ending some credentials brings down: whole grants, since that is what Google revokes.
public struct RevocationPlan: Sendable {
    /// Everything that dies together.
    public struct Part: Sendable {
        /// The grant; nil where the account is not known, and the credential counts as one of its own.
        public let grant: Grant?
        /// Every credential of it that still lives, by name.
        public let credentials: [Credential]

        /// Those that may end along with it: of the same project, and of an account that is not known, or that its own may
        /// be; by name.
        public internal(set) var uncertain: [Credential]

        /// The customers that nobody else here reaches, as last seen, ascending.
        public internal(set) var customersGoingDark: [CustomerID] = []

        /// The copies that stop working, as far as they are written down.
        public internal(set) var copies: [Deployed] = []

        /// How many copies were exported.
        public var exports: Int { credentials.map(\.exports).reduce(0, +) }
    }

    /// The parts, by their first credential's name.
    public internal(set) var parts: [Part]
    /// What was asked for.
    public let named: [Name]

    /// Credentials that die without having been named.
    public var others: [Name] {
        parts.flatMap(\.credentials).map(\.name).filter { !named.contains($0) }
    }

    /// The plan for `named`, which are among `all`.
    init(named: [Credential], all: [Credential]) {
        var parts: [Part] = []
        for credential in named.sorted(by: { $0.name < $1.name }) {
            if parts.contains(where: { $0.credentials.contains { $0.name == credential.name } }) { continue }
            let siblings = all.filter { credential.isSibling(of: $0) && $0.state != .revoked }
            let members = ([credential] + siblings).sorted { $0.name < $1.name }
            let uncertain = all.filter { credential.mayShareGrant(with: $0) && $0.state != .revoked }
            let part = Part(
                grant: credential.grant,
                credentials: members,
                uncertain: uncertain.sorted { $0.name < $1.name }
            )
            parts.append(part)
        }
        let dying = Set(parts.flatMap(\.credentials).map(\.name))
        for index in parts.indices { parts[index].uncertain.removeAll { dying.contains($0.name) } }
        self.parts = parts
        self.named = named.map(\.name)
    }

    /// Notes which customers go dark, by what each credential reached when somebody looked.
    mutating func note(reaches: [Name: Reach]) {
        let dying = Set(parts.flatMap(\.credentials).map(\.name))
        let staying = Set(reaches.filter { !dying.contains($0.key) }.flatMap(\.value.customers).map(\.id))
        for index in parts.indices {
            let reached = parts[index].credentials.compactMap { reaches[$0.name] }.flatMap(\.customers).map(\.id)
            parts[index].customersGoingDark = Set(reached).subtracting(staying).sorted()
        }
    }
}

extension Credential {
    /// Whether nobody knows that it is of another grant than `other`.
    fileprivate func mayShareGrant(with other: Credential) -> Bool {
        name != other.name && grantedProject != nil && grantedProject == other.grantedProject
            && (grant == nil || other.grant == nil)
    }
}

/// What became of one credential that was to be revoked.
public struct RevocationResult: Sendable {
    /// How far it is proven that the token is dead.
    public enum Proof: String, Sendable {
        /// A refresh failed with `invalid_grant`.
        case invalidGrant = "invalid_grant"
        /// Not yet: Google takes its time, or could not be asked.
        case pending
        /// It cannot be proven: the client is refused, or not there any more.
        case failed
    }

    /// The credential.
    public let credential: Name
    /// Its grant, where it is known.
    public let grant: Grant?
    /// The HTTP status of Google's answer to the revocation; nil where none came.
    public let revokeStatus: Int?
    /// How far it is proven.
    public let proof: Proof
    /// Its state now.
    public let state: Credential.State
    /// Why it is not proven, for people.
    public let reason: String?
}
