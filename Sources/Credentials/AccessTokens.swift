/// The access tokens that are kept of one credential, each for other scopes. Their letters stand one after the other in
/// the record's secret.
public struct AccessTokens: Hashable, Sendable {
    /// What is known of one token.
    public struct Entry: Hashable, Sendable {
        /// The scopes that were asked for, ascending; none for all that was granted.
        public var asked: [Scope]
        /// What it is good for; nil where Google left it out.
        public var granted: [Scope]?
        /// When it was obtained.
        public var obtainedAt: Timestamp
        /// When it ends.
        public var expiresAt: Timestamp
        /// How long it is.
        public var byteCount: Int

        /// A token of `byteCount` bytes.
        public init(
            asked: [Scope],
            granted: [Scope]?,
            obtainedAt: Timestamp,
            expiresAt: Timestamp,
            byteCount: Int
        ) {
            self.asked = asked
            self.granted = granted
            self.obtainedAt = obtainedAt
            self.expiresAt = expiresAt
            self.byteCount = byteCount
        }
    }

    /// How many are kept of one credential.
    public static let limit = 8

    /// The credential's name.
    public let name: Name
    /// The fingerprint of the refresh token, or the key, that they came from.
    public let origin: String
    /// The id of the client that they were made for; nil for a service account.
    public let clientID: String?
    /// What is known of each, in the order of their letters.
    public var entries: [Entry] = []

    /// No tokens yet, of what `credential` is now.
    public init(of credential: Credential) {
        self.init(name: credential.name, origin: credential.fingerprint, clientID: credential.client?.id)
    }

    init(name: Name, origin: String, clientID: String?) {
        self.name = name
        self.origin = origin
        self.clientID = clientID
    }

    /// Whether they came from the very secret that `credential` has now, and it is to be used.
    public func belong(to credential: Credential) -> Bool {
        credential.state == .active && self.name == credential.name && origin == credential.fingerprint
            && clientID == credential.client?.id
    }

    /// Where the letters of an entry stand in the record's secret.
    public func range(of index: Int) -> Range<Int> {
        let start = entries[..<index].reduce(0) { $0 + $1.byteCount }
        return start..<start + entries[index].byteCount
    }
}
