import HTTPTypes
import Hummingbird
import NIOCore

/// Where every request comes in: read, logged, answered, and spoilt where that was ordered.
struct Front: HTTPResponder {
    typealias Context = BasicRequestContext

    let google: Google

    func respond(to request: Request, context: Context) async throws -> Response {
        guard isLoopback(request.head.authority) else {
            return Reply.json(["error": "This stand-in answers to loopback addresses only."], status: 421).response
        }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: 1 << 20)
        } catch is NIOTooManyBytesError {
            return Reply.json(["error": "Request Entity Too Large"], status: 413).response
        }
        guard let call = Call(request, body: body) else { return Reply.refusal(.malformed).response }
        if let control = ControlRoute(path: call.path) {
            return await control.answer(call, by: google).response
        }
        let endpoint = Endpoint(path: call.path)
        google.traffic.begin(AdsPath(call.path)?.pattern ?? call.path)
        defer { google.traffic.end() }
        let holder = await google.admit(
            call.record(at: endpoint),
            bearer: call.bearer,
            refreshToken: call.form?["refresh_token"]
        )
        guard let endpoint else { return Reply.notFound.response }
        let delay = await google.settings.answerDelayMilliseconds
        if delay > 0 { try await pause(.milliseconds(delay)) }
        if let trouble = await google.nextTrouble(of: holder, at: endpoint) {
            return Reply.trouble(trouble, for: call, at: endpoint, id: await google.newRequestID()).response
        }
        guard let misbehaviour = await google.nextMisbehaviour(at: endpoint) else {
            return await rightAnswer(to: call, at: endpoint).response
        }
        let id = await google.newRequestID()
        return try await misbehaviour.response(
            trouble: { .trouble($0, for: call, at: endpoint, id: id) },
            rightAnswer: { await rightAnswer(to: call, at: endpoint) }
        )
    }

    private func rightAnswer(to call: Call, at endpoint: Endpoint) async -> Reply {
        do throws(Refusal) {
            return try await endpoint.route.answer(call, by: google)
        } catch {
            return .refusal(error)
        }
    }

    /// A page of elsewhere must not reach this server under a name of its own (DNS rebinding).
    private func isLoopback(_ authority: String?) -> Bool {
        guard let authority else { return false }
        return ["127.0.0.1", "localhost"].contains { authority == $0 || authority.hasPrefix($0 + ":") }
    }
}
