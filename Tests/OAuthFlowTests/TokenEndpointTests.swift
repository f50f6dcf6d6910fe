import Credentials
import GoogleHTTP
import Sealing
import Testing

@testable import OAuthFlow

struct TokenEndpointTests {
    private let good = ScriptedTransport.Reply(
        body: #"{"access_token": "ya29.a", "expires_in": 3599, "token_type": "Bearer", "scope": "openid"}"#
    )

    @discardableResult
    private func refresh(_ reply: ScriptedTransport.Reply) async throws(GoogleError) -> Duration? {
        let google = google(ScriptedTransport(.success(reply)))
        let client: OAuthClient
        do { client = try OAuthFlowTests.client() } catch { throw .unavailable(status: 0) }
        return try await google.refresh(refreshToken: bytes("1//r"), client: client, secret: bytes("GOCSPX-s"))
            .expiresIn
    }

    private func refusal(_ code: String, _ description: String? = nil, status: Int = 400) -> GoogleError.Refusal {
        GoogleError.Refusal(status: status, code: code, description: description)
    }

    @Test func `an exchange says everything once, in the body`() async throws {
        let transport = ScriptedTransport(.success(good))
        _ = try await google(transport).exchange(
            code: bytes("4/0A+b"),
            verifier: bytes("verifier~1"),
            redirectURI: "http://127.0.0.1:4000/x",
            client: client(),
            secret: bytes("GOCSPX-s&t")
        ).expiresIn
        let body = [
            "grant_type=authorization_code", "code=4%2F0A%2Bb", "code_verifier=verifier~1",
            "redirect_uri=http%3A%2F%2F127.0.0.1%3A4000%2Fx", "client_id=\(clientID)", "client_secret=GOCSPX-s%26t",
        ]
        #expect(transport.sent.map(\.method) == ["POST"])
        #expect(transport.sent.map(\.address) == ["https://oauth2.googleapis.com/token"])
        #expect(transport.sent.map(\.body) == [body.joined(separator: "&")])
        #expect(transport.sent.map(\.isSingleUse) == [true])
    }

    @Test func `a refresh may be repeated and asks for scopes only where told`() async throws {
        let transport = ScriptedTransport(.success(good), .success(good))
        for scopes in [nil, [Scope.adwords, .openID]] {
            _ = try await google(transport).refresh(
                refreshToken: bytes("1//r"),
                client: client(),
                secret: bytes("s"),
                scopes: scopes
            ).expiresIn
        }
        let body = "grant_type=refresh_token&refresh_token=1%2F%2Fr&client_id=\(clientID)&client_secret=s"
        let scope = "&scope=https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fadwords%20openid"
        #expect(transport.sent.map(\.body) == [body, body + scope])
        #expect(transport.sent.map(\.isSingleUse) == [false, false])
    }

    @Test func `a client's own endpoint is asked`() async throws {
        let transport = ScriptedTransport(.success(good))
        let endpoints = OAuthClient.Endpoints(
            authorize: "http://127.0.0.1:4000/a",
            token: "http://127.0.0.1:4000/token",
            revoke: "http://127.0.0.1:4000/revoke"
        )
        _ = try await google(transport).refresh(refreshToken: bytes("r"), client: client(endpoints), secret: bytes("s"))
            .expiresIn
        #expect(transport.sent.map(\.address) == ["http://127.0.0.1:4000/token"])
    }

