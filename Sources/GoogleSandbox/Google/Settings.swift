/// How Google behaves as long as nothing else is said.
public struct Settings: Sendable, Codable, Equatable {
    /// A consent whose account is known (login hint or order) is given without a page. Off: a person or a browser decides.
    public var automaticConsent = true
    /// Every refresh answers with a new refresh token, and the old one dies.
    public var rotateRefreshTokens = false
    /// `expires_in` is written as a string.
    public var expiresInAsString = false
    /// How many further uses of a revoked grant's tokens still succeed. A consent given meanwhile ends with the grant.
    public var revocationDelayUses = 0
    /// How many seconds of the stand-in's clock a revoked grant still lives, beside the uses it has left.
    public var revocationDelaySeconds = 0
    /// How many rows a search of Google Ads answers at once.
    public var searchPageRows = 10_000
    /// Every so many requests but consents one is answered 503 or 500, in turn, and does nothing; 0: none is.
    public var failEvery = 0
    /// How long every answer of Google's endpoints is held back.
    public var answerDelayMilliseconds = 0
}
