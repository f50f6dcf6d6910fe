import Foundation

/// The life of one token of a scenario.
struct TokenHistory {
    let account: String
    let scopes: [String]
    let now: Date
    var randomness: SeededRandomness

    private(set) var token = ""
    private(set) var created = Date.distantPast
    private(set) var lastUsed = Date.distantPast
    private(set) var died: Date?
    private(set) var minted: [Date] = []
    private(set) var sibling: Scenario.Sibling?

    init(account: String, scopes: [String], now: Date, _ randomness: SeededRandomness) {
        self.account = account
        self.scopes = scopes
        self.now = now
        self.randomness = randomness
    }

    /// Mints the token, uses it, and does to it what its cause of death is.
    mutating func play(
        _ cause: Scenario.Cause,
        _ clients: [String: Client],
        _ name: String,
        isNearlyIdle: Bool,
        _ google: isolated Google
    ) throws(DirectoryError) {
        guard let client = clients[name], let second = clients["second"] else { throw .unknownClient(name) }
        switch cause {
        case .healthy where isNearlyIdle:
            try mint(by: client, daysAgo: 180...300, google)
            use(daysAgo: 165...175, google)
        case .healthy:
            try mint(by: client, daysAgo: 30...300, google)
            use(daysAgo: 1...25, google)
        case .idle:
            try mint(by: client, daysAgo: 230...400, google)
            use(daysAgo: 186...225, google)
            died = lastUsed.addingTimeInterval(idleLimit)
        case .testingOver, .timedAccessOver:
            let days = cause == .testingOver ? 7 : 30
            try mint(by: client, daysAgo: (days + 1)...(days + 9), accessSeconds: days * 86_400, google)
            died = created.addingTimeInterval(TimeInterval(days * 86_400))
            use(on: created.addingTimeInterval(TimeInterval((days - 1) * 86_400)), google)
        case .pushedOut:
            try mint(by: client, daysAgo: 200...300, google)
            use(daysAgo: 5...20, google)
            let end = day(ago: 1...2)
            for index in 1...liveTokenLimit {
                let share = end.timeIntervalSince(created) * Double(index) / Double(liveTokenLimit)
                let date = created.addingTimeInterval(share.rounded(.down))
                _ = try google.at(date) { () throws(DirectoryError) in
                    try google.mint(account: account, client: client.id, scopes: scopes)
                }
                minted.append(date)
            }
            died = minted.last
        default:
            try mint(by: client, daysAgo: 60...300, google)
            use(daysAgo: 5...25, google)
            try end(cause, client, second, on: day(ago: 1...3), google)
        }
    }

    /// What somebody does on a certain day.
    private mutating func end(
        _ cause: Scenario.Cause,
        _ client: Client,
        _ second: Client,
        on day: Date,
        _ google: isolated Google
    ) throws(DirectoryError) {
        died = day
        switch cause {
        case .accountDeleted: try google.setCondition(.deleted, of: account)
        case .reauthenticationNeeded: try google.setCondition(.reauthenticationNeeded, of: account)
        case .revokedByUser:
            try google.at(day) { () throws(DirectoryError) in
                try google.revokeByUser(account, project: client.project)
            }
        case .revokedBySibling:
            let start = self.day(ago: 30...50)
            let other = try google.at(start) { () throws(DirectoryError) in
                try google.mint(account: account, client: second.id, scopes: scopes)
            }
            try google.at(day) { () throws(DirectoryError) in
                try google.revokeByUser(account, project: second.project)
            }
            sibling = Scenario.Sibling(
                name: "sibling-of-\(account)",
                client: "second",
                refreshToken: other[0],
                createdAt: start,
                revokedAt: day
            )
        case .twoStepVerificationNotEnrolled, .notAdsUser:
            try google.refuse(.account(account), with: cause.adsError)
        default: break
        }
    }

    private mutating func mint(
        by client: Client,
        daysAgo: ClosedRange<Int>,
        accessSeconds: Int? = nil,
        _ google: isolated Google
    ) throws(DirectoryError) {
        created = day(ago: daysAgo)
        minted = [created]
        let seconds = client.isTesting ? nil : accessSeconds
        token = try google.at(created) { () throws(DirectoryError) in
            try google.mint(account: account, client: client.id, scopes: scopes, accessSeconds: seconds)[0]
        }
    }

    private mutating func use(daysAgo: ClosedRange<Int>, _ google: isolated Google) {
        use(on: day(ago: daysAgo), google)
    }

    private mutating func use(on date: Date, _ google: isolated Google) {
        lastUsed = date
        google.refreshTokens[token]?.lastUsed = date
    }

    /// A moment on one of these days, to the second.
    private mutating func day(ago days: ClosedRange<Int>) -> Date {
        let seconds = Int.random(in: days.lowerBound * 86_400...days.upperBound * 86_400, using: &randomness)
        return now.addingTimeInterval(-TimeInterval(seconds))
    }
}
