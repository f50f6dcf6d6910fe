import Credentials
import OAuthFlow
import Sealing
import Vault

/// What Google gave for a refresh token, which is committed by now where it brought a new one.
struct Refreshed: Sendable {
    let accessToken: Secret
    let expiresAt: Timestamp
    /// What is granted; nil where Google left it out.
    let scopes: [Scope]?
    let account: Account?
    let refreshTokenExpiresIn: Duration?
}

/// A credential with everything that a refresh needs.
struct Refreshable: Sendable {
    let credential: Credential
    let token: Secret
    let client: OAuthClient
    let clientSecret: Secret
}

extension VaultTransaction {
    /// What a refresh of this credential needs.
    ///
    /// - Throws: `OperationError.unusable` for a tombstone; `.unknown` for its client.
    mutating func refreshable(_ credential: Credential) throws -> Refreshable {
        var clients = OpenedClients()
        return try refreshable(credential, &clients)
    }

    /// The same for one of many, whose clients are opened once each.
    mutating func refreshable(_ credential: Credential, _ clients: inout OpenedClients) throws -> Refreshable {
        guard credential.state != .revoked else { throw OperationError.unusable(credential.name, credential.state) }
        let (_, token) = try opened(Credential.self, credential.name)
        let (client, secret) = try clients.opened(credential.client.name, &self)
        return Refreshable(credential: credential, token: token, client: client, clientSecret: secret)
    }
}

/// Clients opened so far: many credentials share one.
struct OpenedClients {
    private var clients: [Name: (OAuthClient, Secret)] = [:]

    mutating func opened(_ name: Name, _ transaction: inout VaultTransaction) throws -> (OAuthClient, Secret) {
        if let known = clients[name] { return known }
        let client = try transaction.opened(OAuthClient.self, name)
        clients[name] = client
        return client
    }
}

extension Session {
    /// Asks Google for an access token. Where a new refresh token comes along, that is committed before anything else.
    ///
    /// - Throws: `GoogleError`; `VaultError` where a new refresh token could not be stored.
    func refresh(_ subject: Refreshable, scopes: [Scope]? = nil) async throws -> Refreshed {
        let reply = try await google.refresh(
            refreshToken: subject.token.bytes,
            client: subject.client,
            secret: subject.clientSecret.bytes,
            scopes: scopes
        )
        if let replacement = reply.heldReplacement { try store(replacement, of: subject.credential) }
        return Refreshed(
            accessToken: Secret(reply.accessToken.copy()),
            expiresAt: now() + reply.expiresIn,
            scopes: reply.scopes,
            account: reply.account,
            refreshTokenExpiresIn: reply.refreshTokenExpiresIn
        )
    }

    private func store(_ replacement: Secret, of credential: Credential) throws {
        try vault.write { transaction in
            var current = try transaction.known(Credential.self, credential.name)
            current.fingerprint = transaction.fingerprint(of: replacement.bytes)
            current.createdAt = now()
            current.lastRefreshedAt = now()
            try transaction.put(current, secret: replacement.bytes)
            transaction.note(AuditNote("renew", credential.name.description, "Google replaced the refresh token"))
        }
    }
}

extension Credential {
    /// This credential after a refresh that worked.
    func refreshed(_ answer: Refreshed, at now: Timestamp) -> Credential {
        var credential = self
        credential.lastRefreshedAt = now
        if credential.state == .suspect { credential.state = .active }
        if let scopes = answer.scopes { credential.scopes = scopes }
        if credential.requiredScopes.isEmpty { credential.requiredScopes = credential.scopes }
        if let limit = answer.refreshTokenExpiresIn { credential.expiresAt = now + limit }
        if credential.account == nil { credential.account = answer.account }
        return credential
    }

    /// This credential after Google refused it: not proven dead, so its token stays.
    func suspected(at now: Timestamp) -> Credential {
        var credential = self
        guard state == .active || state == .suspect else { return self }
        credential.state = expiresAt.map { $0 <= now } == true ? .expired : .suspect
        return credential
    }
}
