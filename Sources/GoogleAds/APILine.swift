import Credentials
import GoogleHTTP
import Sealing

/// The way to one of Google's APIs: an answer is what was asked for, or an error by then.
struct APILine: Sendable {
    let transport: any Transport
    let pace: Pace?
    let now: @Sendable () -> Timestamp
    let base: String

    /// The time one call may take, retries included.
    private static let limit: Duration = .seconds(60)
    /// Ten thousand rows, which Google puts on a page, with names of full length in any script.
    private static let answerLimit = 32 << 20
    /// More pages than a question can have.
    private static let pageLimit = 100

    func address(_ path: String) throws(AdsError) -> Address {
        do {
            return try Address(base + path)
        } catch {
            throw .http(.configuration("\(base)\(path) is no https address"))
        }
    }

    /// Sends `call` and reads the whole answer by `read`.
    func ask(
        _ call: consuming Call,
        expecting expected: AdsError.Expected,
        _ read: (inout JSONReader) throws(JSONReader.Malformed) -> Void
    ) async throws(AdsError) {
        call.answerLimit = Self.answerLimit
        call.pauseAsked = { ErrorDocument($0)?.retryDelay }
        call.pace = pace
        let bytes = try await bytes(call, expecting: expected)
        var reader = JSONReader(bytes)
        do throws(JSONReader.Malformed) {
            try read(&reader)
            try reader.end()
        } catch {
            throw .nonsense(AdsError.Nonsense(bytes, malformedAt: error.offset), expecting: expected)
        }
    }

    /// Asks for page after page: `call` makes the call for a page token, `field` reads any field but the next token.
    func askPages(
        expecting expected: AdsError.Expected,
        call: (_ pageToken: String?) throws(AdsError) -> Call,
        field: (String, inout JSONReader) throws(JSONReader.Malformed) -> Void
    ) async throws(AdsError) {
        var seen: Set<String> = []
        var token: String?
        repeat {
            var next: String?
            try await ask(try call(token), expecting: expected) { (reader) throws(JSONReader.Malformed) in
                try reader.object { (key, reader) throws(JSONReader.Malformed) in
                    if key == "nextPageToken" { next = try reader.text() } else { try field(key, &reader) }
                }
            }
            if let next, !seen.insert(next).inserted || seen.count >= Self.pageLimit {
                throw .nonsense(.endless, expecting: expected)
            }
            token = next
        } while token != nil
    }

    private func bytes(_ call: borrowing Call, expecting expected: AdsError.Expected) async throws(AdsError) -> [UInt8]
    {
        let answer: Answer
        do {
            answer = try await transport.send(call, within: Self.limit)
        } catch {
            throw .http(error)
        }
        guard answer.status == 200 else { throw AdsError(refusing: answer, at: now(), expecting: expected) }
        return answer.body.withBytes { $0.array }
    }
}
