import Credentials
import GoogleAds
import GoogleHTTP
import Sealing
import Testing

/// What is sent to the Google Ads API, and what is made of its pages.
struct SearchTests {
    private func search(_ google: FakeGoogle, developerToken: String? = nil) async throws -> [Int64] {
        var numbers: [Int64] = []
        var token: SecretBytes?
        if let developerToken { token = bytes(developerToken) }
        try await ads(google, version: try AdsVersion("v24")).search(
            "SELECT customer.id FROM customer",
            of: id(12),
            login: id(7),
            bearer: bytes("ya29.b"),
            developerToken: token
        ) { (reader) throws(JSONReader.Malformed) in numbers.append(try reader.integer()) }
        return numbers
    }

    private func list(_ body: String) async throws -> [CustomerID] {
        try await ads(FakeGoogle(.init(body: body))).accessibleCustomers(bearer: bytes("b"), developerToken: nil)
    }

    @Test func `a search names customer, login and version, and never a page size`() async throws {
        let google = FakeGoogle(.init(body: "{}"))
        _ = try await search(google)
        #expect(
            google.sent == [
                FakeGoogle.Sent(
                    method: "POST",
                    address: "https://googleads.googleapis.com/v24/customers/0000000012/googleAds:search",
                    headers: ["login-customer-id": "0000000007"],
                    body: #"{"query":"SELECT customer.id FROM customer"}"#,
                    bearer: "ya29.b"
                )
            ]
        )
    }

    @Test func `the list of customers is asked for without a login`() async throws {
        let google = FakeGoogle(.init(body: "{}"))
        let customers = try await ads(google).accessibleCustomers(bearer: bytes("b"), developerToken: bytes("d"))
        #expect(customers.isEmpty)
        #expect(
            google.sent == [
                FakeGoogle.Sent(
                    method: "GET",
                    address: "https://googleads.googleapis.com/v26/customers:listAccessibleCustomers",
                    headers: [:],
                    body: "",
                    bearer: "b",
                    developerToken: "d"
                )
            ]
        )
    }

    @Test(arguments: [nil, "developer"])
    func `a developer token goes along where there is one`(token: String?) async throws {
        let google = FakeGoogle(.init(body: #"{"nextPageToken": "2"}"#), .init(body: "{}"))
        _ = try await search(google, developerToken: token)
        #expect(google.sent.map(\.developerToken) == [token, token])
    }

    @Test func `pages are asked for until there is no next one`() async throws {
        let google = FakeGoogle(
            .init(body: #"{"results": [1, 2], "nextPageToken": "a\"b"}"#),
            .init(body: #"{"nextPageToken": "c"}"#),
            .init(body: #"{"results": [3], "fieldMask": "x", "nextPageToken": ""}"#)
        )
        #expect(try await search(google) == [1, 2, 3])
        #expect(google.sent.map { $0.field("pageToken") } == [nil, #"a"b"#, "c"])
    }

    @Test func `a page that comes again is an error`() async {
        let pages = FakeGoogle(
            .init(body: #"{"nextPageToken": "a"}"#),
            .init(body: #"{"nextPageToken": "b"}"#),
            .init(body: #"{"nextPageToken": "a"}"#)
        )
        await #expect(throws: AdsError.nonsense(.endless, expecting: .rows)) { try await search(pages) }
        #expect(pages.sent.count == 3)
    }

    @Test func `pages that never come to an end are an error`() async {
        let pages = FakeGoogle { (sent) in
            let number = sent.field("pageToken").flatMap { Int($0) } ?? 0
            return FakeGoogle.Reply(body: #"{"nextPageToken": "\#(number + 1)"}"#)
        }
        await #expect(throws: AdsError.nonsense(.endless, expecting: .rows)) { try await search(pages) }
        #expect(pages.sent.count == 100)
    }

    @Test(arguments: [
        (#"{"resourceNames": ["customers/0000000002", "customers/0000000001", "customers/0000000002"]}"#, [1, 2]),
        (#" { "resourceNames" : [ ] , "more": {"x": [null, 1.5e3]} } "#, []), ("{}", []),
        (#"{"resourceNames": ["customers/12"]}"#, [12]),
    ])
    func `customers are listed once each, ascending`(body: String, numbers: [Int]) async throws {
        #expect(try await list(body) == numbers.map(id))
    }

    @Test(arguments: [
        ("", AdsError.Nonsense.empty), (" \n", .empty), ("<!DOCTYPE html>", .html), ("[]", .malformed(offset: 0)),
        ("{", .malformed(offset: 1)), (#"{"resourceNames": "customers/1"}"#, .malformed(offset: 18)),
        (#"{"resourceNames": [1]}"#, .malformed(offset: 19)), (#"{"resourceNames": null}"#, .malformed(offset: 18)),
        (#"{"resourceNames": ["customers/"]}"#, .malformed(offset: 31)),
        (#"{"resourceNames": ["customers/12345678901"]}"#, .malformed(offset: 42)),
        (#"{"resourceNames": ["customers/../x"]}"#, .malformed(offset: 35)),
        (#"{"resourceNames": ["accounts/0000000001"]}"#, .malformed(offset: 40)), ("{} {}", .malformed(offset: 3)),
        (#"{"resourceNames": [], "resourceNames": []}"#, .malformed(offset: 37)),
        (#"{"x": \#(String(repeating: "[", count: 100_000))"#, .malformed(offset: 38)),
    ])
    func `an answer that is something else is an error`(body: String, nonsense: AdsError.Nonsense) async {
        await #expect(throws: AdsError.nonsense(nonsense, expecting: .accessibleCustomers)) { try await list(body) }
    }

    @Test(arguments: [
        #"{"customerClient": {"id": "1", "level": "x"}}"#, #"{"customerClient": {"id": "-1"}}"#,
        #"{"customerClient": {"id": "1", "manager": "true"}}"#, #"{"customerClient": {"id": "99999999999"}}"#,
        #"{"customerClient": {"id": true}}"#, #"{"customerClient": {"level": "1"}}"#, #"{"customer": {"id": "1"}}"#,
        #"{"customerClient": {"id": "9999999999999999999999"}}"#, #"{"customerClient": []}"#, "7",
        #"{"customerClient": {"id": "1", "descriptiveName": {}}}"#, #"{"customerClient": {"id": "1", "status": 2}}"#,
    ])
    func `a row with a field of another kind is an error`(row: String) async {
        let google = FakeGoogle(
            .init(body: #"{"resourceNames": ["customers/0000000001"]}"#),
            .init(body: #"{"results": [\#(row)]}"#)
        )
        await #expect {
            _ = try await ads(google).reach(bearer: bytes("b"), developerToken: nil)
        } throws: { error in
            guard case .nonsense(.malformed, expecting: .rows)? = error as? AdsError else { return false }
            return true
        }
    }

    @Test(arguments: [
        (#"{"id": 1, "level": 0}"#, Customer.Status.unknown, nil), (#"{"id": "0000000001"}"#, .unknown, nil),
        (#"{"id": "1", "status": "FROZEN", "descriptiveName": ""}"#, .unknown, nil),
        (#"{"id": "1", "status": "UNSPECIFIED", "descriptiveName": null}"#, .unknown, nil),
        (#"{"id": "1", "status": "SUSPENDED", "descriptiveName": "Käse"}"#, .suspended, "Käse"),
        (#"{"id": "1", "status": "CLOSED", "hidden": true, "x": {"y": []}}"#, .closed, nil),
    ])
    func `what a row leaves out is not known`(row: String, status: Customer.Status, name: String?) async throws {
        let google = FakeGoogle(
            .init(body: #"{"resourceNames": ["customers/0000000001"]}"#),
            .init(body: #"{"results": [{"customerClient": \#(row)}]}"#)
        )
        let walk = try await ads(google).reach(bearer: bytes("b"), developerToken: nil)
        var customer = Customer(id: id(1), loginCustomerID: id(1))
        customer.status = status
        customer.name = name
        #expect(walk.reach.customers == [customer])
    }

    @Test func `an answer that is too large is passed on as that`() async {
        let failure = HTTPFailure.tooLarge(host: "googleads.googleapis.com", limit: 32 << 20)
        let google = FakeGoogle { (_) throws(HTTPFailure) in throw failure }
        await #expect(throws: AdsError.http(failure)) { try await search(google) }
    }
}
