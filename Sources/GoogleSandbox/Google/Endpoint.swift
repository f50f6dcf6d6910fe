/// The places at Google that a client calls.
public enum Endpoint: String, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
    case authorize, token, revoke, tokenInfo, userInfo

    /// The endpoint at a path; nil where Google has nothing for this stand-in.
    init?(path: String) {
        switch path {
        case "/o/oauth2/v2/auth", "/o/oauth2/auth": self = .authorize
        case "/token": self = .token
        case "/revoke": self = .revoke
        case "/tokeninfo": self = .tokenInfo
        case "/v1/userinfo": self = .userInfo
        default: return nil
        }
    }
}
