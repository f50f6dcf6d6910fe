import Foundation

/// Sends again what failed in passing: 408, 429, 500, 502, 503, 504, a lost connection, with growing pauses.
///
/// A call that is not harmless to repeat is sent again only where Google cannot have acted on it: the connection was
/// never made, the status is one of a server that refused to start (408, 429, 503), or Google's own error document
/// says so. An authorization code is such a call. It works once; a server that sees it twice must refuse and should
/// revoke what the first gave (RFC 6749 §4.1.2), and Google revokes by grant, which would take living tokens along.
/// Against that a code that may have been lost on the way is cheap: the person consents once more.
public struct RetryingTransport: Transport {
    private let transport: any Transport
    private let callLimit: Duration
    private let attemptLimit: Int
    private let pacing: Pacing
    private let pace: Pace?

    /// Repeats over `transport`: each attempt ends within `callLimit`, and there are at most `attemptLimit`. Calls that
    /// bring no pace of their own share `pace`, where there is one.
    public init(
        _ transport: any Transport,
        callLimit: Duration = .seconds(20),
        attemptLimit: Int = 5,
        pacing: Pacing = .live,
        pace: Pace? = nil
    ) {
        self.transport = transport
        self.callLimit = callLimit
        self.attemptLimit = attemptLimit
        self.pacing = pacing
        self.pace = pace
    }

    /// Sends `call` until an answer stands, or `limit` is used up, which counts from when the pace first lets it go.
    ///
    /// - Throws: `HTTPFailure.rateLimited` where Google asks for a pause that does not fit into `limit`, whichever call
    ///   of the same pace it said so to, or answers 429 to the end; else the last failure. An answer of another passing
    ///   kind is handed over as it is.
    public func send(_ call: borrowing Call, within limit: Duration) async throws(HTTPFailure) -> Answer {
        let host = call.address.host
        let lane = Pace.Lane(host: host, project: call.project)
        let pace = call.pace ?? pace
        try await pace?.turn(on: lane, within: limit)
        let start = pacing.elapsed()
        var attempt = 0
        while true {
            // A call that outlives its cancellation is not begun after it.
            guard !Task.isCancelled else { throw .cancelled }
            attempt += 1
            let remaining = max(limit - (pacing.elapsed() - start), .zero)
            var pause = pacing.pause(after: attempt)
            do throws(HTTPFailure) {
                let answer = try await transport.send(call, within: min(callLimit, remaining))
                guard answer.isPassing(for: call) else { return answer }
                let left = limit - (pacing.elapsed() - start)
                if let asked = pauseAsked(by: answer, to: call) {
                    pace?.hold(lane, for: asked)
                    guard asked < left else {
                        throw .rateLimited(host: host, until: pacing.now() + asked.timeInterval)
                    }
                    pause = max(pause, asked + pacing.spread(within: left - asked))
                }
                if attempt == attemptLimit || pause >= left {
                    guard answer.status != 429 else { throw .rateLimited(host: host, until: nil) }
                    return answer
                }
            } catch {
                let left = limit - (pacing.elapsed() - start)
                guard error.isPassing(for: call), attempt < attemptLimit, pause < left else { throw error }
            }
            try await pacing.wait(pause)
            try await pace?.turn(on: lane, within: limit - (pacing.elapsed() - start))
        }
    }

    /// The longer of what header and body ask for.
    private func pauseAsked(by answer: borrowing Answer, to call: borrowing Call) -> Duration? {
        let header = answer.header("Retry-After").flatMap { RetryAfter($0) }?.pause(from: pacing.now())
        return [header, call.pauseAsked(answer)].compactMap(\.self).max()
    }
}

extension Answer {
    fileprivate borrowing func isPassing(for call: borrowing Call) -> Bool {
        if call.isTransient(self) { return true }
        return switch call.repetition {
        case .harmless: [408, 429, 500, 502, 503, 504].contains(status)
        case .onlyIfUnprocessed: [408, 429, 503].contains(status)
        }
    }
}

extension HTTPFailure {
    fileprivate func isPassing(for call: borrowing Call) -> Bool {
        guard case .network(let cause, _) = self, cause.isPassing else { return false }
        return call.repetition == .harmless || cause.precedesCall
    }
}
