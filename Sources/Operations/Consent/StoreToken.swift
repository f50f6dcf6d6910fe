import Credentials
import OAuthFlow
import Vault

/// A new token as it lies in the vault.
struct StoredToken: Sendable {
    var credential: Credential
    /// The credential whose token it is to replace, which is still there; nil where it replaces none.
    let predecessor: Credential?
    var siblings: [Name]
    var warnings: [String]
}

extension Session {
    /// Commits a new token: as a credential of its own, or beside the one that it is to replace.
    func store(_ draft: Credential, token: Secret, plan: LoginPlan) throws -> StoredToken {
        try underNewestKey { try $0.write { try $0.store(draft, token: token, plan: plan) } }
    }

    /// Everything after the commit: learns whose token it is where that is not known, and puts a proven token in the
    /// place of the one before it. Nothing that fails here loses anything.
    func settle(_ obtained: Obtained, _ plan: LoginPlan) async throws -> LoginOutcome {
        var stored = obtained.stored
        if let old = stored.predecessor {
            if let former = old.account, let new = stored.credential.account, former.subject != new.subject {
                let account = former.name
                stored.warnings.append("the token of \(account) was replaced here; at Google it stays alive")
            }
            do {
                stored.credential = try await proveSuccessor(of: old.name) ?? stored.credential
            } catch OperationError.google(let error) where error.isTransient {
                stored.warnings.append(
                    "the new token is stored beside the old one, but not proven yet (\(error)); adsvault check \(old.name) goes on"
                )
            }
        } else if stored.credential.account == nil {
            if case .success(let access) = obtained.access { await identify(&stored, by: access.token, plan) }
            if stored.credential.account == nil {
                let name = stored.credential.name
                stored.warnings.append("whose token it is shows with the next check: adsvault check \(name)")
            }
        }
        return LoginOutcome(credential: stored.credential, siblings: stored.siblings, warnings: stored.warnings)
    }

    /// Learns whose token it is from an access token; where that fails the account stays unknown.
    private func identify(_ stored: inout StoredToken, by token: Secret, _ plan: LoginPlan) async {
        let credential = stored.credential
        let info = try? await google.tokenInfo(accessToken: token.bytes, client: plan.client)
        guard let account = info?.account else { return }
        // The token is stored; to know its account can wait for the next check.
        let learnt = try? vault.write { transaction -> StoredToken? in
            guard var known = try transaction.holder(of: credential) else { return nil }
            known.account = account
            try transaction.update(known)
            transaction.note(AuditNote("identify", known.name.description, known.origin))
            let others = try transaction.all(Credential.self)
            return StoredToken(
                credential: known,
                predecessor: nil,
                siblings: known.siblings(among: others),
                warnings: [try transaction.countMint(of: account, by: plan.client.id)].compactMap(\.self)
            )
        }
        guard let learnt else { return }
        stored.credential = learnt.credential
        stored.siblings = learnt.siblings
        stored.warnings += learnt.warnings
        if let hint = plan.request.loginHint, !plan.isMeant(account, by: hint) {
            stored.warnings.append(
                "this is a token of \(account.name), and not of \(hint) as was meant"
            )
        }
    }

    /// Notes that a token was made and is given up: at Google it lives on, and counts.
    func noteForgotten(_ account: Account?, _ plan: LoginPlan, because reason: OperationError) {
        // The refusal is what the person has to learn; where this cannot be written, that says nothing more of it.
        try? vault.write { transaction in
            if let account { _ = try transaction.countMint(of: account, by: plan.client.id) }
            let whose = account?.name ?? "an unknown account"
            let detail = "a token of \(whose) was refused here and lives on: \(reason.word)"
            transaction.note(AuditNote("login", plan.subject, detail))
        }
    }
}

extension Credential {
    /// Whose it is and by which client, for the audit log.
    var origin: String {
        "account \(account?.name ?? "unknown")" + (client.map { ", client \($0.name)" } ?? "")
    }

    /// Those of `others` that end together with this, by name.
    fileprivate func siblings(among others: [Credential]) -> [Name] {
        others.filter { isSibling(of: $0) && $0.state != .revoked }.map(\.name).sorted()
    }
}

extension OperationError {
    /// Why a token was refused after the exchange, for the audit log.
    fileprivate var word: String {
        switch self {
        case .wrongAccount: "another account was meant"
        case .scopesMissing: "scopes are missing"
        default: "refused"
        }
    }
}

extension VaultTransaction {
    /// Puts a new token in, as a credential of its own, or beside the one that it is to replace.
    fileprivate mutating func store(_ draft: Credential, token: Secret, plan: LoginPlan) throws -> StoredToken {
        var credential = try draft.fitted()
        credential.fingerprint = fingerprint(of: token.bytes)
        var warnings: [String] = []
        if credential.scopes != draft.scopes {
            warnings.append(credential.wordsOfScopes(granted: draft.scopes.count))
        }
        let others = try all(Credential.self)
        var predecessor = others.first { $0.name == draft.name && $0.state != .revoked }
        // Two consents at once may want one name: neither token may push the other out. Nor may a revocation that
        // began meanwhile take along what came after it.
        let waiting = try successor(of: draft.name)
        let refused = plan.refused.map { fingerprint(of: $0.bytes) }
        let isFree = plan.request.replace && (waiting == nil || waiting?.fingerprint == refused)
        if let taken = predecessor, !isFree || taken.state == .revoking {
            credential.name = try freeName(near: draft.name)
            warnings.append("\(taken.name) is there already, so this is stored as \(credential.name)")
            predecessor = nil
        }
        if let old = predecessor {
            // A refusal proves nothing, so the one that waited is not dropped for it.
            if let aside = try setAside(successorOf: old.name, as: .suspect) {
                warnings.append("the token of an earlier consent, which google refuses, is kept as \(aside)")
            }
            try putSuccessor(credential, secret: token.bytes)
            credential = old.succeeded(by: credential)
        } else {
            try put(credential, secret: token.bytes)
        }
        if let account = draft.account, let warning = try countMint(of: account, by: plan.client.id) {
            warnings.append(warning)
        }
        note(
            AuditNote(predecessor == nil ? "login" : "rotate token", credential.name.description, credential.origin)
        )
        return StoredToken(
            credential: credential,
            predecessor: predecessor,
            siblings: credential.siblings(among: others),
            warnings: warnings
        )
    }

    /// Notes that one more token was minted; gives a warning where that comes near Google's limit.
    mutating func countMint(of account: Account, by clientID: String) throws -> String? {
        guard let subject = account.subject else { return nil }
        let name = try MintLedger.recordName(subject: subject, clientID: clientID)
        let known = try value(MintLedger.self, name)
        var ledger = known ?? MintLedger(subject: subject, clientID: clientID)
        ledger.add(now)
        try put(ledger)
        guard ledger.isNearLimit else { return nil }
        return
            "\(ledger.times.count) refresh tokens were made for this account and client; Google keeps \(MintLedger.limit) and ends the oldest in silence"
    }
}
