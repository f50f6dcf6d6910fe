public import Credentials
import GoogleHTTP
public import Sealing

extension Google {
    /// Exchanges an authorization code for tokens (RFC 6749 §4.1.3, RFC 7636 §4.5).
    ///
    /// The code works once, so the call is repeated only where Google cannot have acted on it; see
    /// `RetryingTransport`. **The reply may hold the only copy of a refresh token: seal it before anything else.**
    ///
    /// - Parameter redirectURI: The one of the consent request, letter by letter.
    /// - Throws: `GoogleError`; `.invalidGrant` with `.badRequest` for a code that is wrong, used or too old.
    public func exchange(
        code: borrowing SecretBytes,
        verifier: borrowing SecretBytes,
        redirectURI: String,
        client: OAuthClient,
        secret: borrowing SecretBytes
    ) async throws(GoogleError) -> TokenReply {
        var form = Form()
        form.add("grant_type", "authorization_code")
        form.add("code", code)
        form.add("code_verifier", verifier)
        form.add("redirect_uri", redirectURI)
        form.add("client_id", client.id)
        form.add("client_secret", secret)
        let address = try address(client.endpoints.token)
        return try await tokens(Call(post: form, to: address, repetition: .onlyIfUnprocessed), client: client)
    }

    /// Asks for an access token (RFC 6749 §6).
    ///
    /// **Where the reply holds a refresh token, that replaces the old one and must be committed before the access
    /// token is used.**
    ///
    /// - Parameter scopes: A part of what was granted, or nil for all of it.
    /// - Throws: `GoogleError`; `.invalidGrant` for a token that is dead, or seems so.
    public func refresh(
        refreshToken: borrowing SecretBytes,
        client: OAuthClient,
        secret: borrowing SecretBytes,
        scopes: [Scope]? = nil
    ) async throws(GoogleError) -> TokenReply {
        var form = Form()
        form.add("grant_type", "refresh_token")
        form.add("refresh_token", refreshToken)
        form.add("client_id", client.id)
        form.add("client_secret", secret)
        if let scopes { form.add("scope", scopes.map(\.description).joined(separator: " ")) }
        return try await tokens(Call(post: form, to: address(client.endpoints.token)), client: client)
    }

    private func tokens(_ call: consuming Call, client: OAuthClient) async throws(GoogleError) -> TokenReply {
        call.isTransient = { OAuthErrorReply($0)?.isTransient ?? false }
        // Google may have made a refresh token by now: whoever is interrupted still takes it.
        call.outlivesCancellation = true
        let answer = try await succeed(call, expecting: .tokenReply)
        return try TokenReply(answer.body, clientID: client.id, at: now())
    }
}
