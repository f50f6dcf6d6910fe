/// The places at Google that a client calls.
public enum Endpoint: String, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
    case authorize, token, revoke, tokenInfo, userInfo
    /// Google Ads and Ad Manager.
    case accessibleCustomers, search, networks

    /// Whether it belongs to an API, whose errors have another form than OAuth's.
    var isAPI: Bool {
        switch self {
        case .accessibleCustomers, .search, .networks: true
        case .authorize, .token, .revoke, .tokenInfo, .userInfo: false
        }
    }

    /// The endpoint at a path; nil where Google has nothing for this stand-in.
    init?(path: String) {
        switch path {
        case "/o/oauth2/v2/auth", "/o/oauth2/auth": self = .authorize
        case "/token": self = .token
        case "/revoke": self = .revoke
        case "/tokeninfo": self = .tokenInfo
        case "/v1/userinfo": self = .userInfo
        case "/v1/networks": self = .networks
        default:
            switch AdsPath(path)?.verb {
            case .listAccessibleCustomers: self = .accessibleCustomers
            case .search: self = .search
            case nil: return nil
            }
        }
    }
}
