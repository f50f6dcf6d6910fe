import Credentials
import OAuthFlow
import Sealing
import Vault

/// A login that nothing speaks against so far.
struct LoginPlan: Sendable {
    let request: LoginRequest
    /// The credential's name, where it is known before the consent.
    let name: Name?
    let client: OAuthClient
    let secret: Secret
    /// The account that the login hint names, where the vault knows it.
    let known: Account?
    /// A token that waited to take the place, and that Google refused just now: it gives way.
    var refused: Secret?

    /// What the audit log calls it: the name, else the account that is meant, else the client.
    var subject: String { name?.description ?? request.loginHint ?? client.name.description }

    /// Checks that everything asked for was granted, as far as it is said.
    func checkScopes(_ granted: [Scope]?) throws(OperationError) {
        guard let granted else { return }
        let missing = request.scopes.filter { !granted.contains($0) }
        guard missing.isEmpty else { throw .scopesMissing(missing, granted: granted) }
    }

    /// Checks that the reply is from the account that was meant, and grants what was asked for.
    func check(_ reply: borrowing TokenReply) throws(OperationError) {
        try checkScopes(reply.scopes)
        guard let hint = request.loginHint, let account = reply.account, !isMeant(account, by: hint) else { return }
        throw .wrongAccount(expected: hint, actual: account.email)
    }

    /// Whether `account` is the one that the login hint names, as far as can be told.
    func isMeant(_ account: Account, by hint: String) -> Bool {
        if account.subject == hint || account.has(email: hint) || account.subject == known?.subject { return true }
        if known != nil || hint.allSatisfy(\.isNumber) { return false }
        // Without the scope of the address there is nothing to compare it with, and less than an address is no name.
        return account.email == nil || !hint.contains("@")
    }

    /// Checks that what is said of the credential, beside what was said of the one that it replaces, leaves room in its
    /// description for what Google says.
    ///
    /// - Throws: `VaultError.tooLarge`.
    func checkSize(replacing old: Credential?, at now: Timestamp) throws {
        let draft = credential(of: nil, scopes: request.scopes, at: now)
        try (old?.succeeded(by: draft) ?? draft).checkWords()
    }

    /// The credential that the reply makes, without the token's fingerprint.
    func credential(_ reply: borrowing TokenReply, at now: Timestamp) -> Credential {
        let scopes = reply.scopes ?? request.scopes
        var credential = credential(of: reply.account, scopes: scopes, at: now)
        credential.lastRefreshedAt = now
        credential.expiresAt = reply.refreshTokenExpiresIn.map { now + $0 }
        return credential
    }

    private func credential(of account: Account?, scopes: [Scope], at now: Timestamp) -> Credential {
        var credential = Credential(
            name: name ?? account?.email.flatMap { Name(nearestTo: $0) } ?? client.name,
            kind: .user,
            account: account,
            client: Credential.Client(name: client.name, id: client.id, project: client.project),
            scopes: scopes,
            requiredScopes: request.scopes,
            createdAt: now,
            fingerprint: ""
        )
        credential.owner = request.owner
        credential.tags = request.tags
        return credential
    }
}

extension TokenReply {
    /// The access token, or what is wrong with it.
    func heldAccess(at now: Timestamp) -> Result<Refreshed.Access, GoogleError> {
        switch access {
        case .success(let access):
            .success(Refreshed.Access(token: Secret(access.token.copy()), expiresAt: now + access.expiresIn))
        case .failure(let error): .failure(error)
        }
    }

    /// What was not as it should be, each a sentence.
    var warnings: [String] {
        strangeFields.map { "\($0) in google's answer is not what it should be, and was passed over" }
    }

    /// The refresh token, which a login must bring.
    func heldRefreshToken() throws(OperationError) -> Secret {
        switch refreshToken {
        case .some(let token): return Secret(token.copy())
        case .none: throw .noRefreshToken
        }
    }

    /// The refresh token that came with a refresh and replaces the one that was used; nil as a rule.
    var heldReplacement: Secret? {
        switch refreshToken {
        case .some(let token): Secret(token.copy())
        case .none: nil
        }
    }
}

extension VaultSnapshot {
    /// The desktop client called `name`, or the only one there is.
    mutating func desktopClient(_ name: Name?) throws -> OAuthClient {
        if let name {
            let client = try known(OAuthClient.self, name)
            guard client.kind == .installed else { throw OperationError.wrongClientKind(name, needed: .installed) }
            return client
        }
        let clients = try all(OAuthClient.self)
        let fitting = clients.filter { $0.kind == .installed }
        if let client = fitting.first, fitting.count == 1 { return client }
        if fitting.isEmpty, let other = clients.first {
            throw OperationError.wrongClientKind(other.name, needed: .installed)
        }
        throw OperationError.whichClient(fitting.map(\.name).sorted())
    }

    /// Checks that one more token pushes none out, as far as is known here.
    mutating func checkMints(account: Account, clientID: String) throws {
        guard let subject = account.subject else { return }
        let name = try MintLedger.recordName(subject: subject, clientID: clientID)
        guard let ledger = try value(MintLedger.self, name), ledger.isNearLimit else { return }
        throw OperationError.nearMintLimit(count: ledger.times.count, account: account.name)
    }
}
