import Foundation
import Testing

@testable import GoogleHTTP

/// What several workers keep together, through the retries.
struct PaceTests {
    private let clock = FakeClock()
    private let host = "googleads.googleapis.com"

    private func send(
        _ steps: [Scripted.Step],
        keeping pace: Pace?,
        own: Pace? = nil,
        to host: String? = nil,
        asked: Duration? = nil,
        chance: Double = 0
    ) async throws -> Int {
        let transport = RetryingTransport(
            Scripted(steps, clock: clock),
            pacing: clock.pacing(chance: chance),
            pace: pace
        )
        var call = Call(get: try Address("https://\(host ?? self.host)/v26"), bearer: nil)
        call.pace = own
        call.pauseAsked = { _ in asked }
        return try await transport.send(call, within: .seconds(60)).status
    }

    @Test func `the next worker waits for the pause that another was asked for`() async throws {
        let pace = Pace(pacing: clock.pacing())
        let late: [Scripted.Step] = [.answer(503, ["Retry-After": "90"])]
        await #expect(throws: HTTPFailure.rateLimited(host: host, until: clock.start + 90)) {
            try await send(late, keeping: pace)
        }
        clock.advance(.seconds(31))
        #expect(try await send([.answer(200)], keeping: pace) == 200)
        #expect(clock.pauses == [.seconds(59)])
    }

    @Test(arguments: [0, 30])
    func `a pause that lasts longer than the limit is not waited for`(passed: Int) async {
        let pace = Pace(pacing: clock.pacing())
        let until = clock.start + 90
        await #expect(throws: HTTPFailure.rateLimited(host: host, until: until)) {
            try await send([.answer(429, ["Retry-After": "90"])], keeping: pace)
        }
        clock.advance(.seconds(passed))
        await #expect(throws: HTTPFailure.rateLimited(host: host, until: until)) {
            try await send([.answer(200)], keeping: pace)
        }
        #expect(clock.pauses.isEmpty)
    }

    @Test func `a shorter pause does not end a longer one`() async throws {
        let pace = Pace(pacing: clock.pacing())
        let lane = Pace.Lane(host: host, project: nil)
        pace.hold(lane, for: .seconds(50))
        pace.hold(lane, for: .seconds(3))
        #expect(try await send([.answer(200)], keeping: pace) == 200)
        #expect(clock.pauses == [.seconds(50)])
    }

    @Test func `another host is called meanwhile`() async throws {
        let pace = Pace(pacing: clock.pacing())
        await #expect(throws: HTTPFailure.self) {
            try await send([.answer(429, ["Retry-After": "600"])], keeping: pace)
        }
        #expect(try await send([.answer(200)], keeping: pace, to: "oauth2.googleapis.com") == 200)
        #expect(clock.pauses.isEmpty)
    }

    @Test func `a call's own pace goes before the transport's`() async throws {
        let pace = Pace(pacing: clock.pacing())
        await #expect(throws: HTTPFailure.self) {
            try await send([.answer(429, ["Retry-After": "600"])], keeping: pace)
        }
        #expect(try await send([.answer(200)], keeping: pace, own: Pace(pacing: clock.pacing())) == 200)
    }

    @Test func `a pause that the body asks for holds everybody too`() async throws {
        let pace = Pace(pacing: clock.pacing())
        await #expect(throws: HTTPFailure.rateLimited(host: host, until: clock.start + 8962)) {
            try await send([.answer(429)], keeping: pace, asked: .seconds(8962))
        }
        await #expect(throws: HTTPFailure.rateLimited(host: host, until: clock.start + 8962)) {
            try await send([.answer(200)], keeping: pace)
        }
    }

    @Test func `those who waited for the same moment do not come back together`() async throws {
        #expect(
            try await send([.answer(503, ["Retry-After": "10"]), .answer(200)], keeping: nil, chance: 0.5) == 200
        )
        #expect(clock.pauses == [.milliseconds(10_250)])
    }

    @Test func `coming back later never takes more than half of what is left`() async throws {
        let status = try await send(
            [.answer(503), .answer(200)],
            keeping: nil,
            asked: .milliseconds(59_800),
            chance: 0.9
        )
        #expect(status == 200)
        #expect(clock.pauses == [.milliseconds(59_890)])
    }

    @Test func `a cancelled task stops waiting for the pause to end`() async throws {
        let pace = Pace(pacing: clock.pacing())
        pace.hold(Pace.Lane(host: host, project: nil), for: .seconds(50))
        let task = Task { try await send([.answer(200)], keeping: pace) }
        task.cancel()
        await #expect(throws: HTTPFailure.cancelled) { try await task.value }
    }
}
