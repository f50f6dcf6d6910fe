import Credentials
import OAuthFlow
import Vault

extension Session {
    /// Tries the token that waits to replace that of `name`, and puts it in its place when it works.
    ///
    /// - Returns: the credential with its new token; nil where none was waiting, or none waits any more.
    /// - Throws: `OperationError.successorDead` when Google refuses the new one: one refusal proves nothing, so it goes on
    ///   waiting; `.wrongAccount` when it turns out to be another account's: then the old one stays; `.google` for
    ///   everything else: then both stay.
    func proveSuccessor(of name: Name) async throws -> Credential? {
        guard let waiting = try vault.read({ try $0.waiting(for: name) }) else { return nil }
        return try await prove(waiting)
    }

    /// The same before a consent makes another token.
    ///
    /// - Returns: the credential where the token works; the token where Google refuses it.
    /// - Throws: as `proveSuccessor`, but for `.successorDead`.
    func tryWaiting(for name: Name) async throws -> (renewed: Credential?, refused: Secret?) {
        guard let waiting = try vault.read({ try $0.waiting(for: name) }) else { return (nil, nil) }
        do {
            return (try await prove(waiting), nil)
        } catch OperationError.successorDead {
            return (nil, waiting.successor.token)
        }
    }

    private func prove(_ waiting: Waiting) async throws -> Credential? {
        let name = waiting.old.name
        let reply: Proof
        do throws(GoogleError) {
            reply = try await refresh(waiting.successor)
        } catch .invalidGrant {
            throw OperationError.successorDead(name)
        } catch {
            throw OperationError.google(error)
        }
        if waiting.successor.credential.account == nil, let expected = waiting.old.account, let actual = reply.account,
            actual.subject != expected.subject
        {
            try forget(waiting, of: actual)
            throw OperationError.wrongAccount(expected: expected.name, actual: actual.email)
        }
        do {
            return try underNewestKey { try $0.write { try $0.promote(waiting, proven: reply) } }
        } catch  where reply.replacement != nil {
            throw OperationError.notStored(name, reason: "\(error)")
        }
    }

    private func refresh(_ subject: Refreshable) async throws(GoogleError) -> Proof {
        guard let client = subject.client else { preconditionFailure("only a refresh token waits for another's place") }
        let reply = try await google.refresh(
            refreshToken: subject.token.bytes,
            client: client.value,
            secret: client.secret.bytes
        )
        return Proof(replacement: reply.heldReplacement, account: reply.account)
    }

    /// Gives up a token that is not of the account that was meant, as a login does.
    private func forget(_ waiting: Waiting, of account: Account) throws {
        try vault.write { transaction in
            let name = waiting.old.name
            let successor = waiting.successor.credential
            guard try transaction.successor(of: name)?.fingerprint == successor.fingerprint else { return }
            try transaction.removeSuccessor(of: name)
            if let client = successor.client { _ = try transaction.countMint(of: account, by: client.id) }
            let reason = "the new token is another account's and is dropped"
            transaction.note(AuditNote("rotate token", name.description, reason))
        }
    }
}

/// What a refresh of a waiting token brought.
private struct Proof: Sendable {
    let replacement: Secret?
    let account: Account?
}

extension VaultTransaction {
    /// Puts a waiting token that works in the place of the old one, unless somebody changed either meanwhile.
    fileprivate mutating func promote(_ waiting: Waiting, proven: Proof) throws -> Credential? {
        let name = waiting.old.name
        let token = proven.replacement ?? waiting.successor.token
        guard var successor = try successor(of: name), let old = try value(Credential.self, name),
            successor.fingerprint == fingerprint(of: waiting.successor.token.bytes), old.state != .revoking
        else {
            var replaced = waiting.successor.credential
            replaced.fingerprint = fingerprint(of: token.bytes)
            if proven.replacement != nil { try shelter(replaced, secret: token.bytes) }
            return nil
        }
        successor.fingerprint = fingerprint(of: token.bytes)
        successor.account = successor.account ?? proven.account
        successor.lastRefreshedAt = now
        try put(old.succeeded(by: successor), secret: token.bytes)
        try remove(.successor, name)
        note(AuditNote("rotate token", name.description, "the new token works and replaces the old one"))
        return try value(Credential.self, name)
    }
}
