public import Credentials
import GoogleHTTP
public import Sealing

/// What Google knows about an access token.
public struct TokenInfo: Sendable, Equatable {
    /// The client that it was given to.
    public let audience: String
    /// The client that asked for it, where Google says so.
    public let authorizedParty: String?
    /// What it permits.
    public let scopes: [Scope]
    /// How long it lives from now.
    public let expiresIn: Duration
    /// Whether it came with a refresh token (`offline`) or without (`online`).
    public let accessType: String?
    /// The account's number, where openid was granted.
    public let subject: String?
    /// The account's address, where that scope was granted.
    public let email: String?
    /// Whether Google has seen that the address is the account's.
    public let isEmailVerified: Bool?

    /// The account, where its number is known.
    public var account: Account? { subject.map { Account(email: email, subject: $0) } }

    init(_ body: borrowing SecretBytes) throws(GoogleError) {
        let fields: Fields = try body.decoded(expecting: .tokenInfo)
        guard let expiresIn = fields.expires_in.lifetime else {
            throw .nonsense(.field("expires_in"), expecting: .tokenInfo)
        }
        audience = fields.aud
        authorizedParty = fields.azp
        scopes = Scope.list(fields.scope ?? "")
        self.expiresIn = expiresIn
        accessType = fields.access_type
        subject = fields.sub.flatMap { IDToken.isSubject($0) ? $0 : nil }
        email = fields.email.flatMap { IDToken.isEmail($0) ? $0 : nil }
        isEmailVerified = fields.email_verified?.value
    }

    private struct Fields: Decodable {
        let aud: String
        let azp: String?
        let scope: String?
        let expires_in: WholeNumber
        let access_type: String?
        let sub: String?
        let email: String?
        let email_verified: TruthValue?
    }
}

extension Google {
    /// Asks what an access token is good for. It knows no refresh tokens: refreshing is the only test of one.
    ///
    /// - Parameter client: whose endpoints are asked; nil asks Google's own, as for a service account.
    /// - Throws: `GoogleError`; `.invalidToken` for a token that is over, revoked, or none.
    public func tokenInfo(accessToken: borrowing SecretBytes, client: OAuthClient?) async throws(GoogleError)
        -> TokenInfo
    {
        var form = Form()
        form.add("access_token", accessToken)
        let endpoints = client?.endpoints ?? .google
        let address = try address(endpoints.token).withTarget("/tokeninfo")
        return try TokenInfo(await succeed(Call(post: form, to: address), expecting: .tokenInfo).body)
    }
}
