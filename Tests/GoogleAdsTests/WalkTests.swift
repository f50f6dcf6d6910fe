import Credentials
import GoogleAds
import Testing

/// What is found, by which login, and by how many calls.
struct WalkTests {
    @Test func `managers are walked down to the last customer`() async throws {
        let hierarchy = FakeHierarchy(tops: [1], children: [1: [2, 3], 2: [4, 5], 4: [6]])
        let (walk, sent) = try await hierarchy.walk()
        #expect(walk.reach.customers.map(\.id) == (1...6).map(id))
        #expect(walk.reach.customers.map(\.level) == [0, 1, 1, 2, 2, 3])
        #expect(walk.reach.customers.map(\.isManager) == [true, true, false, true, false, false])
        #expect(walk.reach.accessible == [id(1)])
        #expect(walk.reach.readAt == now)
        #expect(walk.reach.operations == sent.count)
        #expect(walk.refusals.isEmpty)
        #expect(sent.count == 1 + 3)
    }

    @Test func `a row becomes a customer`() async throws {
        let customer = try await FakeHierarchy(tops: [1], children: [1: [2]], statuses: [2: "CANCELED"])
            .walk().walk.customer(2)
        var expected = Customer(id: id(2), loginCustomerID: id(1), level: 1)
        expected.name = "Customer 2"
        expected.currency = "EUR"
        expected.timeZone = "Europe/Berlin"
        expected.status = .canceled
        expected.parents = [id(1)]
        #expect(customer == expected)
    }

    @Test func `a customer of two managers is kept once, with both`() async throws {
        let (walk, sent) = try await FakeHierarchy(tops: [1], children: [1: [2, 3], 2: [4], 3: [4]]).walk()
        #expect(walk.reach.customers.map(\.id) == (1...4).map(id))
        #expect(walk.customer(4)?.parents == [id(2), id(3)])
        #expect(sent.count == 1 + 3)
    }

    @Test func `a manager of two managers is asked once`() async throws {
        let (walk, sent) = try await FakeHierarchy(tops: [1], children: [1: [2, 3], 2: [4], 3: [4], 4: [5]]).walk()
        #expect(walk.customer(4)?.parents == [id(2), id(3)])
        #expect(sent.count { $0.address.contains("/\(id(4).digits)/") } == 1)
    }

    @Test func `a customer's level is that of its shortest way`() async throws {
        let (walk, _) = try await FakeHierarchy(tops: [1], children: [1: [2, 4], 2: [3], 3: [4]]).walk()
        #expect(walk.customer(4)?.level == 1)
        #expect(walk.customer(4)?.parents == [id(1), id(3)])
    }

    @Test(.timeLimit(.minutes(1)))
    func `layers of managers, each below all of the layer above, are walked as quickly as any`() async throws {
        var children: [Int: [Int]] = [1: Array(10..<18)]
        for layer in 1..<12 {
            for manager in 0..<8 { children[layer * 10 + manager] = (0..<8).map { (layer + 1) * 10 + $0 } }
        }
        let (walk, _) = try await FakeHierarchy(tops: [1], children: children).walk()
        #expect(walk.reach.customers.count == 1 + 12 * 8)
        #expect(walk.customer(120)?.level == 12)
    }

    @Test(.timeLimit(.minutes(1)))
    func `managers in a circle are asked once each`() async throws {
        let (walk, sent) = try await FakeHierarchy(tops: [1], children: [1: [2], 2: [3], 3: [1]]).walk()
        #expect(walk.reach.customers.map(\.level) == [0, 1, 2])
        #expect(sent.count == 1 + 3)
    }

    @Test func `an account without customers reaches none`() async throws {
        let (walk, sent) = try await FakeHierarchy(tops: []).walk()
        #expect(walk.reach.customers.isEmpty)
        #expect(sent.count == 1)
    }

    @Test func `a top that is no manager is asked once, by its own login`() async throws {
        let (walk, sent) = try await FakeHierarchy(tops: [7]).walk()
        #expect(walk.customer(7)?.loginCustomerID == id(7))
        #expect(walk.customer(7)?.name == "Customer 7")
        #expect(sent.map { $0.headers["login-customer-id"] } == [nil, id(7).digits])
    }

