import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

extension Misbehaviour {
    /// What goes out in place of the right answer, or what is made of it.
    /// - Parameter trouble: words an error as the endpoint would.
    func response(trouble: (APIError) -> Reply, rightAnswer: () async -> Reply) async throws -> Response {
        switch self {
        case .status(let status, let error, let description, let retryAfter):
            return trouble(.ordered(status, error, description, retryAfterSeconds: retryAfter)).response
        case .silence:
            // Ended by the end of the server; a client that hangs up is not noticed before.
            try await pause(.seconds(86_400))
            return Reply.notFound.response
        case .drip(let milliseconds):
            return await rightAnswer().dripping(every: .milliseconds(milliseconds))
        case .truncate:
            return await rightAnswer().truncated
        case .huge(let byteCount):
            return Reply.json([:]).filled(byteCount: byteCount)
        case .html(let status):
            return Reply.page(
                pageText(title: "Sorry", "<h1>We're sorry</h1><p>Please try again later.</p>"),
                status: status
            )
            .response
        case .redirect(let location):
            return Reply.redirect(location, status: 307).response
        case .body(let text):
            var reply = Reply.json([:])
            reply.body = text
            return reply.response
        case .edit(let changed, let removed):
            return await rightAnswer().edited { $0.changing(changed, removing: removed) }.response
        case .editClaims(let changed, let removed):
            return await rightAnswer().edited { $0.changingClaims(changed, removing: removed) }.response
        case .lostAnswer(let status):
            _ = await rightAnswer()
            return trouble(.ordered(status)).response
        case .delay(let milliseconds):
            try await pause(.milliseconds(milliseconds))
            return await rightAnswer().response
        }
    }
}

extension APIError {
    /// An error of which only the status is said, or more.
    fileprivate static func ordered(
        _ status: Int,
        _ code: String? = nil,
        _ message: String? = nil,
        retryAfterSeconds: Int? = nil
    ) -> APIError {
        APIError(
            status: status,
            message: message ?? "Backend Error",
            detail: code.map { .failure(category: "internalError", code: $0) } ?? .none,
            retryAfterSeconds: retryAfterSeconds
        )
    }

    /// The same in OAuth's form.
    fileprivate var refusal: Refusal {
        var error = Self.usualError(of: status)
        if case .failure("internalError", let code) = detail { error = code }
        return Refusal(status: status, error: error, description: message)
    }

    private static func usualError(of status: Int) -> String {
        switch status {
        case 401: "invalid_client"
        case 403: "access_denied"
        case 429: "rate_limit_exceeded"
        case 503: "temporarily_unavailable"
        case 500...: "internal_failure"
        default: "invalid_request"
        }
    }
}

extension Reply {
    /// An error in the form of the endpoint: the APIs have one, OAuth another.
    static func trouble(_ error: APIError, for call: Call, at endpoint: Endpoint, id: String) -> Reply {
        if endpoint.isAPI { return .apiError(error, to: call, id: id) }
        var reply = refusal(error.refusal)
        if let seconds = error.retryAfterSeconds { reply.headers[.retryAfter] = String(seconds) }
        return reply
    }
}

extension Reply {
    /// The answer with its JSON changed; other answers stay as they are.
    func edited(_ change: (JSON) -> JSON) -> Reply {
        guard let value = JSON(text: Array(body.utf8)) else { return self }
        var reply = self
        reply.body = change(value).text
        return reply
    }

    /// The answer, a byte at a time.
    func dripping(every interval: Duration) -> Response {
        let bytes = ByteBuffer(string: body)
        return streamed(byteCount: bytes.readableBytes) { writer in
            for byte in bytes.readableBytesView {
                try await writer.write(ByteBuffer(bytes: [byte]))
                try await pause(interval)
            }
        }
    }

    /// Half of the answer under the length of the whole, then the end of the connection.
    var truncated: Response {
        let bytes = ByteBuffer(string: body)
        return streamed(byteCount: bytes.readableBytes + 64) { writer in
            try await writer.write(ByteBuffer(bytes.readableBytesView.prefix(bytes.readableBytes / 2)))
            throw CutOff()
        }
    }

    /// JSON that does not end for so many bytes.
    func filled(byteCount: Int) -> Response {
        streamed(byteCount: byteCount) { writer in
            var left = byteCount
            while left > 0 {
                let count = min(left, 1 << 16)
                try await writer.write(ByteBuffer(repeating: UInt8(ascii: " "), count: count))
                left -= count
            }
        }
    }

    private func streamed(
        byteCount: Int,
        _ write: @escaping @Sendable @concurrent (inout any ResponseBodyWriter) async throws -> Void
    ) -> Response {
        let body = ResponseBody(contentLength: byteCount) { writer in
            try await write(&writer)
            try await writer.finish(nil)
        }
        return Response(status: HTTPResponse.Status(code: status), headers: headers, body: body)
    }
}

/// Holds an answer back, but not the end of the server.
func pause(_ duration: Duration) async throws {
    try await cancelWhenGracefulShutdown { try await Task.sleep(for: duration) }
}

/// Ends a connection in the middle of an answer.
private struct CutOff: Error {}

extension JSON {
    /// This answer with the claims of its `id_token` changed.
    func changingClaims(_ changed: [String: JSON], removing removed: [String]) -> JSON {
        guard case .string(let token)? = self["id_token"] else { return self }
        var parts = token.split(separator: ".").map(String.init)
        guard parts.count == 3, let claims = JSON(base64URL: parts[1]) else { return self }
        parts[1] = GoogleSandbox.base64URL(claims.changing(changed, removing: removed).text.utf8)
        return changing(["id_token": .string(parts.joined(separator: "."))], removing: [])
    }
}
