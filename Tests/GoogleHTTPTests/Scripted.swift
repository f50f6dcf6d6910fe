import Foundation
import GoogleHTTP
import Sealing
import Synchronization

/// A transport that does what a test has written down, and remembers the time limits it was given.
final class Scripted: Transport {
    enum Step: Sendable {
        case answer(Int, [String: String] = [:], body: String = "")
        case fail(HTTPFailure)
        /// The next step takes so long.
        case after(Duration)
    }

    private struct State {
        var steps: [Step]
        var limits: [Duration] = []
    }

    private let state: Mutex<State>
    private let clock: FakeClock

    init(_ steps: [Step], clock: FakeClock = FakeClock()) {
        state = Mutex(State(steps: steps))
        self.clock = clock
    }

    var limits: [Duration] { state.withLock { $0.limits } }

    func send(_ call: borrowing Call, within limit: Duration) async throws(HTTPFailure) -> Answer {
        state.withLock { $0.limits.append(limit) }
        while let step = state.withLock({ $0.steps.isEmpty ? nil : $0.steps.removeFirst() }) {
            switch step {
            case .after(let duration): clock.advance(duration)
            case .fail(let failure): throw failure
            case .answer(let status, let headers, let body):
                return Answer(
                    status: status,
                    headers: headers.map { ($0.key, $0.value) },
                    body: SecretBytes(copying: Array(body.utf8).rawBytes)
                )
            }
        }
        throw .configuration("the script is over")
    }
}

/// A clock that only sleeping and a script move.
final class FakeClock: Sendable {
    private struct State {
        var elapsed = Duration.zero
        var pauses: [Duration] = []
    }

    private let state = Mutex(State())
    let start = Date(timeIntervalSince1970: 1_800_000_000)

    var pauses: [Duration] { state.withLock { $0.pauses } }

    func advance(_ duration: Duration) { state.withLock { $0.elapsed += duration } }

    /// Paced by this clock, with `chance` for luck.
    func pacing(chance: Double = 0) -> Pacing {
        Pacing(
            elapsed: { self.state.withLock { $0.elapsed } },
            now: { self.start.addingTimeInterval(self.state.withLock { $0.elapsed } / .seconds(1)) },
            sleep: { pause in
                try Task.checkCancellation()
                self.state.withLock {
                    $0.elapsed += pause
                    $0.pauses.append(pause)
                }
            },
            chance: { chance }
        )
    }
}