    @Test func `ten thousand customers of one manager take a call and one for each further page`() async throws {
        let hierarchy = FakeHierarchy(tops: [1], children: [1: Array(2...10_001)])
        let (walk, sent) = try await hierarchy.walk()
        #expect(walk.reach.customers.count == 10_001)
        // One beyond a page: the manager itself is a row too.
        #expect(sent.count == 1 + 2)
    }

    @Test func `tops of which a manager told are not asked`() async throws {
        let hierarchy = FakeHierarchy(tops: Array(1...100), children: [1: Array(2...100)])
        let (walk, sent) = try await hierarchy.walk(jobs: 1)
        #expect(sent.count == 1 + 1)
        #expect(walk.reach.customers.allSatisfy { $0.loginCustomerID == id(1) })
    }

    @Test func `who stood below a manager before is not asked before it`() async throws {
        let hierarchy = FakeHierarchy(tops: Array(1...100), children: [100: Array(1...99)])
        let known = try await hierarchy.walk().walk.reach
        let (walk, sent) = try await hierarchy.walk(known: known)
        #expect(sent.count == 1 + 1)
        #expect(walk.reach.customers == known.customers)
    }

    @Test func `who stood below a manager before and does so no more is asked`() async throws {
        let before = try await FakeHierarchy(tops: [1, 2, 3], children: [3: [1, 2]]).walk().walk.reach
        let (walk, sent) = try await FakeHierarchy(tops: [1, 2, 3], children: [3: [1]]).walk(known: before)
        #expect(walk.customer(2)?.parents == [])
        #expect(walk.customer(2)?.loginCustomerID == id(2))
        #expect(sent.count == 1 + 2)
    }

    @Test(arguments: [1, 2, 3, 16])
    func `the outcome does not depend on how many are asked at once`(jobs: Int) async throws {
        var hierarchy = FakeHierarchy.random(seed: 4)
        hierarchy.refusals[hierarchy.tops[0]] = refusal("authorizationError", "CUSTOMER_NOT_ENABLED")
        let alone = try await hierarchy.walk(jobs: 1).walk
        let (walk, _) = try await hierarchy.walk(jobs: jobs)
        #expect(walk.reach.customers == alone.reach.customers)
        #expect(walk.refusals == alone.refusals)
    }

    @Test(arguments: 1...40)
    func `any hierarchy is found whole, by no more calls than managers and pages`(seed: UInt64) async throws {
        let hierarchy = FakeHierarchy.random(seed: seed)
        let (walk, sent) = try await hierarchy.walk(jobs: 4)
        #expect(walk.reach.customers.map(\.id) == hierarchy.reachable.sorted().map(id))
        for customer in walk.reach.customers {
            let number = Int(customer.id.digits)
            let parents = hierarchy.reachable.filter { hierarchy.children[$0]?.contains(number ?? 0) ?? false }
            #expect(customer.parents == parents.sorted().map(id))
        }
        #expect(walk.refusals.isEmpty)
        #expect(sent.count <= hierarchy.callLimit)
    }

    @Test(arguments: 1...20)
    func `every login that is recorded works`(seed: UInt64) async throws {
        let hierarchy = FakeHierarchy.random(seed: seed)
        let google = hierarchy.google
        for customer in try await hierarchy.walk().walk.reach.customers {
            try await ads(google).search(
                "SELECT customer.id FROM customer",
                of: customer.id,
                login: customer.loginCustomerID,
                bearer: bytes("b"),
                developerToken: nil
            ) { (reader) throws(JSONReader.Malformed) in try reader.skip() }
        }
    }
}

extension FakeHierarchy {
    /// Some forty customers: managers up to four deep, shared customers and managers, tops among all of them.
    static func random(seed: UInt64) -> FakeHierarchy {
        var generator = Steps(state: seed)
        var hierarchy = FakeHierarchy(tops: [], pageSize: 3)
        for manager in 1...12 {
            let below = (manager + 1...40).filter { _ in Int.random(in: 0..<8, using: &generator) == 0 }
            hierarchy.children[manager] = below
        }
        hierarchy.tops = (1...40).filter { _ in Int.random(in: 0..<6, using: &generator) == 0 } + [1]
        return hierarchy
    }
}

/// SplitMix64: the same numbers for the same seed.
private struct Steps: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