    @Test func `an endpoint without TLS is never called`() async throws {
        let transport = ScriptedTransport(.success(good))
        let endpoints = OAuthClient.Endpoints(authorize: "", token: "http://example.org/token", revoke: "")
        let client = try client(endpoints)
        await #expect(
            throws: GoogleError.http(
                .configuration("the client names an endpoint that is no https address: http://example.org/token")
            )
        ) {
            _ = try await google(transport).refresh(refreshToken: bytes("r"), client: client, secret: bytes("s"))
                .expiresIn
        }
        #expect(transport.sent.isEmpty)
    }

    @Test(
        arguments: [
            ("Token has been expired or revoked.", nil, GoogleError.GrantTrouble.expiredOrRevoked),
            ("Bad Request", nil, .badRequest),
            ("reauth related error (invalid_rapt)", "invalid_rapt", .signInAgain),
            ("Bad Request", "rapt_required", .signInAgain),
            ("Account has been deleted", nil, .accountDeleted),
        ] as [(String, String?, GoogleError.GrantTrouble)]
    )
    func `invalid_grant says what is wrong with the grant`(
        description: String,
        subtype: String?,
        trouble: GoogleError.GrantTrouble
    ) async {
        let subtype = subtype.map { #", "error_subtype": "\#($0)""# } ?? ""
        let body = #"{"error": "invalid_grant", "error_description": "\#(description)"\#(subtype)}"#
        await #expect(throws: GoogleError.invalidGrant(trouble, refusal("invalid_grant", description))) {
            try await refresh(.init(status: 400, body: body))
        }
    }

    @Test func `every refusal has its case and its fault`() async {
        let cases: [(String, Int, GoogleError, GoogleError.Fault)] = [
            ("invalid_client", 401, .invalidClient(refusal("invalid_client", status: 401)), .client),
            ("deleted_client", 401, .invalidClient(refusal("deleted_client", status: 401)), .client),
            ("unauthorized_client", 401, .unauthorizedClient(refusal("unauthorized_client", status: 401)), .client),
            ("redirect_uri_mismatch", 400, .redirectURIMismatch(refusal("redirect_uri_mismatch")), .client),
            ("invalid_scope", 400, .invalidScope(refusal("invalid_scope")), .request),
            ("invalid_request", 400, .other(refusal("invalid_request")), .request),
            ("access_denied", 403, .other(refusal("access_denied", status: 403)), .request),
        ]
        for (code, status, expected, fault) in cases {
            await #expect(throws: expected) {
                try await refresh(.init(status: status, body: #"{"error": "\#(code)"}"#))
            }
            #expect(expected.fault == fault)
            #expect(!expected.isTransient)
        }
    }

    @Test(arguments: [408, 429, 500, 502, 503, 504, 599])
    func `trouble at Google is passing`(status: Int) async {
        await #expect(throws: GoogleError.unavailable(status: status)) {
            try await refresh(.init(status: status, body: "<html>"))
        }
        #expect(GoogleError.unavailable(status: status).isTransient)
    }

    @Test(arguments: ["temporarily_unavailable", "server_error", "internal_failure"])
    func `trouble at Google is passing by its name too`(code: String) async {
        await #expect(throws: GoogleError.unavailable(status: 400)) {
            try await refresh(.init(status: 400, body: #"{"error": "\#(code)"}"#))
        }
    }

    @Test(arguments: [
        (204, ""), (201, #"{"access_token": "a", "expires_in": 1, "token_type": "Bearer"}"#), (404, "<html>Not found"),
        (400, ""), (400, "{}"), (400, #"{"error": 17}"#), (400, #"{"error": ""}"#),
        (400, #"{"error": "two words"}"#), (400, #"{"error": {"message": "no status"}}"#), (100, ""),
    ])
    func `an answer that fits nothing is called so`(status: Int, body: String) async {
        await #expect(throws: GoogleError.nonsense(.status(status), expecting: .tokenReply)) {
            try await refresh(.init(status: status, body: body))
        }
    }

    @Test(arguments: [
        ("got 4/0AbCdEf", "got [redacted]"), ("got ya29.a0Xyz, sorry", "got [redacted], sorry"),
        ("token=1//0gXyz", "token=[redacted]"), ("'GOCSPX-abc'", "'[redacted]'"),
        ("verifier dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "verifier [redacted]"),
        ("https://example.org/?code=4/abc", "https://example.org/?code=[redacted]"),
        ("client \(clientID) unknown", "client \(clientID) unknown"),
        ("two\nlines\u{1b}[31m", "two lines [31m"),
        (String(repeating: "ab ", count: 100), String(repeating: "ab ", count: 66) + "a…"),
    ])
    func `a description is shown without what could be secret`(description: String, shown: String) {
        #expect(GoogleSecret.redact(description) == shown)
    }

    @Test func `an error code that looks like a token is not shown`() async {
        await #expect(throws: GoogleError.other(refusal("[redacted]"))) {
            try await refresh(.init(status: 400, body: #"{"error": "ya29.a0secret"}"#))
        }
    }

    @Test func `a failure of the network is passed on`() async throws {
        let failure = HTTPFailure.network(.refused, host: "oauth2.googleapis.com")
        let client = try client()
        await #expect(throws: GoogleError.http(failure)) {
            _ = try await google(ScriptedTransport(.failure(failure)))
                .refresh(refreshToken: bytes("r"), client: client, secret: bytes("s")).expiresIn
        }
    }
}
