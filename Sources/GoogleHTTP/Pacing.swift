public import Foundation

/// Time and chance, as the retries see them; a test puts its own in.
public struct Pacing: Sendable {
    /// The time since some fixed moment, never going back.
    public var elapsed: @Sendable () -> Duration
    /// The date.
    public var now: @Sendable () -> Date
    /// Waits; throws where the task is cancelled.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// A number from 0 up to, not including, 1.
    public var chance: @Sendable () -> Double

    /// The four of them.
    public init(
        elapsed: @escaping @Sendable () -> Duration,
        now: @escaping @Sendable () -> Date,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        chance: @escaping @Sendable () -> Double
    ) {
        self.elapsed = elapsed
        self.now = now
        self.sleep = sleep
        self.chance = chance
    }

    /// The system's clocks and generator.
    public static let live: Pacing = {
        let clock = ContinuousClock()
        let start = clock.now
        return Pacing(
            elapsed: { clock.now - start },
            now: { Date() },
            sleep: { try await Task.sleep(for: $0) },
            chance: { Double.random(in: 0..<1) }
        )
    }()

    /// How long to wait after the `attempt`-th try (from 1): 0.5 s, 1 s, 2 s … up to 8 s, each shortened by chance to
    /// no less than half, so that many clients do not come back together.
    func pause(after attempt: Int) -> Duration {
        let full = Duration.milliseconds(500) * (1 << min(attempt - 1, 4))
        return full * (0.5 + chance() / 2)
    }

    /// How much later than a moment that many wait for each of them goes on: by chance up to half a second, and up to
    /// half of the time that there is.
    func spread(within room: Duration) -> Duration {
        min(.milliseconds(500), max(room, .zero) / 2) * chance()
    }

    func wait(_ duration: Duration) async throws(HTTPFailure) {
        do {
            try await sleep(duration)
        } catch {
            throw .cancelled
        }
    }
}
