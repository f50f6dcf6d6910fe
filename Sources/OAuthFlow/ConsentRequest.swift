public import Credentials
public import GoogleHTTP

/// What a person is asked at Google: the address of the consent page, with all that it has to know.
public struct ConsentRequest: Sendable {
    /// Where consent is asked, before any folding for development.
    public let endpoint: Address
    private let parameters: [(name: String, value: String)]

    /// The request of `client` for `scopes`.
    ///
    /// - Parameters:
    ///   - redirectURI: where the answer goes, exactly as the exchange will repeat it.
    ///   - challenge: `PKCE.challenge`.
    ///   - loginHint: the e-mail address or `sub` of the account that is meant.
    ///   - hostedDomain: the Workspace domain that the account belongs to.
    /// - Throws: what is wrong with the client's authorization endpoint.
    public init(
        client: OAuthClient,
        scopes: [Scope],
        redirectURI: String,
        state: ConsentState,
        challenge: String,
        loginHint: String? = nil,
        hostedDomain: String? = nil
    ) throws(Address.Invalid) {
        endpoint = try Address(client.endpoints.authorize)
        parameters =
            [
                ("client_id", client.id),
                ("redirect_uri", redirectURI),
                ("response_type", "code"),
                ("scope", scopes.map(\.description).joined(separator: " ")),
                ("state", state.text),
                ("code_challenge", challenge),
                ("code_challenge_method", "S256"),
                ("access_type", "offline"),
                // Without it a web client gets a refresh token the first time only.
                ("prompt", "consent"),
                ("include_granted_scopes", "true"),
            ]
            + [("login_hint", loginHint), ("hd", hostedDomain)].compactMap { name, value in value.map { (name, $0) } }
    }

    /// The address to open in a browser, its endpoint sent through `fold` (`HTTPConfiguration.folded`).
    public func address(through fold: (Address) -> Address = { $0 }) -> Address {
        let query = parameters.map { "\($0.name)=\(percentEncoded($0.value))" }.joined(separator: "&")
        let folded = fold(endpoint)
        return folded.withTarget(folded.target + (folded.target.contains("?") ? "&" : "?") + query)
    }
}
