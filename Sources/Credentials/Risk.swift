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
    /// When it ends if nothing is done; nil where that is with one of the next logins, whenever they come, or where nobody
    /// knows how long it has been idle.
    public let at: Timestamp?
}

extension Risk {
    /// How long Google lets a refresh token live that nobody uses: six months, as 180 days, earlier rather than later.
    public static let idleLimit = Duration.seconds(180 * 86_400)
    /// How long before that limit a token is used so that it stays.
    public static let keepaliveMargin = Duration.seconds(30 * 86_400)
    /// How long one lives whose consent screen is in testing mode.
    public static let testingLimit = Duration.seconds(7 * 86_400)
}

extension Credential {
    /// What ends it next if nothing is done; nil where nothing is known to, or it seems to have ended already.
    ///
    /// - Parameter mints: when tokens were minted for its account and client; nil where nobody counted.
    public func nextRisk(among mints: MintLedger?) -> Risk? {
        guard isMortal, state == .active else { return nil }
        if let mints, mints.count(since: createdAt) >= MintLedger.caution { return Risk(kind: .slots, at: nil) }
        if isIdleUnknown { return Risk(kind: .idle, at: nil) }
        let idle = Risk(kind: .idle, at: idleEnd)
        guard let expiresAt, expiresAt < idleEnd else { return idle }
        return Risk(kind: endsAsInTesting ? .testing : .timeLimited, at: expiresAt)
    }

    /// Whether Google ends it soon unless somebody uses it.
    public func needsKeepalive(at now: Timestamp) -> Bool {
        isMortal && (idleEnd - now <= Risk.keepaliveMargin || isIdleUnknown)
    }

    /// Whether nobody knows how long it was idle: it came in a file, and was not used since.
    private var isIdleUnknown: Bool { !isAgeKnown && lastRefreshedAt == nil }

    /// Whether Google gave it just as long as a consent screen in testing mode gives, give or take the time that answers
    /// take: a person who gives access for a time may give it for a day.
    public var endsAsInTesting: Bool {
        guard let expiresAt else { return false }
        let difference = expiresAt - createdAt - Risk.testingLimit
        return (.seconds(-300) ... .seconds(300)).contains(difference)
    }

    private var isMortal: Bool { kind == .user && (state == .active || state == .suspect) }

    /// When Google ends it if nobody uses it until then.
    private var idleEnd: Timestamp { (lastRefreshedAt ?? createdAt) + Risk.idleLimit }
}
