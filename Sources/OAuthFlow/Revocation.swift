public import Credentials
import GoogleHTTP
public import Sealing

/// What Google said to a revocation. Neither is a proof that the grant is over: it takes effect late, and only a
/// refresh that fails with `invalid_grant` shows it.
public enum RevocationAnswer: Sendable, Equatable {
    /// Done: 200.
    case revoked
    /// The token was dead already: 400 with `invalid_token`.
    case alreadyDead

    /// The HTTP status it came with.
    public var status: Int {
        switch self {
        case .revoked: 200
        case .alreadyDead: 400
        }
    }
}

extension Google {
    /// Ends the **whole grant** that `token` belongs to: every token of its account for every client of the client's
    /// Cloud project (RFC 7009, and beyond it). The token goes in the body, never in the URL.
    ///
    /// - Parameter token: A refresh token or an access token.
    /// - Throws: `GoogleError`; nothing is known then, and asking again does no harm.
    public func revoke(_ token: borrowing SecretBytes, client: OAuthClient) async throws(GoogleError)
        -> RevocationAnswer
    {
        var form = Form()
        form.add("token", token)
        let answer = try await send(Call(post: form, to: address(client.endpoints.revoke)))
        if answer.status == 200 { return .revoked }
        if answer.status == 400, OAuthErrorReply(answer)?.code == "invalid_token" { return .alreadyDead }
        throw GoogleError(refusing: answer, expecting: .revocation)
    }
}
