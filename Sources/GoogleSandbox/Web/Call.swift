import Hummingbird
import HTTPTypes
import NIOCore

/// A request, read whole.
struct Call {
    let method: HTTPRequest.Method
    let path: String
    let query: Fields
    /// The form in the body; nil when the body is not form-encoded.
    let form: Fields?
    let body: ByteBuffer
    let headers: HTTPFields
    /// The token of the Authorization header.
    let bearer: String?

    /// Reads a request; nil when its query or form is not properly encoded.
    init?(_ request: Request, body: ByteBuffer) {
        guard let query = Fields(encoded: request.uri.query ?? "") else { return nil }
        method = request.method
        path = request.uri.path
        self.query = query
        self.body = body
        headers = request.headers
        let contentType = request.headers[.contentType]?.lowercased() ?? ""
        if contentType.split(separator: ";").first == "application/x-www-form-urlencoded" {
            guard let form = Fields(encoded: String(buffer: body)) else { return nil }
            self.form = form
        } else {
            form = nil
        }
        let authorization = request.headers[.authorization] ?? ""
        bearer = authorization.hasPrefix("Bearer ") ? String(authorization.dropFirst("Bearer ".count)) : nil
    }

    /// What the log keeps of it.
    func record(at endpoint: Endpoint?) -> RequestRecord {
        RequestRecord(
            method: method.rawValue,
            path: path,
            endpoint: endpoint,
            grantType: endpoint == .token ? form?["grant_type"] : nil,
            queryNames: query.names,
            formNames: form?.names ?? []
        )
    }
}
