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
        let query = parameters.map { "\($0.name)=\(Self.encoded($0.value))" }.joined(separator: "&")
        let folded = fold(endpoint)
        return folded.withTarget(folded.target + (folded.target.contains("?") ? "&" : "?") + query)
    }

    // Everything but unreserved characters (RFC 3986 §2.3). URLComponents would leave "+", which is read as a space.
    private static func encoded(_ value: String) -> String {
        value.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
