import Credentials
import GoogleHTTP

/// What stands under `installed` or `web`.
struct ClientSecretSection: Decodable {
    enum CodingKeys: String, CodingKey {
        case clientID = "client_id"
        case clientSecret = "client_secret"
        case projectID = "project_id"
        case authorize = "auth_uri"
        case token = "token_uri"
        case revoke = "revoke_uri"
        case redirectURIs = "redirect_uris"
    }

    private let clientID: String?
    private let clientSecret: String?
    private let projectID: String?
    private let authorize: String?
    private let token: String?
    private let revoke: String?
    private let redirectURIs: [String]?

    private static let byteLimit = 2048

    /// A field that must be there: printable ASCII without blanks, and not what an example says in its place.
    func text(_ key: CodingKeys) throws(ClientSecretFileError) -> String {
        guard let text = try optionalText(key) else { throw .missing(field: key.rawValue) }
        guard !text.isPlaceholder else { throw .placeholder(field: key.rawValue) }
        // The two change places easily.
        let isOther = key == .clientID ? text.hasPrefix("GOCSPX-") : text.hasSuffix(".apps.googleusercontent.com")
        guard !isOther else { throw .malformed(field: key.rawValue) }
        return text
    }

    /// A field that may be missing, or empty, which is the same.
    func optionalText(_ key: CodingKeys) throws(ClientSecretFileError) -> String? {
        guard let text = value(key), !text.isEmpty else { return nil }
        guard text.isToken(within: Self.byteLimit) else { throw .malformed(field: key.rawValue) }
        return text
    }

    /// The redirect addresses.
    func checkedRedirectURIs() throws(ClientSecretFileError) -> [String] {
        let addresses = redirectURIs ?? []
        guard addresses.count <= 100, addresses.allSatisfy({ $0.isToken(within: Self.byteLimit) }) else {
            throw .malformed(field: CodingKeys.redirectURIs.rawValue)
        }
        return addresses
    }

    /// Where the client speaks to Google.
    func endpoints(allowingOthers: Bool) throws(ClientSecretFileError) -> OAuthClient.Endpoints {
        let google = OAuthClient.Endpoints.google
        let token = try endpoint(.token, google.token, Self.tokenAliases, allowingOthers)
        // A stand-in's tokens are nobody's business at Google: without an address of its own, it revokes where it issues.
        let revoke = token == google.token ? google.revoke : sibling("revoke", of: token)
        return OAuthClient.Endpoints(
            authorize: try endpoint(.authorize, google.authorize, Self.authorizeAliases, allowingOthers),
            token: token,
            revoke: try endpoint(
                .revoke,
                revoke,
                [google.revoke, "https://accounts.google.com/o/oauth2/revoke"],
                allowingOthers
            )
        )
    }

    private static let authorizeAliases = [
        OAuthClient.Endpoints.google.authorize,
        "https://accounts.google.com/o/oauth2/auth",
    ]
    private static let tokenAliases = [
        OAuthClient.Endpoints.google.token,
        "https://accounts.google.com/o/oauth2/token",
        "https://www.googleapis.com/oauth2/v3/token",
        "https://www.googleapis.com/oauth2/v4/token",
    ]

    /// The address that `key` names, else `standard`; an alias stands for its first.
    private func endpoint(
        _ key: CodingKeys,
        _ standard: String,
        _ aliases: [String],
        _ allowingOthers: Bool
    ) throws(ClientSecretFileError) -> String {
        guard let text = value(key), !text.isEmpty else { return standard }
        let address: Address
        do { address = try Address(text) } catch { throw .unusableEndpoint(field: key.rawValue, error) }
        if aliases.contains(address.description) { return aliases[0] }
        guard allowingOthers else { throw .foreignEndpoint(field: key.rawValue, host: address.host) }
        return address.description
    }

    private func sibling(_ name: String, of address: String) -> String {
        let path = address.prefix { $0 != "?" }
        return path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex) + "/" + name
    }

    private func value(_ key: CodingKeys) -> String? {
        switch key {
        case .clientID: clientID
        case .clientSecret: clientSecret
        case .projectID: projectID
        case .authorize: authorize
        case .token: token
        case .revoke: revoke
        case .redirectURIs: nil
        }
    }
}

extension String {
    /// Visible ASCII alone, and not too much of it.
    fileprivate func isToken(within byteLimit: Int) -> Bool {
        utf8.count <= byteLimit && utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }

    /// What guides and redacted files put in the place of a value: YOUR_CLIENT_ID, <secret>, GOCSPX-xxxx, ****.
    fileprivate var isPlaceholder: Bool {
        let text = uppercased()
        let beginnings = [
            "INSERT_", "YOUR_", "YOUR-", "ENTER_", "REPLACE_", "CHANGE_", "CHANGEME", "PLACEHOLDER", "REDACTED", "<",
            "[", "{", "$",
        ]
        if beginnings.contains(where: text.hasPrefix) { return true }
        let core = (text.hasPrefix("GOCSPX-") ? text.dropFirst(7) : text[...]).prefix { $0 != "." }
        return Set(core).isSubset(of: ["X", "*", "-", "…"])
    }
}
