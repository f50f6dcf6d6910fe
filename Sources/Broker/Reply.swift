import Credentials
import HTTPTypes
import HummingbirdCore
import NIOCore

/// An answer, ready to be sent any number of times.
struct Reply: Sendable {
    var status: HTTPResponse.Status
    let contentType: ContentType
    let body: ByteBuffer
    var retryAfter: Duration?

    /// What a body is. The library for Python reads JSON only where it is called that.
    enum ContentType: String {
        case text = "application/text"
        case json = "application/json"
    }

    /// Text.
    static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Reply {
        Reply(status: status, contentType: .text, body: ByteBuffer(string: text))
    }

    /// A JSON value.
    static func json(_ value: JSONText, status: HTTPResponse.Status = .ok) -> Reply {
        json(ByteBuffer(string: value.text), status: status)
    }

    /// A JSON value that is written already.
    static func json(_ body: ByteBuffer, status: HTTPResponse.Status = .ok) -> Reply {
        Reply(status: status, contentType: .json, body: body)
    }

    /// An error in the words of OAuth (RFC 6749 §5.2), which clients show as they are.
    static func error(_ code: String, _ text: String, status: HTTPResponse.Status) -> Reply {
        json(.object([("error", .string(code)), ("error_description", .string(text))]), status: status)
    }

    /// Why there is no token. Clients try again after 503, and show what 403 says; what 404 says most of them hide.
    static func refusal(_ refusal: TokenRefusal) -> Reply {
        switch refusal {
        case .unavailable(let text, let retryAfter):
            var reply = error("temporarily_unavailable", text, status: .serviceUnavailable)
            reply.retryAfter = retryAfter
            return reply
        case .dead(let text): return error("invalid_grant", text, status: .forbidden)
        case .scope(let text): return error("invalid_scope", text, status: .forbidden)
        }
    }

    /// The answer as the library sends it.
    var response: Response {
        var headers = Self.headers
        headers[.contentType] = contentType.rawValue
        if status == .methodNotAllowed { headers[.allow] = "GET" }
        if let retryAfter { headers[.retryAfter] = String(max(1, (retryAfter.milliseconds + 999) / 1000)) }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }

    /// What every answer carries.
    private static let headers: HTTPFields = [
        .metadataFlavor: "Google",
        .cacheControl: "no-store",
        .xContentTypeOptions: "nosniff",
    ]
}

extension HTTPField.Name {
    /// What tells a metadata server, and one who means to ask it.
    static let metadataFlavor = Self.known("Metadata-Flavor")
    /// What a proxy adds.
    static let xForwardedFor = Self.known("X-Forwarded-For")

    private static func known(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is a token (RFC 9110 §5.6.2)") }
        return name
    }
}
