import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import GoogleSandbox

/// A stand-in of its own for each test, with one account and one desktop client, and calls to it over HTTP.
struct Scene {
    static let adwords = "https://www.googleapis.com/auth/adwords"
    static let email = "https://www.googleapis.com/auth/userinfo.email"
    static let redirect = "http://127.0.0.1:5000/back"

    let sandbox: Sandbox
    let http: HTTPClient
    let account: Account
    let client: Client

    var google: Google { sandbox.google }

    /// The query of a consent request by the account, as adsvault would ask.
    func consentQuery(
        by client: Client? = nil,
        _ changed: [String: String] = [:],
        without left: Set<String> = []
    ) -> [(name: String, value: String)] {
        var fields = [
            "client_id": (client ?? self.client).id, "redirect_uri": Self.redirect, "response_type": "code",
            "scope": "openid \(Self.email) \(Self.adwords)", "state": "s/1", "access_type": "offline",
            "prompt": "consent", "login_hint": account.email,
        ]
        fields.merge(changed) { _, new in new }
        return fields.filter { !left.contains($0.key) }.map { (name: $0.key, value: $0.value) }
    }

    func authorize(_ query: [(name: String, value: String)]) async throws -> Answer {
        try await call(.GET, "/o/oauth2/v2/auth", query: query)
    }

    /// Consents, and reads what comes back to the redirect.
    func consent(by client: Client? = nil, _ changed: [String: String] = [:]) async throws -> Fields {
        try await authorize(consentQuery(by: client, changed)).redirectFields()
    }

    func exchange(
        _ code: String,
        by client: Client? = nil,
        _ changed: [String: String] = [:],
        without left: Set<String> = []
    ) async throws -> Answer {
        let client = client ?? self.client
        var form = [
            "grant_type": "authorization_code", "code": code, "client_id": client.id,
            "client_secret": client.secret, "redirect_uri": Self.redirect,
        ]
        form.merge(changed) { _, new in new }
        return try await post("/token", form.filter { !left.contains($0.key) })
    }

    /// Consents and exchanges the code.
    func login(by client: Client? = nil, _ changed: [String: String] = [:]) async throws -> Answer {
        let code = try #require(try await consent(by: client, changed)["code"])
        return try await exchange(code, by: client, ["redirect_uri": changed["redirect_uri"] ?? Self.redirect])
    }

    func refresh(
        _ token: String,
        by client: Client? = nil,
        _ changed: [String: String] = [:]
    ) async throws -> Answer {
        let client = client ?? self.client
        var form = [
            "grant_type": "refresh_token", "refresh_token": token, "client_id": client.id,
            "client_secret": client.secret,
        ]
        form.merge(changed) { _, new in new }
        return try await post("/token", form)
    }

    func revoke(_ token: String) async throws -> Answer { try await post("/revoke", ["token": token]) }

    func tokenInfo(_ token: String) async throws -> Answer {
        try await post("/tokeninfo", ["access_token": token])
    }

    func post(_ path: String, _ form: [String: String]) async throws -> Answer {
        try await call(.POST, path, form: form.map { (name: $0.key, value: $0.value) })
    }

    func call(
        _ method: HTTPMethod,
        _ path: String,
        query: [(name: String, value: String)] = [],
        form: [(name: String, value: String)]? = nil,
        headers: HTTPHeaders = [:],
        body: String? = nil,
        limit: TimeAmount = .seconds(20)
    ) async throws -> Answer {
        let question = query.isEmpty ? "" : "?" + Fields(query).encoded
        var request = HTTPClientRequest(url: sandbox.baseURL + path + question)
        request.method = method
        request.headers = headers
        if let form {
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(ByteBuffer(string: Fields(form).encoded))
        } else if let body {
            request.body = .bytes(ByteBuffer(string: body))
        }
        let response = try await http.execute(request, timeout: limit)
        var answer = Answer(status: Int(response.status.code), headers: response.headers)
        for try await part in response.body {
            answer.body.append(contentsOf: part.readableBytesView)
            answer.partCount += 1
        }
        return answer
    }
}

extension JSON {
    var string: String? { if case .string(let value) = self { value } else { nil } }
    var array: [JSON]? { if case .array(let values) = self { values } else { nil } }
}

/// What came back.
struct Answer {
    let status: Int
    let headers: HTTPHeaders
    var body: [UInt8] = []
    var partCount = 0

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSON? { JSON(text: body) }

    /// A text field of the answer's JSON; empty when there is none.
    subscript(name: String) -> String {
        if case .string(let value)? = json?[name] { value } else { "" }
    }

    /// Status, error and description, as Google words them.
    var refusal: Refusal {
        let subtype = self["error_subtype"]
        return Refusal(
            status: status,
            error: self["error"],
            description: self["error_description"],
            subtype: subtype.isEmpty ? nil : subtype
        )
    }

    func redirectFields() throws -> Fields {
        #expect(status == 302)
        let location = try #require(headers.first(name: "Location"))
        let query = location.split(separator: "?", maxSplits: 1).last ?? ""
        return try #require(Fields(encoded: query))
    }
}

func withScene(_ body: (Scene) async throws -> Void) async throws {
    let http = HTTPClient(
        eventLoopGroupProvider: .singleton,
        configuration: .init(redirectConfiguration: .disallow)
    )
    do {
        try await withSandbox { sandbox in
            let account = await sandbox.google.addAccount("ann@example.com")
            let client = await sandbox.google.addClient()
            try await body(Scene(sandbox: sandbox, http: http, account: account, client: client))
        }
    } catch {
        try await http.shutdown()
        throw error
    }
    try await http.shutdown()
}
