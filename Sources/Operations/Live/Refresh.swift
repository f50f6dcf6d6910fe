import Credentials
import OAuthFlow
import Sealing
import Vault

/// What Google gave for a refresh token, or for what a service account's key signed.
struct Refreshed: Sendable {
    /// The access token; an error where it was none, which only a new refresh token beside it excuses.
    let access: Result<Access, GoogleError>
    /// What is granted; nil where Google left it out.
    let scopes: [Scope]?
    let account: Account?
    let refreshTokenExpiresIn: Duration?
    /// What was not as it should be in the answer, each a sentence.
    let warnings: [String]
    /// What was refreshed, by now with the token that Google sent in its place, where it sent one.
    let subject: Refreshable

    struct Access: Sendable {
        let token: Secret
        let expiresAt: Timestamp
    }
}

/// A credential with everything that an access token takes.
struct Refreshable: Sendable {
    /// An OAuth client with its secret.
    struct Client: Sendable {
        let value: OAuthClient
        let secret: Secret
    }

    var credential: Credential
    /// The refresh token, or the document of a service account's key.
    var token: Secret
    /// The client that the refresh token was granted to; nil for a service account, whose key speaks for itself.
    let client: Client?
}

extension VaultSnapshot {
    /// What a refresh of the credential `name` needs.
    ///
    /// - Throws: `OperationError.unknown` for the credential or its client; `.unusable` for a tombstone.
    mutating func refreshable(_ name: Name) throws -> Refreshable {
        var clients = OpenedClients()
        return try refreshable(name, &clients)
    }

    /// The same for one of many, whose clients are opened once each.
    mutating func refreshable(_ name: Name, _ clients: inout OpenedClients) throws -> Refreshable {
        let (credential, token) = try opened(Credential.self, name)
        guard credential.state != .revoked else { throw OperationError.unusable(name, credential.state) }
        return try refreshable(credential, token: token, &clients)
    }

    /// What a refresh of `token` needs; of a service account's key, nothing but that.
    ///
    /// - Throws: `OperationError.unknown` for the client, also where another one has its name now: what Google says to
    ///   that one says nothing about this token.
    mutating func refreshable(
        _ credential: Credential,
        token: Secret,
        _ clients: inout OpenedClients
    ) throws -> Refreshable {
        guard let known = credential.client else {
            return Refreshable(credential: credential, token: token, client: nil)
        }
        let (client, secret) = try clients.opened(known.name, in: &self)
        guard client.id == known.id else { throw OperationError.unknown(.client, known.name, nearest: nil) }
        return Refreshable(
            credential: credential,
            token: token,
            client: Refreshable.Client(value: client, secret: secret)
        )
    }
}

/// Clients opened so far: many credentials share one.
struct OpenedClients {
    private var clients: [Name: (OAuthClient, Secret)] = [:]
    private var developerTokens: [Name: Secret] = [:]

    mutating func opened(_ name: Name, in snapshot: inout VaultSnapshot) throws -> (OAuthClient, Secret) {
        if let known = clients[name] { return known }
        let client = try snapshot.opened(OAuthClient.self, name)
        clients[name] = client
        return client
    }

    /// The developer token that is kept with a client; nil where none is.
    mutating func developerToken(of client: OAuthClient?, in snapshot: inout VaultSnapshot) throws -> Secret? {
        guard let client, client.hasDeveloperToken else { return nil }
        if let known = developerTokens[client.name] { return known }
        let token = try snapshot.record(.developerToken, client.name).map { Secret(try snapshot.secretInUse(of: $0)) }
        developerTokens[client.name] = token
        return token
    }
}

