import Foundation

/// What an access token says about itself and its account.
extension Google {
    /// The tokeninfo endpoint: numbers and truth values are strings there.
    func answerTokenInfo(_ form: Fields) throws(Refusal) -> JSON {
        if let name = form.repeated { throw .repeated(name) }
        guard let text = form["access_token"], let token = use(accessToken: text), let account = accounts[token.email]
        else { throw .invalidAccessToken }
        var fields: [String: JSON] = [
            "azp": .string(token.clientID),
            "aud": .string(token.clientID),
            "scope": .string(Scopes.list(token.scopes)),
            "exp": .string(String(Int(token.expires.timeIntervalSince1970))),
            "expires_in": .string(String(Int(token.expires.timeIntervalSince(now)))),
            "access_type": token.isOffline ? "offline" : "online",
        ]
        if token.scopes.contains("openid") { fields["sub"] = .string(account.sub) }
        if token.scopes.contains(Scopes.email) {
            fields["email"] = .string(account.email)
            fields["email_verified"] = "true"
        }
        return .object(fields)
    }

    /// The userinfo endpoint.
    func answerUserInfo(bearer: String?) throws(Refusal) -> JSON {
        guard let bearer, let token = use(accessToken: bearer), let account = accounts[token.email],
            token.scopes.contains("openid")
        else { throw .invalidBearer }
        var fields: [String: JSON] = ["sub": .string(account.sub)]
        if token.scopes.contains(Scopes.email) {
            fields["email"] = .string(account.email)
            fields["email_verified"] = true
        }
        if let domain = account.hostedDomain { fields["hd"] = .string(domain) }
        return .object(fields)
    }

    /// Uses a live access token; nil when it is dead or strange.
    func use(accessToken text: String) -> AccessToken? {
        guard let grant = accessTokens[text]?.grant else { return nil }
        settle(grant)
        guard let token = accessTokens[text], token.expires > now else { return nil }
        guard accounts[token.email]?.condition != .deleted else { return nil }
        countUse(of: grant)
        return token
    }
}
