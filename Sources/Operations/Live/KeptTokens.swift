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

    /// Whether an access token seems to be kept that will do.
    func seemsKept(_ request: TokenRequest) throws -> Bool {
        let kept = try vault.read { try $0.value(AccessTokens.self, request.name) }
        return kept?.entries.contains { $0.answers(request, at: now()) } ?? false
    }
}

extension Turns {
    /// Takes the turn; false while another has it. Without turns, all goes on as well.
    func take(_ turn: borrowing Turn) -> Bool {
        do {
            return try turn.take()
        } catch {
            say("\(error)")
            return true
        }
    }

    /// Takes the turn when whoever came before has had it. Should another have it for longer than its call to Google may
    /// take, it hangs, and nobody waits any more.
    ///
    /// - Throws: `CancellationError`.
    func take(_ turn: borrowing Turn, within limit: Duration) async throws {
        do {
            if try await !turn.take(within: limit) { say("another asks since \(limit.components.seconds) s") }
        } catch let error as VaultError {
            say("\(error)")
        }
    }
}

extension VaultTransaction {
    /// The access token that is kept for this request; nil where none is, or it ends too soon.
    fileprivate mutating func keptToken(_ request: TokenRequest, at now: Timestamp) throws -> AccessToken? {
        guard let credential = try value(Credential.self, request.name), let record = try accessTokens(of: credential),
            try hasClient(of: credential)
        else { return nil }
        let tokens: AccessTokens = try record.described()
        guard let index = tokens.entries.firstIndex(where: { $0.answers(request, at: now) }) else { return nil }
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
    /// Whether it will do for a request. One that was obtained while that was being made is as new as can be.
    fileprivate func answers(_ request: TokenRequest, at now: Timestamp) -> Bool {
        asked == request.scopes && isLiving(at: now)
            && (expiresAt - now >= request.minTTL || obtainedAt >= request.askedAt)
    }

    /// Whether it is good now. What comes from a time that is yet to be was kept while the clock was wrong.
    fileprivate func isLiving(at now: Timestamp) -> Bool {
        obtainedAt <= now && now < expiresAt
    }
}
