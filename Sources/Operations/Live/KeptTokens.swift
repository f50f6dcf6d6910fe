import Credentials
import Sealing
import Vault

extension Session {
    /// An access token that is kept and will do; nil where none will.
    func keptToken(_ request: TokenRequest) throws -> AccessToken? {
        /// Nothing was shown, so nothing is to be committed.
        struct Nothing: Error {}
        do {
            return try noting {
                try vault.write { transaction in
                    guard let token = try transaction.keptToken(request, at: now()) else { throw Nothing() }
                    transaction.note(AuditNote("token", request.name.description, "from the vault"))
                    return token
                }
            }
        } catch is Nothing {
            return nil
        }
    }

    /// Runs `body` while nobody else on this machine has the turn at this credential.
    ///
    /// Should another have it for longer than its call to Google may take, it hangs, and nobody waits any more.
    func inTurn<Answer: ~Copyable>(at name: Name, _ body: () async throws -> Answer) async throws -> Answer {
        let turn = try await turn(at: name)
        let answer = try await body()
        _ = consume turn
        return answer
    }

    private func turn(at name: Name) async throws -> Turn? {
        guard let turns, let turn = turns.turn(at: .accessToken, name, of: vault) else { return nil }
        do {
            if try await turn.take(within: turnLimit) { return turn }
            turns.say("another asks since \(turnLimit.components.seconds) s")
        } catch let error as VaultError {
            turns.say("\(error)")
        }
        return nil
    }
}

extension VaultTransaction {
    /// The access token that is kept for this request; nil where none is, or it ends too soon. One that was obtained while
    /// this was being asked for is as new as can be.
    fileprivate mutating func keptToken(_ request: TokenRequest, at now: Timestamp) throws -> AccessToken? {
        guard let credential = try value(Credential.self, request.name), let record = try accessTokens(of: credential),
            try hasClient(of: credential)
        else { return nil }
        let tokens: AccessTokens = try record.described()
        let index = tokens.entries.firstIndex { entry in
            entry.asked == request.scopes && entry.isLiving(at: now)
                && (entry.expiresAt - now >= request.minTTL || entry.obtainedAt >= request.askedAt)
        }
        guard let index else { return nil }
        let range = tokens.range(of: index)
        let secret = try secret(of: record)
        guard range.upperBound <= secret.byteCount else { return nil }
        return AccessToken(
            secret: secret.withBytes { SecretBytes(copying: $0.extracting(range)) },
            expiresAt: tokens.entries[index].expiresAt,
            scopes: tokens.entries[index].granted,
            isKept: true,
            warnings: []
        )
    }

    /// Keeps an access token that a credential has just given, beside those of other scopes.
    mutating func keep(
        _ access: Refreshed.Access,
        granted: [Scope]?,
        of credential: Credential,
        for request: TokenRequest,
        at now: Timestamp
    ) throws {
        guard credential.state == .active else { return }
        var tokens = AccessTokens(of: credential)
        var secrets: [Secret] = []
        if let record = try accessTokens(of: credential) {
            let kept: AccessTokens = try record.described()
            let letters = try secret(of: record)
            for (index, entry) in kept.entries.enumerated()
            where entry.asked != request.scopes && entry.isLiving(at: now) {
                let range = kept.range(of: index)
                guard range.upperBound <= letters.byteCount else { break }
                tokens.entries.append(entry)
                secrets.append(Secret(letters.withBytes { SecretBytes(copying: $0.extracting(range)) }))
            }
        }
        tokens.entries.append(
            AccessTokens.Entry(
                asked: request.scopes,
                granted: granted,
                obtainedAt: now,
                expiresAt: access.expiresAt,
                byteCount: access.token.bytes.byteCount
            )
        )
        secrets.append(access.token)
        while try tokens.entries.count > AccessTokens.limit || tokens.description().count > RecordDraft.maximumMeta {
            tokens.entries.removeFirst()
            secrets.removeFirst()
        }
        // Google may name more scopes than fit: then there is nothing to keep.
        guard !tokens.entries.isEmpty else { return try removeAccessTokens(of: credential.name) }
        var letters = SecretBuffer(capacity: secrets.reduce(0) { $0 + $1.bytes.byteCount })
        for secret in secrets { letters.append(secret.bytes) }
        try put(tokens, secret: letters.finish())
    }

    /// Whether the client that a credential needs, where it needs one, is the one of its name here.
    private mutating func hasClient(of credential: Credential) throws -> Bool {
        guard let client = credential.client else { return true }
        return try value(OAuthClient.self, client.name)?.id == client.id
    }

    /// Drops the access tokens that are kept under a name, where there are any.
    mutating func removeAccessTokens(of name: Name) throws {
        if try record(.accessToken, name) != nil { try remove(.accessToken, name) }
    }

    /// The record of access tokens that came from the very token which `credential` has now; nil where there is none.
    private mutating func accessTokens(of credential: Credential) throws -> Record? {
        guard let record = try record(.accessToken, credential.name) else { return nil }
        let tokens: AccessTokens = try record.described()
        return tokens.belong(to: credential) ? record : nil
    }
}

extension AccessTokens.Entry {
    /// Whether it is good now. What comes from a time that is yet to be was kept while the clock was wrong.
    fileprivate func isLiving(at now: Timestamp) -> Bool {
        obtainedAt <= now && now < expiresAt
    }
}
