import Foundation
import Synchronization

/// What many workers keep together towards each host, and there for each Cloud project whose quota they use: nobody calls
/// before the pause is over that any of them was asked for, and no more calls leave in a second than were agreed on.
public final class Pace: Sendable {
    /// Who shares a quota.
    struct Lane: Hashable {
        let host: String
        let project: String?
    }

    private struct Traffic {
        var heldUntil = Duration.zero
        var nextTurn = Duration.zero
    }

    private let lanes = Mutex<[Lane: Traffic]>([:])
    private let interval: Duration
    private let pacing: Pacing

    /// A pace of at most `callsPerSecond` on each lane, which is more than zero; nil leaves it to the hosts to complain.
    public init(callsPerSecond: Double? = nil, pacing: Pacing = .live) {
        interval = callsPerSecond.map { .seconds(1 / $0) } ?? .zero
        self.pacing = pacing
    }

    /// Keeps everybody off `lane` for a time from now on. Never shortens a longer pause.
    func hold(_ lane: Lane, for pause: Duration) {
        let until = pacing.elapsed() + pause
        lanes.withLock { lanes in
            lanes[lane, default: Traffic()].heldUntil = max(lanes[lane]?.heldUntil ?? .zero, until)
        }
    }

    /// Returns when it is the caller's turn on `lane`. Waiting for others to have their turns is not limited:
    /// everybody's comes.
    ///
    /// - Throws: `HTTPFailure.rateLimited` where the host's pause would not be over within `limit`; `.cancelled`.
    func turn(on lane: Lane, within limit: Duration) async throws(HTTPFailure) {
        let end = pacing.elapsed() + limit
        while true {
            let now = pacing.elapsed()
            let (heldUntil, turn) = lanes.withLock { lanes in
                var traffic = lanes[lane] ?? Traffic()
                guard traffic.heldUntil <= now || traffic.heldUntil < end else { return (traffic.heldUntil, now) }
                let turn = max(traffic.heldUntil, traffic.nextTurn, now)
                traffic.nextTurn = turn + interval
                lanes[lane] = traffic
                return (traffic.heldUntil, turn)
            }
            if heldUntil > now, heldUntil >= end {
                throw .rateLimited(host: lane.host, until: pacing.now() + (heldUntil - now).timeInterval)
            }
            guard turn > now else { return }
            let late = heldUntil > now ? pacing.spread(within: end - heldUntil) : .zero
            try await pacing.wait(turn - now + late)
            // Somebody may have been asked for a longer pause meanwhile.
            if lanes.withLock({ $0[lane]?.heldUntil ?? .zero }) <= pacing.elapsed() { return }
        }
    }
}
