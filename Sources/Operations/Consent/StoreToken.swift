import Credentials
import OAuthFlow
import Vault

/// A new token as it lies in the vault.
struct StoredToken: Sendable {
    var credential: Credential
    /// The credential whose token it is to replace, which is still there; nil where it replaces none.
    let predecessor: Credential?
    let siblings: [Name]
    var warnings: [String]
}

extension Session {
    /// Commits a new token: as a credential of its own, or beside the one that it is to replace.
    func store(_ draft: Credential, token: Secret, plan: LoginPlan) throws -> StoredToken {
        try vault.write { transaction in
            var credential = draft
            var warnings: [String] = []
            let others = try transaction.all(Credential.self)
            var predecessor = others.first { $0.name == draft.name && $0.state != .revoked }
            if let taken = predecessor, !plan.request.replace {
                credential.name = freeName(near: draft.name, taken: others.map(\.name))
                warnings.append("\(taken.name) is there already, so this is stored as \(credential.name)")
                predecessor = nil
            }
            if let old = predecessor {
                credential.exports = old.exports
                credential.loginCustomerID = old.loginCustomerID
                try transaction.putSuccessor(credential, secret: token.bytes)
            } else {
                try transaction.put(credential, secret: token.bytes)
            }
            if let warning = try transaction.countMint(of: credential) { warnings.append(warning) }
            transaction.note(
                AuditNote(predecessor == nil ? "login" : "rotate token", credential.name.description, credential.origin)
            )
            let siblings = others.filter { credential.isSibling(of: $0) && $0.state != .revoked }
            return StoredToken(
                credential: credential,
                predecessor: predecessor,
                siblings: siblings.map(\.name).sorted(),
                warnings: warnings
            )
        }
    }

    /// Everything after the commit: learns whose token it is where that is not known, and puts a proven token in the
    /// place of the one before it. Nothing that fails here loses anything.
    func settle(_ obtained: Obtained, _ plan: LoginPlan) async throws -> LoginOutcome {
        var stored = obtained.stored
        if let old = stored.predecessor {
            if let account = old.account, account.subject != stored.credential.account?.subject {
                let subject = account.email ?? account.subject
                stored.warnings.append("the token of \(subject) was replaced here; at Google it stays alive")
            }
            do {
                stored.credential = try await proveSuccessor(of: old.name) ?? stored.credential
            } catch OperationError.google(let error) where error.isTransient {
                stored.warnings.append(
                    "the new token is stored beside the old one, but not proven yet (\(error)); adsvault check \(old.name) goes on"
                )
            }
        } else if stored.credential.account == nil {
            stored.credential = await identify(stored.credential, obtained.accessToken, plan.client)
        }
        return LoginOutcome(credential: stored.credential, siblings: stored.siblings, warnings: stored.warnings)
    }

    /// Tries the token that waits to replace that of `name`, and puts it in its place when it works.
    ///
    /// - Returns: the credential with its new token; nil where none was waiting.
    /// - Throws: `OperationError.successorDead` when Google does not know the new one: then the old one stays;
    ///   `.google` for everything else: then both stay.
    func proveSuccessor(of name: Name) async throws -> Credential? {
        let waiting = try vault.write { try $0.successor(of: name) }
        guard let (credential, token) = waiting else { return nil }
        let (client, secret) = try vault.write { try $0.opened(OAuthClient.self, credential.client.name) }
        let replacement: Secret?
        do throws(GoogleError) {
            let reply = try await google.refresh(refreshToken: token.bytes, client: client, secret: secret.bytes)
            replacement = reply.heldReplacement
        } catch .invalidGrant {
            try vault.write { transaction in
                try transaction.remove(.successor, name)
                transaction.note(AuditNote("rotate token", name.description, "the new token does not work and is dropped"))
            }
            throw OperationError.successorDead(name)
        } catch {
            throw OperationError.google(error)
        }
        return try vault.write { transaction in
            if let replacement, let (successor, _) = try transaction.successor(of: name) {
                var renewed = successor
                renewed.fingerprint = transaction.fingerprint(of: replacement.bytes)
                try transaction.putSuccessor(renewed, secret: replacement.bytes)
            }
            let promoted = try transaction.promoteSuccessor(of: name)
            transaction.note(AuditNote("rotate token", name.description, "the new token works and replaces the old one"))
            return promoted
        }
    }

    /// Learns whose token it is from an access token; where that fails the account stays unknown.
    private func identify(_ credential: Credential, _ token: Secret, _ client: OAuthClient) async -> Credential {
        let info = try? await google.tokenInfo(accessToken: token.bytes, client: client)
        guard let account = info?.account else { return credential }
        // The token is stored; to know its account can wait for the next check.
        let learnt = try? vault.write { transaction in
            var known = try transaction.known(Credential.self, credential.name)
            known.account = account
            try transaction.update(known)
            transaction.note(AuditNote("identify", known.name.description, account.email ?? account.subject))
            return known
        }
        return learnt ?? credential
    }

    private func freeName(near name: Name, taken: [Name]) -> Name {
        let stem = name.description.prefix(Name.maximumLength - 8)
        var number = 2
        while true {
            if let candidate = try? Name("\(stem)-\(number)"), !taken.contains(candidate) { return candidate }
            number += 1
        }
    }
}

extension Credential {
    /// Whose it is and by which client, for the audit log.
    var origin: String {
        "account \(account?.email ?? account?.subject ?? "unknown"), client \(client.name)"
    }
}

extension VaultTransaction {
    /// Notes that one more token was minted; gives a warning where that comes near Google's limit.
    mutating func countMint(of credential: Credential) throws -> String? {
        guard let subject = credential.account?.subject else { return nil }
        let name = try MintLedger.recordName(subject: subject, clientID: credential.client.id)
        let known = try value(MintLedger.self, name)
        var ledger = known ?? MintLedger(subject: subject, clientID: credential.client.id)
        ledger.add(now)
        try put(ledger)
        guard ledger.isNearLimit else { return nil }
        return "\(ledger.times.count) refresh tokens were made for this account and client; Google keeps \(MintLedger.limit) and ends the oldest in silence"
    }
}
