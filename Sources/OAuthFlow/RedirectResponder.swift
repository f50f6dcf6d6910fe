import HTTPTypes
import HummingbirdCore
import NIOCore

/// Answers whoever comes to the loopback port, and tells the desk when it is Google's answer.
struct RedirectResponder: Sendable {
    let path: String
    let state: ConsentState
    let desk: ConsentDesk

    // The library calls it concurrently, and its writer may go nowhere else.
    @concurrent
    func respond(to request: Request, with writer: consuming ResponseWriter, on channel: any Channel) async throws {
        let response = await response(to: request.head, port: channel.localAddress?.port)
        try await writer.write(response: response.head, body: response.body)
        channel.close(promise: nil)
    }

    private func response(to request: HTTPRequest, port: Int?) async -> Response {
        // A page elsewhere can point a name of its own at 127.0.0.1 (DNS rebinding); it cannot choose the Host.
        guard let port, request.authority == "127.0.0.1:\(port)", !request.repeatsHost else {
            return refusal(.misdirectedRequest)
        }
        guard request.method == .get else { return refusal(.methodNotAllowed) }
        switch Redirect.read(target: request.path ?? "", path: path, state: state) {
        case .stranger(.otherPath):
            return refusal(.notFound)
        case .stranger:
            return refusal(.badRequest)
        case .denied:
            return desk.take(.denied) ? page(ResultPage(.refusal)) : refusal(.gone)
        case .refused(let code, let description):
            let detail = "Google said: " + ([code] + [description].compactMap { $0 }).joined(separator: ", ")
            return desk.take(.refused(code: code, description: description))
                ? page(ResultPage(.refusal, detail: detail)) : refusal(.gone)
        case .granted(let code):
            return desk.take(.granted(code)) ? page(await desk.conclusion()) : refusal(.gone)
        }
    }

    private func page(_ page: ResultPage) -> Response {
        Response(
            status: .ok,
            headers: ResultPage.headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: page.html))
        )
    }

    private func refusal(_ status: HTTPResponse.Status) -> Response {
        var headers = ResultPage.headers
        headers[.contentType] = "text/plain; charset=utf-8"
        if status == .methodNotAllowed { headers[.allow] = "GET" }
        let text = "\(status.code) \(status.reasonPhrase): adsvault waits here for another request.\n"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

extension HTTPRequest {
    /// Whether a second Host header came; the first one is the authority.
    fileprivate var repeatsHost: Bool {
        headerFields.contains { $0.name.canonicalName == "host" }
    }
}
