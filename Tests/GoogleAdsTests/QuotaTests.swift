import Credentials
import Foundation
import GoogleAds
import GoogleHTTP
import Synchronization
import Testing

/// Quotas, through the retries, on a clock that only sleeping moves.
struct QuotaTests {
    private final class Clock: Sendable {
        private let time = Mutex(Duration.zero)
        var elapsed: Duration { time.withLock(\.self) }
        var pacing: Pacing {
            Pacing(
                elapsed: { self.elapsed },
                now: { now.date.addingTimeInterval(self.elapsed / .seconds(1)) },
                sleep: { pause in self.time.withLock { $0 += pause } },
                chance: { 0 }
            )
        }
    }

    private let clock = Clock()

    private func exhausted(_ delay: String, headers: [(name: String, value: String)] = []) -> FakeGoogle.Reply {
        var reply = refusal(
            "quotaError",
            "RESOURCE_EXHAUSTED",
            status: 429,
            details: #"{"quotaErrorDetails": {"retryDelay": "\#(delay)"}}"#
        )
        reply.headers = headers
        return reply
    }

    private func ads(_ google: FakeGoogle, pace: Pace) -> AdsAPI {
        GoogleAdsTests.ads(RetryingTransport(google, pacing: clock.pacing), pace: pace)
    }

    private func list(_ google: FakeGoogle, pace: Pace? = nil, project: String? = nil) async throws {
        let ads = ads(google, pace: pace ?? Pace(pacing: clock.pacing))
        _ = try await ads.accessibleCustomers(bearer: bytes("b"), developerToken: nil, project: project)
    }

    @Test func `a pause that the body asks for is waited for`() async throws {
        try await list(FakeGoogle(exhausted("12.5s"), .init(body: "{}")))
        #expect(clock.elapsed == .milliseconds(12_500))
    }

    @Test(arguments: [("12", "20s", 20), ("20", "12s", 20)])
    func `of body and header the longer pause counts`(header: String, body: String, seconds: Int) async throws {
        try await list(FakeGoogle(exhausted(body, headers: [("Retry-After", header)]), .init(body: "{}")))
        #expect(clock.elapsed == .seconds(seconds))
    }

    @Test func `a pause of hours is not waited for`() async {
        let until = now + Duration.seconds(8962)
        let google = FakeGoogle(exhausted("8962s"), .init(body: "{}"))
        await #expect {
            try await list(google)
        } throws: { error in
            (error as? AdsError)?.retryAt == until && (error as? AdsError)?.isTransient == true
        }
        #expect(google.sent.count == 1)
        #expect(clock.elapsed == .zero)
    }

    @Test func `nobody of the same pace calls before the pause is over`() async throws {
        let pace = Pace(pacing: clock.pacing)
        let google = FakeGoogle(exhausted("8962s"), .init(body: "{}"))
        for _ in 0..<3 {
            await #expect(throws: AdsError.self) { try await list(google, pace: pace) }
        }
        #expect(google.sent.count == 1)
        try await clock.pacing.sleep(.seconds(8962))
        try await list(google, pace: pace)
        #expect(google.sent.count == 2)
    }

    @Test func `a project whose quota is used up keeps no other from calling`() async throws {
        let pace = Pace(pacing: clock.pacing)
        let google = FakeGoogle(exhausted("8962s"), .init(body: "{}"))
        await #expect(throws: AdsError.self) { try await list(google, pace: pace, project: "one") }
        try await list(google, pace: pace, project: "two")
        await #expect(throws: AdsError.self) { try await list(google, pace: pace, project: "one") }
        #expect(google.sent.count == 2)
    }

    @Test func `Ad Manager keeps a pause of its own`() async throws {
        let pace = Pace(pacing: clock.pacing)
        let google = FakeGoogle(exhausted("8962s"), .init(body: "{}"))
        await #expect(throws: AdsError.self) { try await list(google, pace: pace) }
        let manager = AdManager(
            transport: RetryingTransport(google, pacing: clock.pacing),
            now: { GoogleAdsTests.now },
            pace: pace
        )
        #expect(try await manager.networks(bearer: bytes("b")).isEmpty)
    }

    @Test func `a walk through a storm of pauses makes none of its calls early`() async throws {
        let hierarchy = FakeHierarchy(tops: [1], children: [1: Array(2...20), 2: [21], 3: [22], 4: [23], 5: []])
        let storm = Storm(clock: clock)
        let honest = hierarchy.google
        let pause = exhausted("5s")
        let google = FakeGoogle { (sent) throws(HTTPFailure) in storm.rages() ? pause : try honest.reply(to: sent) }
        let walk = try await ads(google, pace: Pace(pacing: clock.pacing))
            .reach(bearer: bytes("b"), developerToken: nil, jobs: 1)
        #expect(walk.reach.customers.count == 23)
        #expect(storm.early == 0)
        #expect(walk.reach.operations == 6)
        #expect(google.sent.count == 12)
    }

    /// Tells every other call to wait for five seconds, and counts those that come before these are over.
    private final class Storm: Sendable {
        private struct State {
            var calls = 0
            var openAt = Duration.zero
            var early = 0
        }

        private let clock: Clock
        private let state = Mutex(State())

        init(clock: Clock) { self.clock = clock }

        var early: Int { state.withLock(\.early) }

        func rages() -> Bool {
            state.withLock { state in
                state.calls += 1
                let now = clock.elapsed
                if now < state.openAt { state.early += 1 }
                guard state.calls % 2 == 1 else { return false }
                state.openAt = max(state.openAt, now + .seconds(5))
                return true
            }
        }
    }
}
