public import Credentials
import Vault

/// How a list is ordered.
public enum SortOrder: String, CaseIterable, Sendable {
    /// By name.
    case name
    /// By what is about to end first.
    case risk
    /// By the person who answers for it, then by name.
    case owner
}

extension Session {
    /// The credentials that pass `filter`. Nothing secret is read.
    ///
    /// - Throws: `OperationError.unknown` for a lone name that there is none of; `VaultError`.
    public func list(_ filter: Filter = Filter(), sort: SortOrder = .name) throws -> [Credential] {
        var credentials: [Credential] = try vault.read { snapshot in
            let all =
                if let name = filter.onlyName { [try snapshot.known(Credential.self, name)] } else {
                    try snapshot.all(Credential.self)
                }
            let passing = all.filter(filter.passes)
            guard !filter.customers.isEmpty else { return passing }
            return try passing.filter { try snapshot.reach(of: $0.name)?.contains(filter.customers) == true }
        }
        switch sort {
        case .name: credentials.sort { $0.name < $1.name }
        case .owner: credentials.sort { ($0.owner ?? "\u{10ffff}", $0.name) < ($1.owner ?? "\u{10ffff}", $1.name) }
        case .risk:
            let never = Timestamp(milliseconds: .max)
            credentials.sort { ($0.nextRisk?.at ?? never, $0.name) < ($1.nextRisk?.at ?? never, $1.name) }
        }
        return credentials
    }

    /// One credential, without its secret.
    ///
    /// - Throws: `OperationError.unknown`; `VaultError`.
    public func show(_ name: Name) throws -> Credential {
        try vault.read { try $0.known(Credential.self, name) }
    }
}
