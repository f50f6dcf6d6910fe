import Foundation

/// A time in which every request is answered 429.
public struct Storm: Sendable, Codable, Equatable {
    /// How long it lasts, by the stand-in's clock.
    public var seconds = 1.0
    /// When callers are told to come again.
    public var retryAfterSeconds = 1
    /// Whether they are told in the header Retry-After.
    public var inHeader = true
    /// Whether they are told in the body, as `quotaErrorDetails.retryDelay` (Google Ads only).
    public var inBody = true
    /// Where it rages.
    public var endpoints: [Endpoint] = [.accessibleCustomers, .search, .networks]

    /// A storm of a second over the APIs; each property changes one thing.
    public init(
        seconds: Double = 1,
        retryAfterSeconds: Int = 1,
        inHeader: Bool = true,
        inBody: Bool = true,
        endpoints: [Endpoint] = [.accessibleCustomers, .search, .networks]
    ) {
        self.seconds = seconds
        self.retryAfterSeconds = retryAfterSeconds
        self.inHeader = inHeader
        self.inBody = inBody
        self.endpoints = endpoints
    }

    var error: APIError {
        .exhausted(
            retryDelaySeconds: inBody ? retryAfterSeconds : nil,
            retryAfterSeconds: inHeader ? retryAfterSeconds : nil
        )
    }
}

/// What a storm brought to light.
public struct StormReport: Sendable, Codable, Equatable {
    /// Whether it still rages.
    public internal(set) var isRaging = false
    /// How many requests were answered 429.
    public internal(set) var refused = 0
    /// How many came from an account sooner than it had been told to come again.
    public internal(set) var early = 0
    /// How many came from other accounts of a Cloud project whose quota was used up, in that time. What comes within a
    /// quarter of a second was on its way already, and does not count.
    public internal(set) var earlyInProject = 0
}

/// Whose quota a request is charged to.
struct QuotaHolder: Hashable, Sendable {
    let account: String
    let project: String
}

/// A storm, and who has been told to stay away until when.
struct StormWatch: Sendable {
    private struct Notice { let told: Date, until: Date }

    private var storm: Storm?
    private var end = Date.distantPast
    private var accounts: [QuotaHolder: Date] = [:]
    private var projects: [String: [Notice]] = [:]
    private var report = StormReport()

    init() {}

    init(_ storm: Storm, from now: Date) {
        self.storm = storm
        end = now.addingTimeInterval(storm.seconds)
    }

    func report(at now: Date) -> StormReport {
        var report = report
        report.isRaging = now < end
        return report
    }

    /// A request has come.
    mutating func arrive(_ holder: QuotaHolder, at endpoint: Endpoint, _ now: Date) {
        guard storm?.endpoints.contains(endpoint) == true else { return }
        if let until = accounts[holder], now < until {
            report.early += 1
        } else if projects[holder.project, default: []]
            .contains(where: { $0.told.addingTimeInterval(0.25) < now && now < $0.until })
        {
            report.earlyInProject += 1
        }
    }

    /// The answer to a request while the storm rages; nil where it does not.
    mutating func answer(_ holder: QuotaHolder?, at endpoint: Endpoint, _ now: Date) -> APIError? {
        guard let storm, storm.endpoints.contains(endpoint), now < end else { return nil }
        report.refused += 1
        if let holder {
            let until = now.addingTimeInterval(TimeInterval(storm.retryAfterSeconds))
            accounts[holder] = until
            projects[holder.project, default: []].removeAll { $0.until <= now }
            projects[holder.project, default: []].append(Notice(told: now, until: until))
        }
        return storm.error
    }
}

extension Google {
    /// Begins a storm, in place of the one before.
    public func brew(_ storm: Storm) { stormWatch = StormWatch(storm, from: now) }

    /// What the latest storm brought to light.
    public var stormReport: StormReport { stormWatch.report(at: now) }

    /// Notes a request that has come.
    /// - Returns: the account and project behind its token, if any.
    func admit(_ request: RequestRecord, bearer: String?, refreshToken: String?) -> QuotaHolder? {
        record(request)
        let holder = quotaHolder(bearer: bearer, refreshToken: refreshToken)
        if let holder, let endpoint = request.endpoint { stormWatch.arrive(holder, at: endpoint, now) }
        return holder
    }

    private func quotaHolder(bearer: String?, refreshToken: String?) -> QuotaHolder? {
        if let token = bearer.flatMap({ accessTokens[$0] }) {
            return QuotaHolder(account: token.email, project: token.grant.project)
        }
        return refreshToken.flatMap { refreshTokens[$0] }
            .map { QuotaHolder(account: $0.email, project: $0.grant.project) }
    }

    /// The error that a request meets whatever it asks: of a storm, or because it is its turn to fail.
    func nextTrouble(of holder: QuotaHolder?, at endpoint: Endpoint) -> APIError? {
        if let error = stormWatch.answer(holder, at: endpoint, now) { return error }
        guard settings.failEvery > 0, endpoint != .authorize else { return nil }
        turn += 1
        guard turn.isMultiple(of: settings.failEvery) else { return nil }
        return (turn / settings.failEvery).isMultiple(of: 2) ? .internalError : .unavailable
    }
}

extension APIError {
    static let internalError = APIError(
        status: 500,
        message: "Internal error encountered.",
        detail: .failure(category: "internalError", code: "INTERNAL_ERROR"),
        explanation: "An internal error has occurred."
    )
    static let unavailable = APIError(status: 503, message: "The service is currently unavailable.")
}
