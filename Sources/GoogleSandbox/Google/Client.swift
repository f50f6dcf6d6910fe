/// An OAuth client of a Cloud project.
public struct Client: Sendable, Codable, Equatable {
    /// Where a client runs, which decides the redirects it may name.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// A desktop client: any port and path on the loopback address (RFC 8252 §7.3).
        case installed
        /// A web client: its registered redirect URIs, letter by letter.
        case web
    }

    /// The client id; its leading digits are the project's number.
    public let id: String
    /// The client secret.
    public let secret: String
    /// The Cloud project: with the account it makes the grant.
    public let project: String
    /// Desktop or web.
    public let kind: Kind
    /// The registered redirect URIs.
    public let redirectURIs: [String]
    /// The consent screen is External and in testing: refresh tokens live seven days.
    public var isTesting: Bool
    /// The one domain whose accounts may consent (an internal consent screen); nil: every account.
    public var internalDomain: String?
    /// Deleted in the console: it is refused everywhere.
    public var isDeleted: Bool

    /// The file that Google's console hands out for this client.
    public var secretFile: JSON {
        var fields: [String: JSON] = [
            "client_id": .string(id),
            "project_id": .string(project),
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": "https://oauth2.googleapis.com/token",
            "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
            "client_secret": .string(secret),
        ]
        if !redirectURIs.isEmpty { fields["redirect_uris"] = .array(redirectURIs.map(JSON.string)) }
        return .object([kind.rawValue: .object(fields)])
    }

    /// Whether a consent may be sent to this address.
    func allows(redirect: String) -> Bool {
        switch kind {
        case .web: redirectURIs.contains(redirect)
        case .installed: isLoopback(redirect)
        }
    }
}

/// Any port and path of http on this machine, and nothing that only begins like it (`http://127.0.0.1@elsewhere`).
private func isLoopback(_ redirect: String) -> Bool {
    guard redirect.hasPrefix("http://"), !redirect.contains("#") else { return false }
    let authority = redirect.dropFirst("http://".count).prefix { $0 != "/" && $0 != "?" }
    for host in ["127.0.0.1", "[::1]", "localhost"] where authority.hasPrefix(host) {
        let port = authority.dropFirst(host.count)
        if port.isEmpty { return true }
        if port.first == ":", let number = UInt16(port.dropFirst()), number > 0 { return true }
    }
    return false
}
