import Credentials
import GoogleHTTP

/// Says what is asked of whom and how that went: host and path, status and time. Never a parameter, and not a byte of a
/// body or a header.
struct ToldTransport: Transport {
    let transport: any Transport
    let tell: @Sendable (String) -> Void

    func send(_ call: borrowing Call, within limit: Duration) async throws(HTTPFailure) -> Answer {
        let path = call.address.target.prefix { $0 != "?" }
        let what = "\(call.method.rawValue) \(call.address.host)\(path)"
        let start = ContinuousClock.now
        do throws(HTTPFailure) {
            let answer = try await transport.send(call, within: limit)
            tell("\(what): \(answer.status) after \((ContinuousClock.now - start).milliseconds) ms")
            return answer
        } catch {
            tell("\(what): \(error) after \((ContinuousClock.now - start).milliseconds) ms")
            throw error
        }
    }
}
