import Credentials
import OAuthFlow
import Vault

extension Session {
    /// Tries the token that waits to replace that of `name`, and puts it in its place when it works.
    ///
    /// - Parameter isLastTry: whether to drop it where Google refuses it, as one that a new consent is about to follow.
    /// - Returns: the credential with its new token; nil where none was waiting, or none waits any more.
    /// - Throws: `OperationError.successorDead` when Google refuses the new one, `.wrongAccount` when it turns out to be
    ///   another account's: then the old one stays; `.google` for everything else: then both stay.
    func proveSuccessor(of name: Name, isLastTry: Bool = false) async throws -> Credential? {
        guard let waiting = try vault.read({ try $0.waiting(for: name) }) else { return nil }
        let reply: Proof
        do throws(GoogleError) {
            reply = try await prove(waiting.successor)
        } catch .invalidGrant {
            // One refusal proves nothing, so it goes on waiting.
            guard isLastTry else { throw OperationError.successorDead(name) }
            try drop(waiting, because: "the new token does not work and is dropped")
            return nil
        } catch {
            throw OperationError.google(error)
        }
        if waiting.successor.credential.account == nil, let expected = waiting.old.account, let actual = reply.account,
            actual.subject != expected.subject
        {
            try drop(waiting, because: "the new token is another account's and is dropped")
            throw OperationError.wrongAccount(expected: expected.email ?? expected.subject, actual: actual.email)
        }
        do {
            return try vault.write { try $0.promote(waiting, proven: reply) }
        } catch  where reply.replacement != nil {
            throw OperationError.notStored(name, reason: "\(error)")
        }
    }

    private func prove(_ subject: Refreshable) async throws(GoogleError) -> Proof {
        let reply = try await google.refresh(
            refreshToken: subject.token.bytes,
            client: subject.client,
            secret: subject.clientSecret.bytes
        )
        return Proof(replacement: reply.heldReplacement, account: reply.account)
    }

    private func drop(_ waiting: Waiting, because reason: String) throws {
        try vault.write { transaction in
            let name = waiting.old.name
            guard try transaction.successor(of: name)?.fingerprint == waiting.successor.credential.fingerprint else {
                return
            }
            try transaction.removeSuccessor(of: name)
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
        guard var successor = try successor(of: name), let old = try value(Credential.self, name),
            successor.fingerprint == waiting.successor.credential.fingerprint, old.state != .revoking
        else { return nil }
        let token = proven.replacement ?? waiting.successor.token
        successor.fingerprint = fingerprint(of: token.bytes)
        successor.account = successor.account ?? proven.account
        successor.lastRefreshedAt = now
        let promoted = old.succeeded(by: successor)
        try put(promoted, secret: token.bytes)
        try remove(.successor, name)
        note(AuditNote("rotate token", name.description, "the new token works and replaces the old one"))
        return promoted
    }
}
