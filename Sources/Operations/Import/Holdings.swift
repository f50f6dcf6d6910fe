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
    private(set) var credentials: [Credential] = []
    /// The tokens that wait to replace those of credentials.
    private var waiting: [Credential] = []
    /// All clients, those of a vault by name.
    private(set) var clients: [Client] = []

    // A file may bring thousands: where they stand in the lists.
    private var places: [Name: Int] = [:]
    private var placesByFingerprint: [String: [Int]] = [:]
    private var clientPlaces: [String: [Int]] = [:]

    /// What has this secret, dead or alive.
    func holder(of fingerprint: String) -> Credential? {
        let all = placesByFingerprint[fingerprint, default: []].map { credentials[$0] }
        return all.first { $0.state != .revoked } ?? all.first
            ?? waiting.first { $0.fingerprint == fingerprint }
    }

    /// The client of this id, and of several the one with this secret.
    func client(id: String, secret: String) -> Client? {
        let all = clientPlaces[id, default: []].map { clients[$0] }
        return all.first { $0.secret == secret } ?? all.first
    }

    /// The credential of this name.
    func credential(named name: Name) -> Credential? {
        places[name].map { credentials[$0] }
    }

    /// Adds a credential, in place of a tombstone of its name.
    mutating func add(_ credential: Credential) {
        if let place = places[credential.name] {
            placesByFingerprint[credentials[place].fingerprint]?.removeAll { $0 == place }
            credentials[place] = credential
            placesByFingerprint[credential.fingerprint, default: []].append(place)
        } else {
            places[credential.name] = credentials.count
            placesByFingerprint[credential.fingerprint, default: []].append(credentials.count)
            credentials.append(credential)
        }
    }

    /// Calls a credential by another name.
    mutating func rename(_ name: Name, to other: Name) {
        guard let place = places.removeValue(forKey: name) else { return }
        credentials[place].name = other
        places[other] = place
    }

    /// Adds a client.
    mutating func add(_ client: Client) {
        clientPlaces[client.client.id, default: []].append(clients.count)
        clients.append(client)
    }

    /// Keeps a developer token with a client.
    mutating func keep(developerToken: String, with client: OAuthClient) {
        for place in clientPlaces[client.id, default: []] where clients[place].client.name == client.name {
            clients[place].developerToken = developerToken
            clients[place].client.hasDeveloperToken = true
        }
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
        var found: [Client] = []
        for held in all {
            switch held {
            case .credential(let credential): add(credential)
            case .waiting(let credential): waiting.append(credential)
            case .client(let held): found.append(try client(held))
            }
        }
        for client in found.sorted(by: { $0.client.name < $1.client.name }) { add(client) }
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
