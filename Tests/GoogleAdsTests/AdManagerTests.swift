import GoogleAds
import GoogleHTTP
import Testing

struct AdManagerTests {
    private func networks(_ google: FakeGoogle) async throws -> [String: String] {
        try await AdManager(transport: google, now: { now }).networks(bearer: bytes("b"))
    }

    @Test func `networks of all pages are read`() async throws {
        let google = FakeGoogle(
            .init(
                body: """
                    {"networks": [{"name": "networks/1", "networkCode": "1", "displayName": "One", "testNetwork": true}],
                     "nextPageToken": "a+/=", "totalSize": 2}
                    """
            ),
            .init(body: #"{"networks": [{"name": "networks/2", "networkCode": "2"}]}"#)
        )
        #expect(try await networks(google) == ["1": "One", "2": ""])
        #expect(
            google.sent.map(\.address) == [
                "https://admanager.googleapis.com/v1/networks",
                "https://admanager.googleapis.com/v1/networks?pageToken=a%2B%2F%3D",
            ]
        )
        #expect(google.sent.map(\.bearer) == ["b", "b"])
        #expect(google.sent.allSatisfy { $0.method == "GET" && $0.headers.isEmpty && $0.developerToken == nil })
    }

    @Test func `an account without networks has none`() async throws {
        #expect(try await networks(FakeGoogle(.init(body: "{}"))).isEmpty)
    }

    @Test func `a network without a code is an error`() async {
        await #expect(throws: AdsError.nonsense(.malformed(offset: 34), expecting: .networks)) {
            try await networks(FakeGoogle(.init(body: #"{"networks": [{"displayName": "x"}]}"#)))
        }
    }

    @Test func `a page that comes again is an error`() async {
        let page = FakeGoogle.Reply(body: #"{"nextPageToken": "a"}"#)
        await #expect(throws: AdsError.nonsense(.endless, expecting: .networks)) {
            try await networks(FakeGoogle(page, page, page))
        }
    }

    @Test func `a grant without the scope is refused as that`() async {
        let body = """
            {"error": {"code": 403, "message": "Request had insufficient authentication scopes.",
             "status": "PERMISSION_DENIED", "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo",
             "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "domain": "googleapis.com"}]}}
            """
        await #expect {
            _ = try await networks(FakeGoogle(.init(status: 403, body: body)))
        } throws: { error in
            guard case .refused(let refusal)? = error as? AdsError else { return false }
            return refusal.cause == .scopeMissing
        }
    }
}
