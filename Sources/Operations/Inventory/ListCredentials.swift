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

/// A credential as an inventory shows it.
public struct Listed: Hashable, Sendable {
    /// What is known of it.
    public let credential: Credential
    /// What ends it next if nothing is done; nil where nothing is known to.
    public let nextRisk: Risk?

    /// A credential among the tokens that were minted for its account and client; nil where nobody counted.
    public init(_ credential: Credential, among mints: MintLedger? = nil) {
        self.credential = credential
        nextRisk = credential.nextRisk(among: mints)
    }
}

extension Session {
    /// The credentials that pass `filter`, with what ends each next. Nothing secret is read.
    ///
    /// - Throws: `OperationError.unknown` for a lone name that there is none of; `VaultError`.
    public func inventory(_ filter: Filter = Filter(), sort: SortOrder = .name) throws -> [Listed] {
        var all: [Listed] = try vault.read { snapshot in
            guard let name = filter.onlyName else { return try snapshot.listed(filter) }
            let listed = try snapshot.listed(name)
            return try snapshot.passing([listed.credential], filter).isEmpty ? [] : [listed]
        }
        switch sort {
        case .name: all.sort { $0.credential.name < $1.credential.name }
        case .owner: all.sort { ($0.owner, $0.credential.name) < ($1.owner, $1.credential.name) }
        case .risk: all.sort { ($0.end, $0.credential.name) < ($1.end, $1.credential.name) }
        }
        return all
    }

    /// One of these.
    ///
    /// - Throws: `OperationError.unknown`; `VaultError`.
    public func listed(_ name: Name) throws -> Listed {
        try vault.read { try $0.listed(name) }
    }

    /// The credentials that pass `filter`, by name. Nothing secret is read.
    ///
    /// - Throws: as `inventory`.
    public func list(_ filter: Filter = Filter()) throws -> [Credential] {
        try vault.read { snapshot in
            let all =
                if let name = filter.onlyName { [try snapshot.known(Credential.self, name)] } else {
                    try snapshot.all(Credential.self)
                }
            return try snapshot.passing(all, filter)
        }.sorted { $0.name < $1.name }
    }

    /// One credential, without its secret.
    ///
    /// - Throws: `OperationError.unknown`; `VaultError`.
    public func show(_ name: Name) throws -> Credential {
        try vault.read { try $0.known(Credential.self, name) }
    }
}

extension Listed {
    fileprivate var owner: String { credential.owner ?? "\u{10ffff}" }

    /// When it ends; what seems to have ended comes before all else, and what may end with the next login too.
    fileprivate var end: Timestamp {
        if [.suspect, .expired].contains(credential.state) { return Timestamp(milliseconds: .min) }
        guard let nextRisk else { return Timestamp(milliseconds: .max) }
        return nextRisk.at ?? Timestamp(milliseconds: .min)
    }
}

extension VaultSnapshot {
    /// Those of `credentials` that pass `filter`.
    ///
    /// - Throws: `OperationError.unknown` for a name that there is none of: a slip would pass for a result.
    fileprivate mutating func passing(_ credentials: [Credential], _ filter: Filter) throws -> [Credential] {
        let wanted = filter.plainNames
        if !wanted.isEmpty {
            let names = Set(credentials.map(\.name))
            if let missing = wanted.first(where: { !names.contains($0) }) {
                throw OperationError.unknown(.credential, missing, nearest: nearest(missing, in: Array(names)))
            }
        }
        let passing = credentials.filter(filter.passes)
        guard !filter.customers.isEmpty else { return passing }
        return try passing.filter { try reach(of: $0.name)?.contains(filter.customers) == true }
    }

    fileprivate mutating func listed(_ name: Name) throws -> Listed {
        let credential = try known(Credential.self, name)
        guard let subject = credential.account?.subject, let client = credential.client else {
            return Listed(credential)
        }
        let ledger = try MintLedger.recordName(subject: subject, clientID: client.id)
        return Listed(credential, among: try value(MintLedger.self, ledger))
    }

    /// Credentials and the ledgers that matter, in one scan.
    fileprivate mutating func listed(_ filter: Filter) throws -> [Listed] {
        enum Found: Sendable {
            case credential(Credential)
            case crowded(MintLedger)
        }
        let found: [Found] = try records { record in
            if record.type == RecordType.credential.rawValue { return .credential(try record.described()) }
            guard record.type == RecordType.mints.rawValue else { return nil }
            let ledger: MintLedger = try record.described()
            return ledger.isNearLimit ? .crowded(ledger) : nil
        }
        var all: [Credential] = []
        var ledgers: [String: [MintLedger]] = [:]
        for found in found {
            switch found {
            case .credential(let credential): all.append(credential)
            case .crowded(let ledger): ledgers[ledger.subject, default: []].append(ledger)
            }
        }
        return try passing(all, filter).map { credential in
            guard let subject = credential.account?.subject, let own = ledgers[subject] else {
                return Listed(credential)
            }
            return Listed(credential, among: own.first { $0.clientID == credential.client?.id })
        }
    }
}
