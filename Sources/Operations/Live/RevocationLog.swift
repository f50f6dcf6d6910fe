import Credentials
import Vault

/// Writes down what a revocation does, and what could not be written as soon as that works again.
struct RevocationLog {
    let vault: Vault
    /// What should stand in the vault and does not yet; the note where it is kept nowhere else.
    private var missed: [(credentials: [Credential], note: AuditNote?)] = []

    init(vault: Vault) {
        self.vault = vault
    }

    /// Notes that these are to be revoked, now or later.
    ///
    /// - Returns: why it could not be written now; nil where it was.
    mutating func mark(_ credentials: [Credential], _ note: AuditNote) -> String? {
        let all = missed
        do {
            try vault.write { transaction in
                try transaction.catchUp(all)
                try transaction.mark(credentials)
                transaction.note(note)
            }
            missed = []
            return nil
        } catch {
            // A revocation never waits for the vault.
            return miss(credentials, note, because: error)
        }
    }

    /// Keeps what could not be written for the next writer of the vault, in this run or a later one.
    @discardableResult
    mutating func miss(_ credentials: [Credential], _ note: AuditNote, because error: any Error) -> String {
        do throws(VaultError) {
            try vault.keepGap(note)
            missed.append((credentials, nil))
            return "the log cannot be written (\(error)); its next entry will say what was done"
        } catch let other {
            missed.append((credentials, note))
            return "the log cannot be written (\(error)), nor what it lacks be kept elsewhere (\(other))"
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
            try transaction.removeReach(of: current.name)
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
    fileprivate mutating func catchUp(_ missed: [(credentials: [Credential], note: AuditNote?)]) throws {
        for (credentials, note) in missed {
            try mark(credentials)
            guard let note else { continue }
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
        guard let subject = credential.account?.subject, let client = credential.client else { return }
        let name = try MintLedger.recordName(subject: subject, clientID: client.id)
        guard var ledger = try value(MintLedger.self, name) else { return }
        ledger.forget(before: moment)
        if ledger.times.isEmpty { try remove(.mints, name) } else { try put(ledger) }
    }
}
