import Credentials
import Foundation
import GoogleAds
import GoogleHTTP
import GoogleSandbox
import OAuthFlow
import Testing
import Vault

@testable import Operations

/// Which customers are reached, as it is read and kept.
struct ReadHierarchyTests {
    @Test func `ten thousand customers take no more calls than there are managers and pages, and then none`()
        async throws
    {
        try await withScene { scene in
            try await scene.seed("ann")
            let managers = try await scene.reach(customers: 10_000, of: Scene.ann)
            let answer = try await scene.session.hierarchy(Filter())
            let calls = scene.google.trafficCount.searches

            #expect(answer.failures.isEmpty)
            #expect(answer.hierarchy.nodes.count == 10_000)
            #expect(calls <= managers + 10)
            #expect(try await scene.session.hierarchy(Filter()).hierarchy.nodes.count == 10_000)
            #expect(scene.google.trafficCount.searches == calls)
            #expect(try scene.show("ann").customers == 10_000)
        }
    }

    @Test func `what was read is there for a later run, and --refresh reads it again`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            _ = try await scene.reach(customers: 30, of: Scene.ann)
            _ = try await scene.session.hierarchy(Filter())
            let before = scene.google.trafficCount.searches
            #expect(try await scene.reopened().hierarchy(Filter()).hierarchy.nodes.count == 30)
            #expect(scene.google.trafficCount.searches == before)
            _ = try await scene.session.hierarchy(Filter(), refresh: true)
            #expect(scene.google.trafficCount.searches > before)
        }
    }

    @Test func `where reading again fails, what was kept is shown, and the failure told`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            _ = try await scene.reach(customers: 30, of: Scene.ann)
            _ = try await scene.session.hierarchy(Filter())
            try await scene.google.refuse(.account(Scene.ann), with: .twoStepVerificationNotEnrolled)
            let answer = try await scene.session.hierarchy(Filter(), refresh: true)

            #expect(answer.hierarchy.nodes.count == 30)
            #expect(answer.failures.map(\.finding.code) == [.twoStepVerification])
            #expect(try scene.show("ann").state == .active)
        }
    }

    @Test(arguments: [Endpoint.accessibleCustomers, .networks])
    func `what one API does not tell is kept as it was, whatever another tells`(failing: Endpoint) async throws {
        try await withScene { scene in
            try await scene.seedForBoth("ann")
            _ = try await scene.reach(customers: 30, of: Scene.ann)
            _ = try await scene.session.check(Filter())
            let before = try #require(try scene.vault.read { try $0.reach(of: Name("ann")) })
            #expect(before.customers.count == 30)
            #expect(before.networks == ["123": "News"])

            await scene.google.misbehave(.status(500), at: failing, times: nil)
            let results = try await scene.session.check(Filter())
            #expect(results.map(\.ok) == [false])
            let after = try #require(try scene.vault.read { try $0.reach(of: Name("ann")) })
            #expect(after.customers.map(\.id) == before.customers.map(\.id))
            #expect(after.networks == before.networks)
            #expect(try scene.show("ann").customers == 30)
        }
    }

    @Test func `a project that may call nothing takes no customer away`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            _ = try await scene.reach(customers: 30, of: Scene.ann)
            _ = try await scene.session.check(Filter())
            try await scene.google.refuse(.project(scene.client.project), with: .projectNotApproved)
            let results = try await scene.session.check(Filter())
            #expect(results.map(\.ok) == [false])
            #expect(results.map(\.customersReached) == [nil])
            #expect(try scene.vault.read { try $0.reach(of: Name("ann")) }?.customers.count == 30)
        }
    }

    @Test func `an account without any customer is well, and that is said`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let results = try await scene.session.check(Filter())
            #expect(results.map(\.ok) == [true])
            #expect(results.first?.findings.map(\.code) == [.noCustomers])
            #expect(results.map(\.customersReached) == [0])
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `more customers than a record holds stop nobody, and that is said`() async throws {
        try await withScene { scene in
            try await scene.seed(["ann", "bob"]) { $0 + "@example.com" }
            let top: AdsCustomerID = 1_000_000_000
            try await scene.google.setCustomer(AdsCustomer(id: top, name: "Top", isManager: true))
            for number in 1...5_000 {
                let id = try #require(AdsCustomerID(1_000_000_000 + number))
                let name = String(repeating: "広", count: 250)
                try await scene.google.setCustomer(AdsCustomer(id: id, name: name, managers: [top]))
            }
            try await scene.google.setReach([top], of: Scene.ann)
            let results = try await scene.session.check(Filter())
            #expect(results.map(\.ok) == [true, true])
            #expect(results.first?.findings.map(\.code) == [.manyCustomers])
            #expect(results.first?.customersReached == 5_001)
            #expect(try scene.show("ann").lastRefreshedAt != nil)
        }
    }

    @Test(arguments: [1, 4])
    func `no more calls are under way than there are jobs`(jobs: Int) async throws {
        try await withScene { scene in
            try await scene.seed(["ann", "bob"]) { $0 + "@example.com" }
            let tops = try await scene.google.addCustomers(HierarchyPlan(customers: 200)).map(\.id)
            for email in [Scene.ann, Scene.bob] { try await scene.google.setReach(tops, of: email) }
            await scene.google.configure { $0.answerDelayMilliseconds = 5 }
            await scene.google.forgetRequests()
            _ = try await scene.session.check(Filter(), jobs: jobs)
            #expect(scene.google.trafficCount.peak <= jobs)
        }
    }

    @Test func `who is dead keeps what it reached, which nobody living reaches then`() async throws {
        try await withScene { scene in
            try await scene.seed(["ann", "bob"]) { $0 + "@example.com" }
            _ = try await scene.reach(customers: 5, of: Scene.ann)
            _ = try await scene.session.hierarchy(Filter())
            try await scene.google.revokeByUser(Scene.ann)
            for refresh in [true, false] {
                let tree = try await scene.session.hierarchy(Filter(), refresh: refresh).hierarchy
                #expect(tree.state(of: try Name("ann")) == .suspect)
                #expect(tree.customers.map { tree.isReached(by: $0.reachedBy) } == Array(repeating: false, count: 5))
            }
        }
    }

    @Test(arguments: ["ann", "a*"])
    func `whom somebody names and nobody read, is told of with the command that reads`(name: String) async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.state = .suspect }
            var filter = Filter()
            filter.names = [name]
            let answer = try await scene.session.hierarchy(filter)
            #expect(answer.failures.map(\.finding.code) == [.notRead])
            #expect(answer.failures.map(\.finding.severity) == [.warning])
            #expect(answer.failures.map(\.finding.next) == ["adsvault tree ann --refresh"])
            let asked = try await scene.session.hierarchy(filter, refresh: true)
            #expect(asked.failures.map(\.finding.code) == [.noCustomers])
            #expect(try await scene.session.hierarchy(filter).failures.isEmpty)
        }
    }

    @Test func `who was dead before anybody read is told of without being named, who has no scope for it is not`()
        async throws
    {
        try await withScene { scene in
            try await scene.seed("ann") { $0.state = .suspect }
            try await scene.seed("bob") { $0.scopes = [.openID] }
            let answer = try await scene.session.hierarchy(Filter())
            #expect(answer.failures.map(\.credential.description) == ["ann"])
            #expect(answer.failures.map(\.finding.code) == [.notRead])
        }
    }

    @Test func `a credential is found by a customer that it reaches`() async throws {
        try await withScene { scene in
            try await scene.seed(["ann", "bob"]) { $0 + "@example.com" }
            _ = try await scene.reach(customers: 5, of: Scene.ann)
            let tree = try await scene.session.hierarchy(Filter())
            var filter = Filter()
            filter.customers = Array(tree.hierarchy.nodes.keys.prefix(1))
            #expect(try scene.session.list(filter).map(\.name.description) == ["ann"])
            filter.customers = [try CustomerID("999-999-9999")]
            #expect(try scene.session.list(filter).isEmpty)
        }
    }

    @Test func `networks of Ad Manager are kept as read now, beside no customer`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.giveNetworks("ann", scopes: ["openid", "email", Scope.adManager.description])
            _ = try await scene.session.hierarchy(Filter())
            let reach = try scene.vault.read { try $0.reach(of: Name("ann")) }
            #expect(reach?.networks == ["123": "News"])
            #expect(try scene.session.now() - #require(reach).readAt < .seconds(600))
        }
    }

    @Test func `customers go dark that nobody else reaches`() async throws {
        try await withScene { scene in
            try await scene.seed(["ann", "bob"]) { $0 + "@example.com" }
            _ = try await scene.reach(customers: 5, of: Scene.ann)
            _ = try await scene.session.hierarchy(Filter())
            let alone = try scene.session.planRevocation(of: [try Name("ann")])
            #expect(alone.parts.map(\.customersGoingDark.count) == [5])

            let customers = try #require(try scene.vault.read { try $0.reach(of: Name("ann")) }?.accessible)
            let same = try customers.map { try #require(AdsCustomerID($0.digits)) }
            try await scene.google.setReach(same, of: Scene.bob)
            _ = try await scene.session.hierarchy(Filter(), refresh: true)
            let shared = try scene.session.planRevocation(of: [try Name("ann")])
            #expect(shared.parts.map(\.customersGoingDark) == [[]])
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `in a storm of 429 nobody comes back before it was asked to, and everything ends`() async throws {
        try await withScene { scene in
            let names = (0..<24).map { "ann-\($0)" }
            try await scene.seed(names) { $0 + "@example.com" }
            let tops = try await scene.google.addCustomers(HierarchyPlan(customers: 60, tops: 2)).map(\.id)
            for name in names { try await scene.google.setReach(tops, of: name + "@example.com") }
            await scene.google.brew(Storm(seconds: 2, retryAfterSeconds: 1))
            let results = try await scene.patiently { try await $0.check(Filter(), jobs: 16) }
            let report = await scene.google.stormReport

            #expect(results.count == names.count)
            #expect(results.allSatisfy { $0.ok }, "\(results.flatMap(\.findings))")
            #expect(results.allSatisfy { $0.customersReached == 60 })
            #expect(report.refused > 0)
            #expect(report.early == 0)
            #expect(report.earlyInProject == 0)
        }
    }
}

extension TrafficCount {
    /// How many searches there were.
    fileprivate var searches: Int {
        byPath.filter { $0.key.hasSuffix("googleAds:search") }.map(\.value).reduce(0, +)
    }
}

extension Scene {
    /// A credential for Google Ads and Ad Manager, of Ann, who has one network.
    fileprivate func seedForBoth(_ name: String) async throws {
        try await seed(name)
        try await giveNetworks(
            name,
            scopes: ["openid", "email", Scope.adwords.description, Scope.adManager.description]
        )
    }

    /// Gives a credential of Ann's these scopes, and Ann a network.
    fileprivate func giveNetworks(_ name: String, scopes: [String]) async throws {
        let news = try JSONDecoder().decode(
            Network.self,
            from: Data(#"{"networkCode": "123", "displayName": "News"}"#.utf8)
        )
        let token = try await google.mint(account: Scene.ann, client: client.id, scopes: scopes)[0]
        try vault.write { transaction in
            var credential = try transaction.known(Credential.self, Name(name))
            credential.fingerprint = transaction.fingerprint(of: secret(token))
            credential.scopes = try scopes.map { try Scope($0) }
            try transaction.put(credential, secret: secret(token))
        }
        try await google.setNetworks([news], of: Scene.ann)
    }

    /// Lets an account reach so many customers below one top; gives how many of them are managers.
    fileprivate func reach(customers: Int, of email: String) async throws -> Int {
        let tops = try await google.addCustomers(HierarchyPlan(customers: customers)).map(\.id)
        try await google.setReach(tops, of: email)
        return await google.customers.count(where: \.isManager)
    }

    /// Runs `body` with a session that waits as the program does, all calls at one pace.
    fileprivate func patiently<Answer>(_ body: (Session) async throws -> Answer) async throws -> Answer {
        var configuration = HTTPConfiguration()
        configuration.googleBase = try Address(sandbox.baseURL)
        let pace = Pace()
        let live = try LiveTransport(configuration)
        let transport = RetryingTransport(live, pace: pace)
        let now = session.now
        let reader = Reader(
            ads: AdsAPI(transport: transport, now: now, pace: pace),
            adManager: AdManager(transport: transport, now: now, pace: pace)
        )
        let google = OAuthFlow.Google(transport: transport, now: now)
        do {
            let answer = try await body(Session(vault: vault, google: google, reader: reader, now: now))
            await live.shutdown()
            return answer
        } catch {
            await live.shutdown()
            throw error
        }
    }
}
