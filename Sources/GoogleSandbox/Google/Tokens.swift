import Foundation

extension Google {
    /// The token endpoint: a code, a refresh token or a service account's assertion against tokens.
    func answerTokenRequest(_ form: Fields) throws(Refusal) -> JSON {
        if let name = form.repeated { throw .repeated(name) }
        guard let grantType = form["grant_type"] else { throw .missing("grant_type") }
        switch grantType {
        case "authorization_code": return try exchange(form, by: authenticate(form))
        case "refresh_token": return try refresh(form, by: authenticate(form))
        case "urn:ietf:params:oauth:grant-type:jwt-bearer": return try answerAssertion(form)
        default: throw .unsupported(grantType: grantType)
        }
    }

    private func authenticate(_ form: Fields) throws(Refusal) -> Client {
        guard let id = form["client_id"], !id.isEmpty else {
            throw Refusal(error: "invalid_request", description: "Could not determine client ID from request.")
        }
        guard let client = clients[id] else { throw .unknownClient }
        guard !client.isDeleted else { throw .deletedClient }
        guard let secret = form["client_secret"] else {
            throw Refusal(error: "invalid_request", description: "client_secret is missing.")
        }
        guard secret == client.secret else { throw .wrongSecret }
        return client
    }

    private func exchange(_ form: Fields, by client: Client) throws(Refusal) -> JSON {
        guard let text = form["code"], !text.isEmpty else { throw .missing("code") }
        guard text.hasPrefix("4/") else { throw .malformedCode }
        guard let code = codes[text], code.clientID == client.id, code.expires > now else { throw .badGrant }
        guard let redirectURI = form["redirect_uri"] else { throw .missing("redirect_uri") }
        guard redirectURI == code.redirectURI else { throw .redirectMismatch }
        if let challenge = code.challenge {
            guard let verifier = form["code_verifier"] else { throw .missingVerifier }
            guard challenge.isAnswered(by: verifier) else { throw .wrongVerifier }
        }
        let account = try livingAccount(code.email)
        codes[text] = nil
        var refreshToken: String?
        if code.givesRefreshToken {
            refreshToken = issueRefreshToken(
                to: client,
                for: account,
                scopes: code.scopes,
                accessSeconds: code.accessSeconds
            )
        }
        return answer(to: client, for: account, scopes: code.scopes, isOffline: refreshToken != nil, refreshToken)
    }

    private func refresh(_ form: Fields, by client: Client) throws(Refusal) -> JSON {
        guard let text = form["refresh_token"], !text.isEmpty else { throw .missing("refresh_token") }
        guard let token = refreshTokens[text] else { throw .badGrant }
        guard token.clientID == client.id else { throw .foreignClient }
        settle(token.grant)
        guard lives(text) else { throw .deadToken }
        guard token.lastUsed.addingTimeInterval(idleLimit) > now else { throw .badGrant }
        let account = try livingAccount(token.email)
        if account.condition == .reauthenticationNeeded { throw .reauthenticationNeeded }
        let (asked, unknown) = Scopes.parse(form["scope"] ?? Scopes.list(token.scopes))
        guard unknown.isEmpty, !asked.isEmpty, token.scopes.isSuperset(of: asked) else { throw .invalidScope }
        countUse(of: token.grant)
        refreshTokens[text]?.lastUsed = now
        let replacement = settings.rotateRefreshTokens ? replace(text) : nil
        return answer(to: client, for: account, scopes: Set(asked), isOffline: true, replacement)
    }

    private func livingAccount(_ email: String) throws(Refusal) -> Account {
        guard let account = accounts[email], account.condition != .deleted else { throw .deletedAccount }
        return account
    }

    private func answer(
        to client: Client,
        for account: Account,
        scopes: Set<String>,
        isOffline: Bool,
        _ refreshToken: String?
    ) -> JSON {
        let accessToken = issueAccessToken(to: client, for: account, scopes: scopes, isOffline: isOffline)
        var fields: [String: JSON] = [
            "access_token": .string(accessToken),
            "expires_in": settings.expiresInAsString ? "3599" : 3599,
            "scope": .string(Scopes.list(scopes)),
            "token_type": "Bearer",
        ]
        if let refreshToken {
            fields["refresh_token"] = .string(refreshToken)
            if let expires = refreshTokens[refreshToken]?.expires {
                fields["refresh_token_expires_in"] = .integer(Int(expires.timeIntervalSince(now).rounded()) - 1)
            }
        }
        if scopes.contains("openid") {
            fields["id_token"] = .string(
                identityToken(of: account, for: client, scopes: scopes, accessToken: accessToken)
            )
        }
        return .object(fields)
    }
}

/// Six months without use end a refresh token.
let idleLimit: TimeInterval = 183 * 86_400
