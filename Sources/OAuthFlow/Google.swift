public import Credentials
public import GoogleHTTP

/// Google, as far as OAuth goes: tokens for codes and refresh tokens, the end of a grant, and who a token belongs to.
///
/// Every call is a POST, ends within a minute with its retries, and leaves nothing changed here: what
/// to keep is the caller's to decide. Endpoints are the client's own; tokeninfo is asked where the token
/// came from.
public struct Google: Sendable {
    let transport: any Transport
    let now: @Sendable () -> Timestamp

    /// The time one call may take, retries included.
    static let limit: Duration = .seconds(60)

    /// Google as `transport` reaches it; pass one that retries. `now` dates id tokens.
    public init(transport: any Transport, now: @escaping @Sendable () -> Timestamp) {
        self.transport = transport
        self.now = now
    }

    /// Sends `call` and hands over an answer that says 200; everything else is an error by then.
    func succeed(_ call: consuming Call, expecting expected: GoogleError.Expected) async throws(GoogleError) -> Answer {
        let answer = try await send(call)
        guard answer.status == 200 else { throw GoogleError(refusing: answer, expecting: expected) }
        return answer
    }

    func send(_ call: borrowing Call) async throws(GoogleError) -> Answer {
        do {
            return try await transport.send(call, within: Self.limit)
        } catch {
            throw .http(error)
        }
    }

    func address(_ text: String) throws(GoogleError) -> Address {
        do {
            return try Address(text)
        } catch {
            throw .http(.configuration("the client names an endpoint that is no https address: \(text)"))
        }
    }
}
