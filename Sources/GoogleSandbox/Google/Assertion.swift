import CryptoExtras
import Foundation

/// A service account's signed claim, read as Google reads it (RFC 7523 §3).
private struct Assertion {
    let keyID: String
    let issuer: String
    let subject: String?
    let audience: String
    let scope: String
    let issued: Int
    let expires: Int
    private let signed: Data
    private let signature: Data

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let header = JSON(base64URL: parts[0]), let claims = JSON(base64URL: parts[1]),
            let signature = bytes(base64URL: parts[2]), header["alg"] == "RS256",
            case .string(let keyID)? = header["kid"], case .string(let issuer)? = claims["iss"],
            case .string(let audience)? = claims["aud"], case .integer(let issued)? = claims["iat"],
            case .integer(let expires)? = claims["exp"]
        else { return nil }
        self.keyID = keyID
        self.issuer = issuer
        self.audience = audience
        self.issued = issued
        self.expires = expires
        subject = if case .string(let subject)? = claims["sub"] { subject } else { nil }
        scope = if case .string(let scope)? = claims["scope"] { scope } else { "" }
        signed = Data("\(parts[0]).\(parts[1])".utf8)
        self.signature = signature
    }

    func isSigned(by key: _RSA.Signing.PublicKey) -> Bool {
        key.isValidSignature(
            _RSA.Signing.RSASignature(rawRepresentation: signature),
            for: signed,
            padding: .insecurePKCS1v1_5
        )
    }
}

extension Google {
    /// The JWT bearer grant: an access token for what a service account's key signed.
    func answerAssertion(_ form: Fields) throws(Refusal) -> JSON {
        guard let text = form["assertion"], !text.isEmpty else { throw .missing("assertion") }
        guard let assertion = Assertion(text) else { throw .badAssertion }
        guard let owner = serviceAccounts[assertion.issuer], let account = living(assertion.issuer) else {
            throw .noServiceAccount
        }
        guard let key = owner.keys[assertion.keyID], !key.isDisabled, assertion.isSigned(by: key.publicKey) else {
            throw .badSignature
        }
        guard tokenEndpoints.contains(assertion.audience) else { throw .badAudience }
        guard isTimely(assertion) else { throw .untimely }
        let (scopes, unknown) = Scopes.parse(assertion.scope)
        guard unknown.isEmpty, !scopes.isEmpty else { throw .noAssertedScope }
        var actor = account
        if let subject = assertion.subject, subject != account.email {
            guard let user = living(subject) else { throw .noSuchUser }
            guard owner.delegatedScopes.isSuperset(of: scopes) else { throw .undelegated }
            actor = user
        }
        let token = randomText(prefix: "ya29.c.", byteCount: 160)
        accessTokens[token] = AccessToken(
            grant: Grant.ID(sub: actor.sub, project: owner.project),
            email: actor.email,
            clientID: account.sub,
            scopes: Set(scopes),
            isOffline: false,
            expires: now.addingTimeInterval(3600)
        )
        // Google does not say the scopes here.
        return ["access_token": .string(token), "expires_in": 3599, "token_type": "Bearer"]
    }

    private func living(_ email: String) -> Account? {
        accounts[email].flatMap { $0.condition == .deleted ? nil : $0 }
    }

    /// An hour long at most, begun by now and not over; clocks may differ by five minutes.
    private func isTimely(_ assertion: Assertion) -> Bool {
        let (now, leeway) = (Int(now.timeIntervalSince1970), 300)
        return assertion.issued < assertion.expires && assertion.expires - assertion.issued <= 3600
            && assertion.issued <= now + leeway && now <= assertion.expires + leeway
            && assertion.issued >= now - 3600 - leeway
    }
}

/// What an assertion may be made out to.
private let tokenEndpoints: Set = [
    "https://oauth2.googleapis.com/token", "https://www.googleapis.com/oauth2/v4/token",
    "https://accounts.google.com/o/oauth2/token",
]

/// The bytes of base64url; nil for anything else.
private func bytes(base64URL text: String) -> Data? {
    let letters = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
    return Data(base64Encoded: letters + String(repeating: "=", count: (4 - letters.utf8.count % 4) % 4))
}

extension Refusal {
    static let badAssertion = Refusal(error: "invalid_grant", description: "Bad Request")
    static let badSignature = Refusal(error: "invalid_grant", description: "Invalid JWT Signature.")
    static let badAudience = Refusal(error: "invalid_grant", description: "Invalid JWT: Failed audience check.")
    static let noServiceAccount = Refusal(error: "invalid_grant", description: "Invalid grant: account not found")
    static let noSuchUser = Refusal(error: "invalid_grant", description: "Invalid email or User ID")
    static let untimely = Refusal(
        error: "invalid_grant",
        description: "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
            + "Check your iat and exp values in the JWT claim."
    )
    static let noAssertedScope = Refusal(
        error: "invalid_scope",
        description: "Invalid OAuth scope or ID token audience provided."
    )
    static let undelegated = Refusal(
        status: 401,
        error: "unauthorized_client",
        description: "Client is unauthorized to retrieve access tokens using this method, or client not authorized "
            + "for any of the scopes requested."
    )
}
