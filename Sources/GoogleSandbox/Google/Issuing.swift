import Crypto
import Foundation

/// How many refresh tokens an account and a client can have alive; one more kills the oldest.
let liveTokenLimit = 100

/// Making tokens, and telling the live ones from the dead.
extension Google {
    /// Makes refresh tokens without a consent in a browser: quickly, many, and under the same limits.
    /// - Parameters:
    ///   - scopes: long or short names; they are recorded as granted.
    ///   - accessSeconds: access for a limited time; nil: for good.
    /// - Returns: the tokens, oldest first. Beyond a hundred the first ones are dead already.
    public func mint(
        _ count: Int = 1,
        account email: String,
        client clientID: String,
        scopes: [String] = ["openid", "email", "https://www.googleapis.com/auth/adwords"],
        accessSeconds: Int? = nil
    ) throws(DirectoryError) -> [String] {
        guard let account = account(named: email) else { throw .unknownAccount(email) }
        guard let client = clients[clientID] else { throw .unknownClient(clientID) }
        let (valid, unknown) = Scopes.parse(scopes.joined(separator: " "))
        if let scope = unknown.first { throw .unknownScope(scope) }
        let id = Grant.ID(sub: account.sub, project: client.project)
        settle(id)
        let granted = Set(Scopes.completed(valid))
        grants[id, default: Grant()].scopes.formUnion(granted)
        grants[id, default: Grant()].clients.insert(client.id)
        var tokens: [String] = []
        for _ in 0..<count {
            tokens.append(issueRefreshToken(to: client, for: account, scopes: granted, accessSeconds: accessSeconds))
        }
        return tokens
    }

    /// Whether a refresh token would still work, without using it.
    public func isLive(_ token: String) -> Bool {
        if let grant = refreshTokens[token]?.grant { settle(grant) }
        return lives(token)
    }

    /// The same, before any revocation that has become due.
    func lives(_ token: String) -> Bool {
        guard let token = refreshTokens[token], !token.isDead else { return false }
        return token.expires.map { $0 > now } ?? true
    }

    func issueRefreshToken(
        to client: Client,
        for account: Account,
        scopes: Set<String>,
        accessSeconds: Int?
    ) -> String {
        let text = randomText(prefix: "1//0", byteCount: 72)
        let grant = Grant.ID(sub: account.sub, project: client.project)
        let testingSeconds = client.isTesting && !scopes.isSubset(of: Scopes.signIn) ? 7 * 86_400 : nil
        let seconds = [accessSeconds, testingSeconds].compactMap(\.self).min()
        refreshTokens[text] = RefreshToken(
            grant: grant,
            email: account.email,
            clientID: client.id,
            scopes: scopes,
            expires: seconds.map { now.addingTimeInterval(TimeInterval($0)) },
            lastUsed: now
        )
        grants[grant, default: Grant()].refreshTokens.append(text)
        let slot = TokenSlot(sub: account.sub, clientID: client.id)
        liveTokens[slot, default: []].append(text)
        if liveTokens[slot, default: []].count > liveTokenLimit {
            liveTokens[slot]?.removeAll { !lives($0) }
            let surplus = max(0, liveTokens[slot, default: []].count - liveTokenLimit)
            for oldest in liveTokens[slot, default: []].prefix(surplus) { refreshTokens[oldest]?.isDead = true }
            liveTokens[slot]?.removeFirst(surplus)
        }
        return text
    }

    /// Puts a new refresh token in the place of one that dies; nil when there is none to replace.
    func replace(_ old: String) -> String? {
        guard let token = refreshTokens[old] else { return nil }
        let new = randomText(prefix: "1//0", byteCount: 72)
        refreshTokens[new] = token
        refreshTokens[old]?.isDead = true
        grants[token.grant]?.refreshTokens.append(new)
        let slot = TokenSlot(sub: token.grant.sub, clientID: token.clientID)
        if let place = liveTokens[slot]?.firstIndex(of: old) { liveTokens[slot]?[place] = new }
        return new
    }

    func issueAccessToken(to client: Client, for account: Account, scopes: Set<String>, isOffline: Bool) -> String {
        let text = randomText(prefix: "ya29.a0", byteCount: 160)
        let grant = Grant.ID(sub: account.sub, project: client.project)
        accessTokens[text] = AccessToken(
            grant: grant,
            email: account.email,
            clientID: client.id,
            scopes: scopes,
            isOffline: isOffline,
            expires: now.addingTimeInterval(3600)
        )
        grants[grant, default: Grant()].accessTokens.append(text)
        return text
    }

    /// Who the account is, as a JWT. Its signature is noise: the token comes from the token endpoint itself, where
    /// none is needed (OpenID Connect Core §3.1.3.7).
    func identityToken(of account: Account, for client: Client, scopes: Set<String>, accessToken: String) -> String {
        let issued = Int(now.timeIntervalSince1970)
        let half = Array(SHA256.hash(data: Data(accessToken.utf8))).prefix(16)
        var claims: [String: JSON] = [
            "iss": "https://accounts.google.com", "azp": .string(client.id), "aud": .string(client.id),
            "sub": .string(account.sub), "at_hash": .string(base64URL(half)),
            "iat": .integer(issued), "exp": .integer(issued + 3600),
        ]
        if scopes.contains(Scopes.email) {
            claims["email"] = .string(account.email)
            claims["email_verified"] = true
        }
        if let domain = account.hostedDomain { claims["hd"] = .string(domain) }
        let header: JSON = ["alg": "RS256", "kid": "sandbox", "typ": "JWT"]
        let parts = [header.text, JSON.object(claims).text].map { base64URL($0.utf8) }
        return parts.joined(separator: ".") + "." + randomText(prefix: "", byteCount: 256)
    }
}
