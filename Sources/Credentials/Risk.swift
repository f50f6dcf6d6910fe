/// What may end a credential next, and when.
public struct Risk: Hashable, Sendable {
    /// Why it may end.
    public enum Kind: String, Sendable {
        /// Google ends a refresh token that nobody used for six months.
        case idle
        /// A consent screen in testing mode: seven days.
        case testing
        /// The access was given for a time.
        case timeLimited
        /// Newer tokens of the same account and client push it out.
        case slots
    }

    /// Why it may end.
    public let kind: Kind
    /// When it ends if nothing is done.
    public let at: Timestamp

    /// How long Google lets a refresh token live that nobody uses: six months, as 180 days, earlier rather than later.
    public static let idleLimit = Duration.seconds(180 * 86_400)
    /// How long one lives whose consent screen is in testing mode.
    public static let testingLimit = Duration.seconds(7 * 86_400)
}

extension Credential {
    /// What ends it next if nothing is done; nil where nothing is known to, or where it is over already.
    public var nextRisk: Risk? {
        guard kind == .user, state == .active || state == .suspect else { return nil }
        let idle = Risk(kind: .idle, at: (lastRefreshedAt ?? createdAt) + Risk.idleLimit)
        guard let expiresAt, expiresAt < idle.at else { return idle }
        let isTesting = expiresAt - createdAt <= Risk.testingLimit
        return Risk(kind: isTesting ? .testing : .timeLimited, at: expiresAt)
    }
}
