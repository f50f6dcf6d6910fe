/// What a text is by the way Google's texts begin. Never proof that it is one, but enough to see that it is no other.
public enum SecretKind: String, CaseIterable, Sendable {
    case authorizationCode = "an authorization code, which is good once and for minutes only"
    case accessToken = "an access token, which ends within the hour"
    case refreshToken = "a refresh token"
    case clientSecret = "a client secret"
    case clientID = "a client id"
    case privateKey = "a private key"

    /// The kind that `text` shows; nil where it shows none.
    init?(of text: String) {
        if text.hasPrefix("4/") {
            self = .authorizationCode
        } else if text.hasPrefix("ya29.") {
            self = .accessToken
        } else if text.hasPrefix("1//") {
            self = .refreshToken
        } else if text.hasPrefix("GOCSPX-") {
            self = .clientSecret
        } else if text.hasSuffix(".apps.googleusercontent.com") {
            self = .clientID
        } else if text.hasPrefix("-----BEGIN ") {
            self = .privateKey
        } else {
            return nil
        }
    }

    /// Whether it may stand for `setting`.
    func fits(_ setting: DeployedCredential.Setting) -> Bool {
        switch setting {
        case .clientID: self == .clientID
        case .clientSecret: self == .clientSecret
        case .refreshToken: self == .refreshToken
        default: false
        }
    }
}

/// Whether `text` stands in Google's samples, and in everybody's after them, where a value belongs.
func isPlaceholder(_ text: String) -> Bool {
    let text = text.lowercased()
    let letters = text.utf8.filter { $0 != UInt8(ascii: "-") }
    return text.hasPrefix("insert_") || text.hasPrefix("insert-") || text.hasPrefix("your_") || text.hasPrefix("your-")
        || text.hasSuffix("_here") || text == "changeme" || text == "change_me" || text == "todo"
        || (letters.count >= 3 && letters.allSatisfy { $0 == UInt8(ascii: "x") })
        || isInAngleBrackets(text)
}

/// Such as `<your token>`.
private func isInAngleBrackets(_ text: String) -> Bool {
    guard text.hasPrefix("<"), text.hasSuffix(">"), text.utf8.count > 2 else { return false }
    return text.unicodeScalars.dropFirst().dropLast().allSatisfy { scalar in
        switch scalar {
        case "a"..."z", " ", "_", "-": true
        default: false
        }
    }
}
