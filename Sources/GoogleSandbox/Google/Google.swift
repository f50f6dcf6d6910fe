public import Foundation

/// Google's memory: accounts, clients, grants and tokens, and the rules by which they live and die.
///
/// It knows no network and no files; clock and randomness come in from outside.
public actor Google {
    /// The clients and accounts that exist, by client id and e-mail.
    var clients: [String: Client] = [:]
    var accounts: [String: Account] = [:]
    /// What service accounts have beside their account, by e-mail.
    var serviceAccounts: [String: ServiceAccount] = [:]
    var projectNumbers: [String: String] = [:]

    var grants: [Grant.ID: Grant] = [:]
    var codes: [String: Code] = [:]
    var refreshTokens: [String: RefreshToken] = [:]
    var accessTokens: [String: AccessToken] = [:]
    var liveTokens: [TokenSlot: [String]] = [:]
    var ads = AdsState()
    /// The latest scenario that was set up.
    public internal(set) var scenario: Scenario?

    /// How Google behaves as long as nothing else is said.
    public internal(set) var settings = Settings()
    var consentOrders: [ConsentOrder] = []
    var misbehaviours: [Endpoint: [MisbehaviourOrder]] = [:]
    var log: [RequestRecord] = []
    nonisolated let traffic = Traffic()
    var stormWatch = StormWatch()
    /// Counts the requests of which every so many fails.
    var turn = 0

    private let clock: @Sendable () -> Date
    private var clockOffset: TimeInterval = 0
    private var randomness: any RandomNumberGenerator & Sendable

    /// An empty Google.
    public init(
        clock: @escaping @Sendable () -> Date = { Date() },
        randomness: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.clock = clock
        self.randomness = randomness
    }

    /// The time by Google's clock.
    public var now: Date { clock().addingTimeInterval(clockOffset) }

    /// Moves Google's clock forward.
    public func advanceClock(seconds: Int) {
        clockOffset += TimeInterval(seconds)
    }

    /// Does something as if this were the time.
    func at<Result, Failure: Error>(_ date: Date, _ act: () throws(Failure) -> Result) throws(Failure) -> Result {
        let offset = clockOffset
        clockOffset += date.timeIntervalSince(now)
        defer { clockOffset = offset }
        return try act()
    }

    /// Changes how Google behaves from now on.
    public func configure(_ change: @Sendable (inout Settings) -> Void) {
        change(&settings)
    }

    /// A prefix of Google's, then so many random bytes in base64url.
    func randomText(prefix: String, byteCount: Int) -> String {
        var bytes: [UInt8] = []
        while bytes.count < byteCount {
            var word = randomness.next() as UInt64
            for _ in 0..<8 {
                bytes.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
            }
        }
        return prefix + base64URL(bytes.prefix(byteCount))
    }

    /// The name that the APIs give a request in their errors.
    func newRequestID() -> String { randomText(prefix: "", byteCount: 16) }

    /// So many random decimal digits, the first of them a one.
    func randomDigits(count: Int) -> String {
        var digits = "1"
        while digits.count < count { digits.append(String(randomness.next() % 10)) }
        return digits
    }
}

/// Base64url without padding (RFC 4648 §5).
func base64URL(_ bytes: some Sequence<UInt8>) -> String {
    var letters = Data(bytes).base64EncodedData()
    while letters.last == UInt8(ascii: "=") { letters.removeLast() }
    let safe = letters.lazy.map { letter in
        switch letter {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        default: letter
        }
    }
    return String(decoding: safe, as: UTF8.self)
}
