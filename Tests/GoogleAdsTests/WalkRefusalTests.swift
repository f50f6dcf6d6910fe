import Credentials
import GoogleAds
import GoogleHTTP
import Testing

/// What becomes of a walk on which somebody says no.
struct WalkRefusalTests {
    private let notEnabled = refusal("authorizationError", "CUSTOMER_NOT_ENABLED")
    private let denied = refusal("authorizationError", "USER_PERMISSION_DENIED")

    @Test func `a cancelled manager does not stop the walk`() async throws {
        let hierarchy = FakeHierarchy(
            tops: [1],
            children: [1: [2, 3], 2: [4], 3: [5]],
            statuses: [2: "CANCELED"],
            refusals: [2: notEnabled]
        )
        let (walk, sent) = try await hierarchy.walk()
        #expect(walk.reach.customers.map(\.id) == [1, 2, 3, 5].map(id))
        #expect(walk.customer(2)?.status == .canceled)
        #expect(walk.refusals.mapValues(\.cause) == [id(2): .customerNotEnabled])
        #expect(sent.count == 1 + 3)
    }

    @Test func `a cancelled top is a customer of which nothing is known but its refusal`() async throws {
        let (walk, _) = try await FakeHierarchy(tops: [1, 2], children: [2: [3]], refusals: [1: notEnabled]).walk()
        #expect(walk.customer(1) == Customer(id: id(1), loginCustomerID: id(1)))
        #expect(walk.refusals.mapValues(\.cause) == [id(1): .customerNotEnabled])
    }

    @Test(arguments: [1, 16])
    func `a cancelled customer of which a manager tells is no refusal`(jobs: Int) async throws {
        let hierarchy = FakeHierarchy(
            tops: [1, 2],
            children: [1: [2]],
            statuses: [2: "CANCELED"],
            refusals: [2: notEnabled]
        )
        let walk = try await hierarchy.walk(jobs: jobs).walk
        #expect(walk.refusals.isEmpty)
        #expect(walk.customer(2)?.status == .canceled)
        #expect(walk.customer(2)?.loginCustomerID == id(1))
    }

    @Test func `where a login may not see a manager, the next top above it is tried`() async throws {
        let hierarchy = FakeHierarchy(tops: [1, 2], children: [1: [3], 2: [3], 3: [4]], barred: [3: [1]])
        let (walk, sent) = try await hierarchy.walk()
        #expect(walk.customer(3)?.loginCustomerID == id(2))
        #expect(walk.customer(4)?.loginCustomerID == id(2))
        #expect(walk.refusals.isEmpty)
        #expect(sent.count == 1 + 3 + 1)
    }

    @Test func `a top two steps above is tried as well`() async throws {
        let hierarchy = FakeHierarchy(
            tops: [1, 2],
            children: [1: [3], 2: [3], 3: [4], 4: [5]],
            barred: [4: [1]]
        )
        let walk = try await hierarchy.walk().walk
        #expect(walk.customer(4)?.loginCustomerID == id(2))
        #expect(walk.customer(5) != nil)
    }

    @Test func `a top that may not log in by itself is asked by the one above it`() async throws {
        let hierarchy = FakeHierarchy(tops: [1, 2], children: [1: [2], 2: [3]], barred: [2: [2]])
        let walk = try await hierarchy.walk().walk
        #expect(walk.customer(2)?.loginCustomerID == id(1))
        #expect(walk.customer(3)?.loginCustomerID == id(1))
        #expect(walk.refusals.isEmpty)
    }

    @Test func `a way that is found late is tried too`() async throws {
        // 3 refuses 1, and 2 tells of it only after 4 and 5 were asked.
        let hierarchy = FakeHierarchy(
            tops: [1, 2],
            children: [1: [3], 2: [4], 4: [5], 5: [3], 3: [6]],
            barred: [3: [1]]
        )
        let walk = try await hierarchy.walk().walk
        #expect(walk.customer(3)?.loginCustomerID == id(2))
        #expect(walk.customer(6) != nil)
        #expect(walk.refusals.isEmpty)
    }

    @Test func `where no login may see a manager, each is tried once and that is a refusal`() async throws {
        let hierarchy = FakeHierarchy(tops: [1, 2], children: [1: [3], 2: [3], 3: [4]], refusals: [3: denied])
        let (walk, sent) = try await hierarchy.walk()
        #expect(walk.refusals.mapValues(\.cause) == [id(3): .permissionDenied])
        #expect(walk.customer(4) == nil)
        #expect(sent.count == 1 + 2 + 2)
    }

