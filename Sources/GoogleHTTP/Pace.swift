import Foundation
import Synchronization

/// What many workers keep together towards each host: nobody calls before the pause is over that any of them was
/// asked for, and no more calls leave in a second than were agreed on.
public final class Pace: Sendable {
    private struct Lane {
        var heldUntil = Duration.zero
        var nextTurn = Duration.zero
    }

    private let lanes = Mutex<[String: Lane]>([:])
    private let interval: Duration
    private let pacing: Pacing

    /// A pace of at most `callsPerSecond` to each host, which is more than zero; nil leaves it to the hosts to complain.
    public init(callsPerSecond: Double? = nil, pacing: Pacing = .live) {
        interval = callsPerSecond.map { .seconds(1 / $0) } ?? .zero
        self.pacing = pacing
    }

    /// Keeps everybody from `host` for a time from now on. Never shortens a longer pause.
    func hold(_ host: String, for pause: Duration) {
        let until = pacing.elapsed() + pause
        lanes.withLock { lanes in
            lanes[host, default: Lane()].heldUntil = max(lanes[host]?.heldUntil ?? .zero, until)
        }
    }

    /// Returns when it is the caller's turn to call `host`. Waiting for others to have their turns is not limited:
    /// everybody's comes.
    ///
    /// - Throws: `HTTPFailure.rateLimited` where the host's pause would not be over within `limit`; `.cancelled`.
    func turn(to host: String, within limit: Duration) async throws(HTTPFailure) {
        let end = pacing.elapsed() + limit
        while true {
            let now = pacing.elapsed()
            let (heldUntil, turn) = lanes.withLock { lanes in
                var lane = lanes[host] ?? Lane()
                guard lane.heldUntil <= now || lane.heldUntil < end else { return (lane.heldUntil, now) }
                let turn = max(lane.heldUntil, lane.nextTurn, now)
                lane.nextTurn = turn + interval
                lanes[host] = lane
                return (lane.heldUntil, turn)
            }
            if heldUntil > now, heldUntil >= end {
                throw .rateLimited(host: host, until: pacing.now() + (heldUntil - now).timeInterval)
            }
            guard turn > now else { return }
            let late = heldUntil > now ? pacing.spread(within: end - heldUntil) : .zero
            try await pacing.wait(turn - now + late)
            // Somebody may have been asked for a longer pause meanwhile.
            if lanes.withLock({ $0[host]?.heldUntil ?? .zero }) <= pacing.elapsed() { return }
        }
    }
}
