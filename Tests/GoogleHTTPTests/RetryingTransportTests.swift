import Foundation
import GoogleHTTP
import Sealing
import Testing

struct RetryingTransportTests {
    private let clock = FakeClock()
    private let host = "oauth2.googleapis.com"

    private func send(
        _ steps: [Scripted.Step],
        _ repetition: Call.Repetition = .harmless,
        chance: Double = 0,
        isTransient: @escaping @Sendable (borrowing Answer) -> Bool = { _ in false }
    ) async throws -> (status: Int, limits: [Duration]) {
        let script = Scripted(steps, clock: clock)
        let transport = RetryingTransport(script, pacing: clock.pacing(chance: chance))
        var call = Call(post: Form(), to: try Address("https://\(host)/token"), repetition: repetition)
        call.isTransient = isTransient
        let answer = try await transport.send(call, within: .seconds(60))
        return (answer.status, script.limits)
    }

    @Test(arguments: [408, 429, 500, 502, 503, 504])
    func `a passing status is tried again`(status: Int) async throws {
        #expect(try await send([.answer(status), .answer(200)]).status == 200)
        #expect(clock.pauses.count == 1)
    }

    @Test(arguments: [200, 204, 400, 401, 403, 404, 501])
    func `any other status stands`(status: Int) async throws {
        #expect(try await send([.answer(status), .answer(200)]).status == status)
        #expect(clock.pauses.isEmpty)
    }

    @Test(arguments: [
        HTTPFailure.Cause.cannotResolve, .refused, .unreachable, .connectTimedOut, .timedOut, .connectionLost,
    ])
    func `a passing failure is tried again`(cause: HTTPFailure.Cause) async throws {
        #expect(try await send([.fail(.network(cause, host: host)), .answer(200)]).status == 200)
    }

    @Test(arguments: [
        HTTPFailure.network(.certificate, host: "x"), .network(.identity, host: "x"), .network(.tls, host: "x"),
        .network(.proxy, host: "x"), .network(.notHTTP, host: "x"), .redirect(host: "x", status: 307, to: nil),
        .tooLarge(host: "x", limit: 1), .configuration("x"), .cancelled,
    ])
    func `a failure that stays is not tried again`(failure: HTTPFailure) async {
        await #expect(throws: failure) { try await send([.fail(failure), .answer(200)]) }
        #expect(clock.pauses.isEmpty)
    }

    @Test(arguments: [408, 429, 503])
    func `a single-use call is tried again where the server did not begin`(status: Int) async throws {
        #expect(try await send([.answer(status), .answer(200)], .onlyIfUnprocessed).status == 200)
    }

    @Test(arguments: [500, 502, 504])
    func `a single-use call is not tried again where the server may have acted`(status: Int) async throws {
        #expect(try await send([.answer(status), .answer(200)], .onlyIfUnprocessed).status == status)
    }

    @Test(arguments: [HTTPFailure.Cause.cannotResolve, .refused, .unreachable, .connectTimedOut])
    func `a single-use call is tried again where no connection was made`(cause: HTTPFailure.Cause) async throws {
        #expect(try await send([.fail(.network(cause, host: host)), .answer(200)], .onlyIfUnprocessed).status == 200)
    }

    @Test(arguments: [HTTPFailure.Cause.timedOut, .connectionLost])
    func `a single-use call that may have arrived is not tried again`(cause: HTTPFailure.Cause) async {
        let failure = HTTPFailure.network(cause, host: host)
        await #expect(throws: failure) { try await send([.fail(failure), .answer(200)], .onlyIfUnprocessed) }
    }

    @Test func `an answer can say for itself that it is passing`() async throws {
        let status = try await send([.answer(400), .answer(200)]) { $0.status == 400 }.status
        #expect(status == 200)
    }

    @Test(arguments: [(0.0, [250, 500, 1000, 2000]), (0.5, [375, 750, 1500, 3000])])
    func `pauses double, shortened by chance`(chance: Double, milliseconds: [Int]) async throws {
        let steps = Array(repeating: Scripted.Step.answer(503), count: 5)
        #expect(try await send(steps, chance: chance).status == 503)
        #expect(clock.pauses == milliseconds.map { .milliseconds($0) })
    }

    @Test func `Retry-After is waited for`() async throws {
        _ = try await send([.answer(503, ["retry-after": "17"]), .answer(200)])
        #expect(clock.pauses == [.seconds(17)])
    }

    @Test func `Retry-After makes no pause shorter`() async throws {
        _ = try await send([.answer(429, ["Retry-After": "0"]), .answer(200)])
        #expect(clock.pauses == [.milliseconds(250)])
    }

    @Test(arguments: [(59, true), (60, false), (3600, false)])
    func `a Retry-After that does not fit is not waited for`(seconds: Int, fits: Bool) async throws {
        let steps: [Scripted.Step] = [.answer(429, ["Retry-After": "\(seconds)"]), .answer(200)]
        if fits {
            #expect(try await send(steps).status == 200)
        } else {
            let until = clock.start.addingTimeInterval(Double(seconds))
            await #expect(throws: HTTPFailure.rateLimited(host: host, until: until)) { try await send(steps) }
            #expect(clock.pauses.isEmpty)
        }
    }

    @Test func `429 to the end is a rate limit`() async {
        await #expect(throws: HTTPFailure.rateLimited(host: host, until: nil)) {
            try await send(Array(repeating: .answer(429), count: 5))
        }
    }

    @Test func `every attempt gets twenty seconds and the last one what is left`() async throws {
        let lost = Scripted.Step.fail(.network(.timedOut, host: host))
        let slow: [Scripted.Step] = [.after(.seconds(20)), lost, .after(.seconds(20)), lost, .answer(200)]
        let limits = try await send(slow).limits
        #expect(limits == [.seconds(20), .seconds(20), .seconds(60 - 40) - .milliseconds(750)])
    }

    @Test func `when the time is used up the last failure stands`() async {
        let lost = Scripted.Step.fail(.network(.timedOut, host: host))
        await #expect(throws: HTTPFailure.network(.timedOut, host: host)) {
            try await send([.after(.seconds(60)), lost, .answer(200)])
        }
    }

    @Test func `a cancelled task stops waiting`() async {
        let task = Task { try await send([.answer(503), .answer(200)]) }
        task.cancel()
        await #expect(throws: HTTPFailure.cancelled) { try await task.value }
    }
}