    @Test func `the login that worked before is tried first`() async throws {
        let hierarchy = FakeHierarchy(tops: [1, 2], children: [1: [3], 2: [3], 3: [4]], barred: [3: [1]])
        let known = try await hierarchy.walk().walk.reach
        let (walk, sent) = try await hierarchy.walk(known: known)
        #expect(walk.reach.customers == known.customers)
        #expect(sent.count == 1 + 3)
    }

    @Test func `a login that worked before and leads there no more is not tried`() async throws {
        let known = try await FakeHierarchy(tops: [1, 2], children: [1: [], 2: [3], 3: []]).walk().walk.reach
        let (walk, sent) = try await FakeHierarchy(tops: [1, 2], children: [1: [3], 2: [], 3: []]).walk(known: known)
        #expect(walk.customer(3)?.loginCustomerID == id(1))
        #expect(sent.count == 1 + 3)
    }

    @Test(arguments: [
        ("authenticationError", "TWO_STEP_VERIFICATION_NOT_ENROLLED", 401),
        ("authenticationError", "NOT_ADS_USER", 401),
        ("authorizationError", "DEVELOPER_TOKEN_PROHIBITED", 403), ("authenticationError", "OAUTH_TOKEN_REVOKED", 401),
        ("quotaError", "RESOURCE_EXHAUSTED", 429), ("requestError", "UNSUPPORTED_VERSION", 400),
    ])
    func `what concerns the account or the project ends the walk`(category: String, code: String, status: Int) async {
        let hierarchy = FakeHierarchy(
            tops: [1],
            children: [1: [2], 2: []],
            refusals: [2: refusal(category, code, status: status)]
        )
        await #expect {
            _ = try await hierarchy.walk()
        } throws: { error in
            guard case .refused(let refusal)? = error as? AdsError else { return false }
            return refusal.code == code && refusal.category == category
        }
    }

    @Test func `a project that may call test accounts only reaches those`() async throws {
        let production = refusal("authorizationError", "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION")
        let (walk, _) = try await FakeHierarchy(tops: [1, 2], children: [1: [3], 2: [4]], refusals: [1: production])
            .walk()
        #expect(walk.reach.customers.map(\.id) == [1, 2, 4].map(id))
        #expect(walk.refusals.mapValues(\.cause) == [id(1): .projectNotApprovedForProduction])
    }

    @Test func `a failure of the network ends the walk`() async {
        let failure = HTTPFailure.network(.refused, host: "googleads.googleapis.com")
        let google = FakeGoogle { (sent) throws(HTTPFailure) in
            guard sent.method == "GET" else { throw failure }
            return FakeGoogle.Reply(body: #"{"resourceNames": ["customers/0000000001"]}"#)
        }
        await #expect(throws: AdsError.http(failure)) {
            try await ads(google).reach(bearer: bytes("b"), developerToken: nil)
        }
    }

    @Test func `no further customer is asked once the walk has failed`() async {
        let hierarchy = FakeHierarchy(tops: Array(1...50), refusals: [1: FakeGoogle.Reply(status: 500, body: "")])
        let google = hierarchy.google
        await #expect(throws: AdsError.unavailable(status: 500)) {
            try await ads(google).reach(bearer: bytes("b"), developerToken: nil, jobs: 1)
        }
        #expect(google.sent.count == 2)
    }

    @Test func `a cancelled task ends the walk`() async {
        let google = FakeHierarchy(tops: [1]).google
        let task = Task { try await ads(google).reach(bearer: bytes("b"), developerToken: nil) }
        task.cancel()
        await #expect(throws: AdsError.http(.cancelled)) { try await task.value }
    }

    @Test func `a customer that tells of others than those directly below it is believed only of these`() async throws {
        let rows = """
            {"results": [{"customerClient": {"id": "1", "manager": true}},
             {"customerClient": {"id": "2", "level": "1"}}, {"customerClient": {"id": "3", "level": "2"}},
             {"customerClient": {"id": "4"}}, {"customerClient": {"id": "1", "level": "1"}}]}
            """
        let google = FakeGoogle(.init(body: #"{"resourceNames": ["customers/0000000001"]}"#), .init(body: rows))
        let walk = try await ads(google).reach(bearer: bytes("b"), developerToken: nil)
        #expect(walk.reach.customers.map(\.id) == [id(1), id(2)])
        #expect(walk.customer(1)?.parents == [])
    }
}
