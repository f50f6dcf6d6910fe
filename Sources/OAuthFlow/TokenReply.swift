public import Credentials
public import Sealing

/// What the token endpoint gave.
public struct TokenReply: ~Copyable, Sendable {
    /// A bearer token for the APIs.
    public let accessToken: SecretBytes
    /// How long the access token lives from now.
    public let expiresIn: Duration
    /// A new refresh token, which from now on replaces an older one; nil where the older one stays.
    public let refreshToken: SecretBytes?
    /// How long the refresh token lives, where its time is limited.
    public let refreshTokenExpiresIn: Duration?
    /// What was granted; nil where Google left it out, which means exactly what was asked for (RFC 6749 §5.1).
    public let scopes: [Scope]?
    /// Who consented.
    public let identity: Identity

    /// Who consented, as the id_token has it.
    public enum Identity: Sendable, Equatable {
        /// There was no id_token: openid was not granted.
        case unknown
        /// A token whose claims are as they must be.
        case checked(IDToken)
        /// A token that must not be believed. A refresh token beside it is alive all the same, and whoever drops it
        /// loses it: this is not an error of the reply so that the caller can decide.
        case refused(IDToken.Defect)
    }

    /// The account that consented, where that is known for sure.
    public var account: Account? {
        guard case .checked(let token) = identity else { return nil }
        return token.account
    }

    /// The longest token that is accepted, in bytes. Google promises 2,048 for access and 512 for refresh tokens.
    static let maximumTokenLength = 4096

    /// Reads a reply of the token endpoint to the client `clientID`.
    ///
    /// The tokens pass through Foundation's JSON decoder, which leaves Strings that cannot be wiped; here they live
    /// no longer than this initialiser.
    init(_ body: borrowing SecretBytes, clientID: String, at now: Timestamp) throws(GoogleError) {
        let fields: Fields = try body.decoded(expecting: .tokenReply)
        func malformed(_ name: String) -> GoogleError { .nonsense(.field(name), expecting: .tokenReply) }

        guard fields.token_type?.lowercased() == "bearer" else { throw malformed("token_type") }
        guard let access = fields.access_token, let expiresIn = fields.expires_in?.lifetime else {
            throw malformed(fields.access_token == nil ? "access_token" : "expires_in")
        }
        if let seconds = fields.refresh_token_expires_in, seconds.lifetime == nil {
            throw malformed("refresh_token_expires_in")
        }
        let accessToken = try Self.token(access, named: "access_token")
        let refreshToken = try Self.optionalToken(fields.refresh_token, named: "refresh_token")

        identity =
            switch fields.id_token.map({ IDToken.read($0, clientID: clientID, at: now) }) {
            case nil: .unknown
            case .success(let token): .checked(token)
            case .failure(let defect): .refused(defect)
            }
        self.accessToken = accessToken
        self.expiresIn = expiresIn
        self.refreshToken = refreshToken
        refreshTokenExpiresIn = fields.refresh_token_expires_in?.lifetime
        scopes = fields.scope.map(Scope.list)
    }

    private struct Fields: Decodable {
        let access_token: String?
        let expires_in: WholeNumber?
        let refresh_token: String?
        let refresh_token_expires_in: WholeNumber?
        let scope: String?
        let token_type: String?
        let id_token: String?
    }

    private static func optionalToken(_ text: String?, named name: String) throws(GoogleError) -> SecretBytes? {
        guard let text else { return nil }
        return try token(text, named: name)
    }

    /// A token of 1 to 4,096 visible ASCII characters: anything else would break a header, or is none.
    private static func token(_ text: String, named name: String) throws(GoogleError) -> SecretBytes {
        var bytes = Array(text.utf8)
        defer { wipe(&bytes) }
        guard (1...maximumTokenLength).contains(bytes.count), bytes.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw .nonsense(.field(name), expecting: .tokenReply)
        }
        return SecretBytes(copying: bytes.rawBytes)
    }
}
