import Foundation
import Synchronization

/// What many workers keep together towards each host, and there for each Cloud project whose quota they use: nobody calls
/// before the pause is over that any of them was asked for. Google names no limit of calls a second to keep unasked.
public final class Pace: Sendable {
    /// Who shares a quota.
    struct Lane: Hashable {
        let host: String
        let project: String?
    }

    private let heldUntil = Mutex<[Lane: Duration]>([:])
    private let pacing: Pacing

    /// A pace that nobody was asked to slow down yet.
    public init(pacing: Pacing = .live) {
        self.pacing = pacing
    }

    /// Keeps everybody off `lane` for a time from now on. Never shortens a longer pause.
    func hold(_ lane: Lane, for pause: Duration) {
        let until = pacing.elapsed() + pause
        heldUntil.withLock { $0[lane] = max($0[lane] ?? until, until) }
    }

    /// Returns when nobody on `lane` was asked for a pause that is not over.
    ///
    /// - Throws: `HTTPFailure.rateLimited` where the host's pause would not be over within `limit`; `.cancelled`.
    func turn(on lane: Lane, within limit: Duration) async throws(HTTPFailure) {
        let end = pacing.elapsed() + limit
        // Somebody may be asked for a longer pause while this one waits.
        while true {
            let now = pacing.elapsed()
            guard let until = heldUntil.withLock({ $0[lane] }), until > now else { return }
            guard until < end else {
                throw .rateLimited(host: lane.host, until: pacing.now() + (until - now).timeInterval)
            }
            try await pacing.wait(until - now + pacing.spread(within: end - until))
        }
    }
}
