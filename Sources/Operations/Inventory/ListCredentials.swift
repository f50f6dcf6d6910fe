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
        let credentials: [Credential] = try vault.read { snapshot in
            if let name = filter.onlyName { return [try snapshot.known(Credential.self, name)] }
            return try snapshot.all(Credential.self)
        }
        let byName = credentials.filter(filter.passes).sorted { $0.name < $1.name }
        switch sort {
        case .name: return byName
        case .owner: return byName.sorted { ($0.owner ?? "\u{10ffff}", $0.name) < ($1.owner ?? "\u{10ffff}", $1.name) }
        case .risk:
            let never = Timestamp(milliseconds: .max)
            return byName.sorted { ($0.nextRisk?.at ?? never, $0.name) < ($1.nextRisk?.at ?? never, $1.name) }
        }
    }

    /// One credential, without its secret.
    ///
    /// - Throws: `OperationError.unknown`; `VaultError`.
    public func show(_ name: Name) throws -> Credential {
        try vault.read { try $0.known(Credential.self, name) }
    }
}
