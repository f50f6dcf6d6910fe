import Credentials
import Sealing

/// A service account that can sign for itself, or for a user of its Workspace.
public struct ServiceAccount: Sendable {
    /// Its address, by which Google knows who signed.
    public let email: String
    /// The id of the key, by which Google finds what to check the signature with.
    public let keyID: String
    /// The user for whom it acts, by domain-wide delegation; nil where it acts for itself.
    public let impersonatedEmail: String?
    private let key: SigningKey

    /// The account `email`, which signs by `key`.
    public init(email: String, keyID: String, key: SigningKey, impersonatedEmail: String? = nil) {
        self.email = email
        self.keyID = keyID
        self.key = key
        self.impersonatedEmail = impersonatedEmail
    }

    /// How long an assertion holds, which is the longest that Google takes.
    static let lifetime = Duration.seconds(3600)

    /// The claim that the account made at `now` for an access token, signed: a JWT (RFC 7519, RFC 7523 §3) with the claims
    /// that Google names ("Using OAuth 2.0 for Server to Server Applications").
    func assertion(scopes: [Scope], audience: String, at now: Timestamp) throws -> [UInt8] {
        var header = JSONWriter()
        header.object { writer in
            writer.field("alg", "RS256")
            writer.field("typ", "JWT")
            writer.field("kid", keyID)
        }
        var claims = JSONWriter()
        claims.object { writer in
            writer.field("iss", email)
            if let impersonatedEmail { writer.field("sub", impersonatedEmail) }
            writer.field("scope", scopes.map(\.description).joined(separator: " "))
            writer.field("aud", audience)
            writer.field("iat", now.milliseconds / 1000)
            writer.field("exp", (now + Self.lifetime).milliseconds / 1000)
        }
        let signed = Array("\(base64URL(header.bytes)).\(base64URL(claims.bytes))".utf8)
        return signed + Array(".\(base64URL(try key.signature(of: signed)))".utf8)
    }
}
