import Credentials

/// A failure, and until when nothing is tried again: clients ask in a loop, and Google is not to hear each of them.
struct Trouble {
    private let refusal: TokenRefusal
    private let count: Int
    private let since: Timestamp
    private let until: Timestamp

    /// How long a credential that needs a person is left alone; after that, somebody may have helped.
    static let rest = Duration.seconds(60)
    /// The longest pause between tries, unless Google asks for more.
    static let longestPause = Duration.seconds(60)

    /// A failure at `now`, after `earlier` ones.
    init(_ refusal: TokenRefusal, after earlier: Trouble?, at now: Timestamp) {
        self.refusal = refusal
        since = now
        count = (earlier?.count ?? 0) + 1
        switch refusal {
        case .unavailable(_, let retryAfter):
            // 1, 2, 4 … seconds.
            let pause = min(Duration.seconds(1 << min(count - 1, 6)), Self.longestPause)
            until = now + max(pause, retryAfter ?? .zero)
        case .dead, .scope:
            until = now + Self.rest
        }
    }

    /// Whether it may be tried again: at once where the clock was set back meanwhile.
    func isOver(at now: Timestamp) -> Bool {
        now >= until || now < since
    }

    /// The failure as it is told to those who ask meanwhile.
    func refusal(at now: Timestamp) -> TokenRefusal {
        guard case .unavailable(let text, _) = refusal else { return refusal }
        return .unavailable(text, retryAfter: until - now)
    }
}
