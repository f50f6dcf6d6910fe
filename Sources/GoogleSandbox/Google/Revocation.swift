import Foundation

/// Ending grants: every token of the account for every client of the Cloud project.
extension Google {
    /// The revocation endpoint.
    func answerRevocation(_ form: Fields) throws(Refusal) {
        if let name = form.repeated { throw .repeated(name) }
        guard let text = form["token"], !text.isEmpty else { throw .missing("token") }
        guard let grant = refreshTokens[text]?.grant ?? accessTokens[text]?.grant else { throw .alreadyDead }
        settle(grant)
        guard lives(text) || accessTokens[text].map({ $0.expires > now }) ?? false else { throw .alreadyDead }
        revoke(grant)
    }

    /// The account removes the client's project from its connections, at once, as at myaccount.google.com.
    /// - Parameter project: nil ends all grants of the account.
    public func revokeByUser(_ email: String, project: String? = nil) throws(DirectoryError) {
        guard let account = account(named: email) else { throw .unknownAccount(email) }
        for id in grants.keys where id.sub == account.sub && (project == nil || id.project == project) {
            end(id)
        }
    }

    private func revoke(_ id: Grant.ID) {
        guard grants[id]?.ending == nil else { return }
        let delay = TimeInterval(settings.revocationDelaySeconds)
        grants[id]?.ending = Grant.Ending(
            usesLeft: settings.revocationDelayUses,
            earliest: now.addingTimeInterval(delay)
        )
        settle(id)
    }

    /// Ends a grant whose revocation was asked for, once its time has come.
    func settle(_ id: Grant.ID) {
        guard let ending = grants[id]?.ending, ending.usesLeft == 0, ending.earliest <= now else { return }
        end(id)
    }

    /// Counts one use of a token of the grant, for revocations that take effect late.
    func countUse(of id: Grant.ID) {
        guard let uses = grants[id]?.ending?.usesLeft, uses > 0 else { return }
        grants[id]?.ending?.usesLeft = uses - 1
    }

    private func end(_ id: Grant.ID) {
        guard let grant = grants.removeValue(forKey: id) else { return }
        for token in grant.refreshTokens { refreshTokens[token]?.isDead = true }
        for token in grant.accessTokens { accessTokens[token] = nil }
        codes = codes.filter { $0.value.grant != id }
        for slot in liveTokens.keys where slot.sub == id.sub { liveTokens[slot]?.removeAll { !lives($0) } }
    }
}
