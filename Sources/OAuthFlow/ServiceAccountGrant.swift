public import Credentials
import GoogleHTTP
import Sealing

extension Google {
    /// Asks for an access token by what a service account signs (RFC 7523 §2.1), at Google's own endpoint. No refresh
    /// token comes along: the key is what lasts.
    ///
    /// - Parameter scopes: what the token shall be good for, at least one.
    /// - Throws: `GoogleError`; `.invalidGrant` with `.keyRefused` for a key that was deleted or disabled, and with
    ///   `.accountNotFound`; `.delegation` where the account may not act for the user; `.clock`.
    public func access(signedBy account: ServiceAccount, scopes: [Scope]) async throws(GoogleError) -> TokenReply {
        let endpoint = OAuthClient.Endpoints.google.token
        var assertion: [UInt8]
        do {
            assertion = try account.assertion(scopes: scopes, audience: endpoint, at: now())
        } catch {
            throw .http(.configuration("the key of \(account.email) does not sign"))
        }
        var form = Form()
        form.add("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
        // For an hour it is as good as a token.
        form.add("assertion", SecretBytes(wiping: &assertion))
        var call = Call(post: form, to: try address(endpoint))
        call.isTransient = { OAuthErrorReply($0)?.isTransient ?? false }
        let answer = try await succeed(call, expecting: .tokenReply)
        return try TokenReply(answer.body, clientID: account.email, at: now())
    }
}
