import HTTPTypes
import Hummingbird
import NIOCore

/// An answer, whole, before any misbehaviour.
struct Reply {
    var status: Int
    var headers: HTTPFields
    var body: String

    /// JSON, never to be cached.
    static func json(_ value: JSON, status: Int = 200) -> Reply {
        Reply(
            status: status,
            headers: [
                .contentType: "application/json; charset=utf-8",
                .cacheControl: "no-cache, no-store, max-age=0, must-revalidate",
            ],
            body: value.text
        )
    }

    /// A page that loads nothing from anywhere.
    static func page(_ html: String, status: Int = 200) -> Reply {
        Reply(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .cacheControl: "no-store",
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'",
            ],
            body: html
        )
    }

    /// A redirect of the browser.
    static func redirect(_ location: String, status: Int = 302) -> Reply {
        Reply(status: status, headers: [.location: location, .cacheControl: "no-store"], body: "")
    }

    /// An OAuth error.
    static func refusal(_ refusal: Refusal) -> Reply { .json(refusal.json, status: refusal.status) }

    /// Google has nothing here.
    static let notFound = page(
        pageText(title: "Error 404 (Not Found)", "<h1>404.</h1><p>The requested URL was not found on this server.</p>"),
        status: 404
    )

    /// The answer for Hummingbird to send.
    var response: Response {
        Response(
            status: HTTPResponse.Status(code: status),
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: body))
        )
    }
}
