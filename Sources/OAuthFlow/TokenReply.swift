public import Credentials
public import Sealing

/// What the token endpoint gave.
public struct TokenReply: ~Copyable, Sendable {
    /// The access token, or what is wrong with it. A failure comes only beside a refresh token, which must be kept all the
    /// same: without one the whole reply is refused.
    public let access: Result<Access, GoogleError>
    /// A new refresh token, which from now on replaces an older one; nil where the older one stays.
    public let refreshToken: SecretBytes?
    /// How long the refresh token lives, where its time is limited.
    public let refreshTokenExpiresIn: Duration?
    /// What was granted; nil where Google left it out, which means exactly what was asked for (RFC 6749 §5.1).
    public let scopes: [Scope]?
    /// Who consented.
    public let identity: Identity
    /// Fields that were not what they should be, by name. They count as absent: none of them is worth a refresh token.
    public let strangeFields: [String]

    /// A bearer token for the APIs.
    public struct Access: ~Copyable, Sendable {
        /// The token.
        public let token: SecretBytes
        /// How long it lives from now.
        public let expiresIn: Duration
    }

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
    ///
    /// - Throws: `GoogleError.nonsense` for what is no reply, for a refresh token that is none, and for an access token
    ///   that is none where no refresh token could be lost with it.
    init(_ body: borrowing SecretBytes, clientID: String, at now: Timestamp) throws(GoogleError) {
        let fields: Fields = try body.decoded(expecting: .tokenReply)
        let refreshToken = try Self.refreshToken(fields)
        let access: Result<Access, GoogleError>
        do throws(GoogleError) {
            access = .success(try Self.access(fields))
        } catch {
            guard fields.refresh_token != nil else { throw error }
            access = .failure(error)
        }
        let lifetime = fields.refresh_token_expires_in?.value?.lifetime
        identity =
            switch fields.id_token {
            case nil: .unknown
            case let side?: Self.identity(side.value, clientID: clientID, at: now)
            }
        strangeFields = [
            ("refresh_token_expires_in", fields.refresh_token_expires_in != nil && lifetime == nil),
            ("scope", fields.scope?.isStrange == true),
            ("id_token", fields.id_token?.isStrange == true),
        ].filter(\.1).map(\.0)
        self.access = access
        self.refreshToken = refreshToken
        refreshTokenExpiresIn = lifetime
        scopes = fields.scope?.value.map(Scope.list)
    }

    private struct Fields: Decodable {
        let access_token: Side<String>?
        let expires_in: Side<WholeNumber>?
        let refresh_token: String?
        let refresh_token_expires_in: Side<WholeNumber>?
        let scope: Side<String>?
        let token_type: Side<String>?
        let id_token: Side<String>?
    }

    /// A field that is read where it is what it should be, and costs nothing but itself where it is not.
    private struct Side<Value: Decodable>: Decodable {
        let value: Value?

        var isStrange: Bool { value == nil }

        init(from decoder: any Decoder) {
            value = try? Value(from: decoder)  // Whatever else it is, it is strange.
        }
    }

    private static func identity(_ text: String?, clientID: String, at now: Timestamp) -> Identity {
        guard let text else { return .refused(.malformed) }
        return switch IDToken.read(text, clientID: clientID, at: now) {
        case .success(let token): .checked(token)
        case .failure(let defect): .refused(defect)
        }
    }

    private static func access(_ fields: Fields) throws(GoogleError) -> Access {
        guard fields.token_type?.value?.lowercased() == "bearer" else { throw malformed("token_type") }
        guard let text = fields.access_token?.value else { throw malformed("access_token") }
        guard let expiresIn = fields.expires_in?.value?.lifetime else { throw malformed("expires_in") }
        return Access(token: try token(text, named: "access_token"), expiresIn: expiresIn)
    }

    private static func refreshToken(_ fields: Fields) throws(GoogleError) -> SecretBytes? {
        guard let text = fields.refresh_token else { return nil }
        return try token(text, named: "refresh_token")
    }

    /// A token of 1 to 4,096 visible ASCII characters: anything else would break a header, or is none.
    private static func token(_ text: String, named name: String) throws(GoogleError) -> SecretBytes {
        var bytes = Array(text.utf8)
        defer { wipe(&bytes) }
        guard (1...maximumTokenLength).contains(bytes.count), bytes.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw malformed(name)
        }
        return SecretBytes(copying: bytes.rawBytes)
    }

    private static func malformed(_ name: String) -> GoogleError {
        .nonsense(.field(name), expecting: .tokenReply)
    }
}