extension Session {
    /// Asks Google for an access token. Where a new refresh token comes along, that is committed before anything else, an
    /// interruption included.
    ///
    /// - Parameter scopes: what is asked for; nil for all that was granted, or for what is recorded of a service account.
    /// - Throws: `GoogleError`; `OperationError.notStored` where a new refresh token could not be stored; `.unusableKey`,
    ///   `.unreadable`.
    func refresh(_ subject: Refreshable, scopes: [Scope]? = nil) async throws -> Refreshed {
        guard let client = subject.client else { return try await signedAccess(of: subject, scopes: scopes) }
        let reply = try await google.refresh(
            refreshToken: subject.token.bytes,
            client: client.value,
            secret: client.secret.bytes,
            scopes: scopes
        )
        var current = subject
        if let replacement = reply.heldReplacement { current = try keep(replacement, inPlaceOf: subject) }
        return Refreshed(
            access: reply.heldAccess(at: now()),
            scopes: reply.scopes,
            account: reply.account,
            refreshTokenExpiresIn: reply.refreshTokenExpiresIn,
            warnings: reply.warnings,
            subject: current
        )
    }

    private func keep(_ replacement: Secret, inPlaceOf old: Refreshable) throws(OperationError) -> Refreshable {
        var new = old
        new.token = replacement
        new.credential.createdAt = now()
        new.credential.isAgeKnown = true
        new.credential.lastRefreshedAt = now()
        do {
            new.credential = try underNewestKey { try $0.write { try $0.put(new, inPlaceOf: old) } }
        } catch {
            // What is lost is told to the person below; where nothing can be kept at all, that has to do.
            try? vault.keepGap(AuditNote("renew", old.credential.name.description, "a new token could not be stored"))
            throw .notStored(old.credential.name, reason: "\(error)")
        }
        return new
    }
}

extension VaultTransaction {
    /// Puts what Google sent in the place of the token of `old`; gives the credential as this transaction's key knows it.
    fileprivate mutating func put(_ new: Refreshable, inPlaceOf old: Refreshable) throws -> Credential {
        var (former, renewed) = (old.credential, new.credential)
        former.fingerprint = fingerprint(of: old.token.bytes)
        renewed.fingerprint = fingerprint(of: new.token.bytes)
        // Meanwhile it may have another name, or its name another token, which must stay.
        guard var current = try holder(of: former) else {
            try shelter(renewed, secret: new.token.bytes)
            return renewed
        }
        current.fingerprint = renewed.fingerprint
        current.createdAt = renewed.createdAt
        current.isAgeKnown = renewed.isAgeKnown
        current.lastRefreshedAt = renewed.lastRefreshedAt
        try put(current, secret: new.token.bytes)
        note(AuditNote("renew", current.name.description, "Google replaced the refresh token"))
        return renewed
    }

    /// The credential that holds the token of `credential` now, whatever its name; nil where none does any more.
    mutating func holder(of credential: Credential) throws -> Credential? {
        if let current = try value(Credential.self, credential.name), current.holdsToken(of: credential) {
            return current
        }
        return try all(Credential.self).first { $0.holdsToken(of: credential) }
    }
}

extension Credential {
    /// Whether this has the same token as `other`, and not only its name.
    func holdsToken(of other: Credential) -> Bool {
        state != .revoked && fingerprint == other.fingerprint
    }

    /// This credential after a refresh that worked.
    ///
    /// - Parameter granted: what is known to be granted; nil where the answer does not tell.
    func refreshed(_ answer: Refreshed, granted: [Scope]?, at now: Timestamp) -> Credential {
        var credential = self
        credential.lastRefreshedAt = now
        if state == .suspect || state == .expired { credential.state = .active }
        if let granted {
            credential.scopes = granted
            if credential.requiredScopes.isEmpty { credential.requiredScopes = granted }
        }
        if let limit = answer.refreshTokenExpiresIn { credential.expiresAt = now + limit }
        if credential.account == nil { credential.account = answer.account }
        return credential
    }

    /// This credential after Google refused it: not proven dead, so its token stays.
    func suspected(at now: Timestamp) -> Credential {
        guard state == .active || state == .suspect else { return self }
        var credential = self
        credential.state = expiresAt.map { $0 <= now } == true ? .expired : .suspect
        return credential
    }
}
