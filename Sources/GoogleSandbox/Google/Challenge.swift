import Crypto
import Foundation

/// What a consent request binds its code to (PKCE, RFC 7636).
enum Challenge: Equatable {
    case sha256(String)
    case plain(String)

    /// Reads the two parameters of the request; nil where there is no challenge.
    static func parse(challenge: String?, method: String?) throws(Blocked) -> Challenge? {
        guard let challenge else {
            if method == nil { return nil }
            throw Blocked(error: .invalidRequest, detail: "code_challenge_method needs a code_challenge")
        }
        guard (43...128).contains(challenge.utf8.count) else {
            throw Blocked(error: .invalidRequest, detail: "code_challenge has not 43 to 128 characters")
        }
        switch method {
        case "S256": return .sha256(challenge)
        case "plain", nil: return .plain(challenge)
        default: throw Blocked(error: .invalidRequest, detail: "code_challenge_method is neither S256 nor plain")
        }
    }

    func isAnswered(by verifier: String) -> Bool {
        switch self {
        case .plain(let text): text == verifier
        case .sha256(let text): text == base64URL(SHA256.hash(data: Data(verifier.utf8)))
        }
    }
}
