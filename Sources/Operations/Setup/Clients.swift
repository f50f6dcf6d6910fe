public import Credentials
public import OAuthFlow
public import Sealing
import Vault

extension Session {
    /// Stores an OAuth client out of its file.
    ///
    /// - Parameter name: nil takes the project's name.
    /// - Throws: `OperationError.taken` where a client of this name is there already.
    public func addClient(_ file: borrowing ClientSecretFile, name: Name?) throws -> OAuthClient {
        guard let name = name ?? Name(nearestTo: file.project) ?? Name(nearestTo: file.id) else {
            throw OperationError.whichClient([])
        }
        let client = file.client(named: name, createdAt: now())
        let secret = file.secret.copy()
        return try vault.write { transaction in
            guard try transaction.record(.client, name) == nil else { throw OperationError.taken(.client, name) }
            try transaction.put(client, secret: secret)
            transaction.note(AuditNote("client add", name.description, client.id))
            return client
        }
    }

    /// All OAuth clients, by name.
    public func clients() throws -> [OAuthClient] {
        try vault.read { try $0.all(OAuthClient.self) }.sorted { $0.name < $1.name }
    }

    /// Keeps a developer token with a client.
    ///
    /// - Throws: `OperationError.unknown`.
    public func setDeveloperToken(_ token: borrowing SecretBytes, ofClient name: Name) throws -> OAuthClient {
        let token = Secret(token.copy())
        return try vault.write { transaction in
            var client = try transaction.known(OAuthClient.self, name)
            client.hasDeveloperToken = true
            try transaction.put(client.draft(as: .developerToken), secret: token.bytes)
            try transaction.update(client)
            transaction.note(AuditNote("client set", name.description, "developer token"))
            return client
        }
    }

    /// Removes a client and its secret.
    ///
    /// - Parameter evenIfUsed: also where credentials of it would be of no use any more.
    /// - Throws: `OperationError.unknown`, `.clientInUse`.
    public func removeClient(_ name: Name, evenIfUsed: Bool) throws {
        try vault.write { transaction in
            let client = try transaction.known(OAuthClient.self, name)
            let users = try transaction.all(Credential.self).filter { $0.client?.name == name && $0.state != .revoked }
            guard evenIfUsed || users.isEmpty else {
                throw OperationError.clientInUse(name, by: users.map(\.name).sorted())
            }
            try transaction.remove(.client, name)
            if client.hasDeveloperToken { try transaction.remove(.developerToken, name) }
            transaction.note(AuditNote("client remove", name.description, client.id))
        }
    }
}
