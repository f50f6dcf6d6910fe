import Credentials
import Vault

/// Writes down what a revocation does, and what could not be written as soon as that works again.
struct RevocationLog {
    let vault: Vault
    /// What should stand in the vault and does not yet.
    private var missed: [(credentials: [Credential], note: AuditNote)] = []

    init(vault: Vault) {
        self.vault = vault
    }

    /// Notes that these are to be revoked, now or later.
    mutating func mark(_ credentials: [Credential], _ note: AuditNote) {
        let all = missed
        do {
            try vault.write { transaction in
                try transaction.catchUp(all)
                try transaction.mark(credentials)
                transaction.note(note)
            }
            missed = []
        } catch {
            // A revocation never waits for the vault.
            missed.append((credentials, note))
        }
    }

    /// Writes what was missed, where that works by now.
    mutating func retry() {
        guard !missed.isEmpty else { return }
        let all = missed
        do {
            try vault.write { try $0.catchUp(all) }
            missed = []
        } catch {
            // It stays missed, for the next write.
        }
    }

    /// Leaves a tombstone of a credential whose token is proven dead: the description stays, the secret goes.
    ///
    /// - Parameter ended: when Google was asked to end the grant and did; nil where the token was dead by itself.
    /// - Returns: the state that the credential's name has now; nil where there is none of that name.
    mutating func shred(_ credential: Credential, at time: Timestamp, ended: Timestamp?) throws -> Credential.State? {
        let all = missed
        let state: Credential.State? = try vault.write { transaction in
            try transaction.catchUp(all)
            // By now the token may lie under another name, and the name may be another token's.
            guard var current = try transaction.holder(of: credential) else {
                return try transaction.value(Credential.self, credential.name)?.state
            }
            current.state = .revoked
            current.revokedAt = time
            try transaction.put(current)
            try transaction.endSuccessor(of: current)
            if let ended { try transaction.forgetMints(of: current, before: ended) }
            transaction.note(AuditNote("revoked", current.name.description, "proven by invalid_grant"))
            return .revoked
        }
        missed = []
        return state
    }
}

extension VaultTransaction {
    fileprivate mutating func catchUp(_ missed: [(credentials: [Credential], note: AuditNote)]) throws {
        for (credentials, note) in missed {
            try mark(credentials)
            self.note(AuditNote("gap", note.subject, "went unrecorded: \(note.action) \(note.detail)"))
        }
    }

    fileprivate mutating func mark(_ credentials: [Credential]) throws {
        for credential in credentials {
            guard var current = try holder(of: credential) else { continue }
            current.state = .revoking
            try update(current)
        }
    }

    /// The token that waits to replace one of the same grant has ended with it; another's lives on, and is kept.
    fileprivate mutating func endSuccessor(of credential: Credential) throws {
        guard let waiting = try successor(of: credential.name) else { return }
        if waiting.grant != nil, waiting.grant == credential.grant {
            try removeSuccessor(of: credential.name)
        } else {
            try setAside(successorOf: credential.name)
        }
    }

    /// With the grant all its tokens ended, so none that was made before counts towards Google's limit any more.
    fileprivate mutating func forgetMints(of credential: Credential, before moment: Timestamp) throws {
        guard let subject = credential.account?.subject else { return }
        let name = try MintLedger.recordName(subject: subject, clientID: credential.client.id)
        guard var ledger = try value(MintLedger.self, name) else { return }
        ledger.forget(before: moment)
        if ledger.times.isEmpty { try remove(.mints, name) } else { try put(ledger) }
    }
}
