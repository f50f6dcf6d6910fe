import Credentials

/// Why Google may refuse a refresh token, as far as the vault's own ledger tells.
public struct Cause: Sendable, Equatable {
    /// What it would be.
    public let code: Finding.Code
    /// How well it fits, from 0 to 100.
    public let likelihood: Int
    /// What speaks for it, as a sentence.
    public let evidence: String
    /// The command that mends it.
    public let next: String
}

/// What the vault knows that may explain a refusal.
struct Ledger: Sendable {
    private let mints: [MintLedger]
    private let byName: [Name: Credential]
    private let byGrant: [Grant: [Credential]]
    private let byClient: [String: [Credential]]

    /// A ledger of all credentials, tombstones included, and of when tokens were minted, by account and client.
    init(credentials: [Credential], mints: [MintLedger]) {
        self.mints = mints
        byName = Dictionary(credentials.map { ($0.name, $0) }) { first, _ in first }
        byGrant = credentials.reduce(into: [:]) { groups, credential in
            if let grant = credential.grant { groups[grant, default: []].append(credential) }
        }
        byClient = credentials.reduce(into: [:]) { groups, credential in
            if let client = credential.client { groups[client.id, default: []].append(credential) }
        }
    }

    /// The credential of this name; nil where there is none.
    func credential(_ name: Name) -> Credential? {
        byName[name]
    }

    /// What may have ended `credential`, which Google refuses at `now`; the likeliest first, never none.
    func causes(of credential: Credential, at now: Timestamp) -> [Cause] {
        let found = [
            siblingRevoked(credential), timeLimited(credential, now), testing(credential, now), idle(credential, now),
            slots(credential), clientRefused(credential), endedElsewhere(credential),
        ].compactMap(\.self)
        return found.sorted { $0.likelihood > $1.likelihood }
    }

    private func siblingRevoked(_ credential: Credential) -> Cause? {
        guard let grant = credential.grant else { return nil }
        let ended = byGrant[grant, default: []].filter { sibling in
            guard sibling.name != credential.name, let revokedAt = sibling.revokedAt else { return false }
            return revokedAt >= credential.lastProof
        }
        guard let sibling = ended.max(by: { ($0.revokedAt ?? $0.createdAt) < ($1.revokedAt ?? $1.createdAt) }),
            let at = sibling.revokedAt
        else { return nil }
        return Cause(
            code: .siblingRevoked,
            likelihood: 98,
            evidence:
                "\(sibling.name), of the same account and project, was revoked here at \(at), "
                + "which ends the whole grant",
            next: "adsvault rotate token \(credential.name)"
        )
    }

    private func timeLimited(_ credential: Credential, _ now: Timestamp) -> Cause? {
        guard let end = credential.expiresAt, end <= now, !credential.endsAsInTesting else { return nil }
        return Cause(
            code: .timeLimited,
            likelihood: 97,
            evidence: "Google gave access until \(end)",
            next: "adsvault rotate token \(credential.name)"
        )
    }

    private func testing(_ credential: Credential, _ now: Timestamp) -> Cause? {
        let next = "publish the consent screen in the Cloud console, then adsvault rotate token \(credential.name)"
        if let end = credential.expiresAt, end <= now, credential.endsAsInTesting {
            return Cause(
                code: .testing,
                likelihood: 97,
                evidence: "Google gave it seven days, until \(end): the consent screen is in testing mode",
                next: next
            )
        }
        let end = credential.createdAt + Risk.testingLimit
        // It worked before the seven days were over, and nothing shows that it worked later.
        guard credential.isAgeKnown, credential.expiresAt == nil, end <= now, credential.lastProof <= end,
            let client = credential.client
        else { return nil }
        let outlived = byClient[client.id, default: []].first {
            $0.lastProof > $0.createdAt + Risk.testingLimit
        }
        guard outlived == nil else { return nil }
        let age = now - credential.createdAt
        return Cause(
            code: .testing,
            likelihood: age < .seconds(10 * 86_400) ? 80 : 20,
            evidence:
                "it was made \(age.days) days ago and no token of client \(client.name) is known to have "
                + "lived longer than seven, as when the consent screen is in testing mode",
            next: next
        )
    }

    private func idle(_ credential: Credential, _ now: Timestamp) -> Cause? {
        guard credential.isAgeKnown || credential.lastRefreshedAt != nil else {
            return Cause(
                code: .idle,
                likelihood: 25,
                evidence: "it came in a file and never worked here: it may have been unused for six months by then",
                next: "adsvault rotate token \(credential.name)"
            )
        }
        let unused = now - credential.lastProof
        guard unused >= Risk.idleLimit else { return nil }
        return Cause(
            code: .idle,
            likelihood: 90,
            evidence:
                "nothing shows that it was used for \(unused.days) days, "
                + "and Google ends what nobody uses for six months",
            next: "adsvault rotate token \(credential.name)"
        )
    }

    private func slots(_ credential: Credential) -> Cause? {
        guard let account = credential.account, let client = credential.client else { return nil }
        let ledger = mints.first { $0.subject == account.subject && $0.clientID == client.id }
        let newer = ledger?.times.count { $0 > credential.createdAt } ?? 0
        guard newer >= MintLedger.caution else { return nil }
        return Cause(
            code: .slots,
            likelihood: newer >= MintLedger.limit ? 95 : 60,
            evidence: "\(newer) newer tokens were made for this account and client, and the 101st ends the oldest",
            next: "adsvault list --account \(account.name) --client \(client.name)"
        )
    }

    private func clientRefused(_ credential: Credential) -> Cause? {
        guard let client = credential.client else { return nil }
        let peers = byClient[client.id, default: []].filter {
            $0.name != credential.name && $0.state != .revoked
                && ($0.account == nil || $0.account?.subject != credential.account?.subject)
        }
        guard peers.count >= 3, peers.allSatisfy({ $0.state == .suspect || $0.state == .expired }) else { return nil }
        return Cause(
            code: .clientRefused,
            likelihood: 50,
            evidence:
                "none of the \(peers.count) credentials of other accounts of client \(client.name) works",
            next: Finding.lookAtClient(client.name)
        )
    }

    private func endedElsewhere(_ credential: Credential) -> Cause {
        let whose = credential.account?.name ?? "the account"
        return Cause(
            code: .endedElsewhere,
            likelihood: 30,
            evidence: "\(whose) or an administrator ended it at Google",
            next: "adsvault rotate token \(credential.name)"
        )
    }
}

extension Credential {
    /// When it was last seen to work.
    fileprivate var lastProof: Timestamp { max(lastRefreshedAt ?? createdAt, createdAt) }
}

extension Duration {
    var days: Int64 { components.seconds / 86_400 }
}
