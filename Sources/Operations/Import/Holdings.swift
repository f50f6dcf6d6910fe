import Credentials
import Vault

/// What the vault holds of all that an import may bring.
struct Holdings: Sendable {
    /// A client, with fingerprints of its secrets.
    struct Client: Sendable {
        var client: OAuthClient
        let secret: String
        var developerToken: String?
    }

    /// All credentials, tombstones too.
    var credentials: [Credential] = []
    /// The tokens that wait to replace those of credentials.
    var waiting: [Credential] = []
    /// All clients, by name.
    var clients: [Client] = []

    /// What has this secret, dead or alive.
    func holder(of fingerprint: String) -> Credential? {
        let all = credentials.filter { $0.fingerprint == fingerprint }
        return all.first { $0.state != .revoked } ?? all.first
            ?? waiting.first { $0.fingerprint == fingerprint }
    }

    /// The client of this id, and of several the one with this secret.
    func client(id: String, secret: String) -> Client? {
        let all = clients.filter { $0.client.id == id }
        return all.first { $0.secret == secret } ?? all.first
    }
}

/// A record that an import looks at.
private enum Held: Sendable {
    case credential(Credential)
    case waiting(Credential)
    case client(OAuthClient)

    init?(_ record: Record) throws {
        switch RecordType(rawValue: record.type) {
        case .credential: self = .credential(try record.described())
        case .successor: self = .waiting(try record.described())
        case .client: self = .client(try record.described())
        default: return nil
        }
    }
}

extension Holdings {
    /// The credentials among `all`, and its clients, whose secrets are looked at one by one.
    private init(_ all: [Held], client: (OAuthClient) throws -> Client) throws {
        for held in all {
            switch held {
            case .credential(let credential): credentials.append(credential)
            case .waiting(let credential): waiting.append(credential)
            case .client(let found): clients.append(try client(found))
            }
        }
        clients.sort { $0.client.name < $1.client.name }
    }

    /// What a vault holds at one moment.
    init(_ snapshot: inout VaultSnapshot) throws {
        try self.init(try snapshot.records { try Held($0) }) { client in
            let (_, secret) = try snapshot.opened(OAuthClient.self, client.name)
            var token: String?
            if client.hasDeveloperToken, let record = try snapshot.record(.developerToken, client.name) {
                token = snapshot.fingerprint(of: try snapshot.secretInUse(of: record))
            }
            return Client(client: client, secret: snapshot.fingerprint(of: secret.bytes), developerToken: token)
        }
    }

    /// What a vault holds that is open for change.
    init(_ transaction: inout VaultTransaction) throws {
        try self.init(try transaction.records { try Held($0) }) { client in
            let (_, secret) = try transaction.opened(OAuthClient.self, client.name)
            var token: String?
            if client.hasDeveloperToken, let record = try transaction.record(.developerToken, client.name) {
                token = transaction.fingerprint(of: try transaction.secret(of: record))
            }
            return Client(client: client, secret: transaction.fingerprint(of: secret.bytes), developerToken: token)
        }
    }
}
