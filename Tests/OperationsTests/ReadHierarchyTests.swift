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
            let news = try JSONDecoder().decode(
                Network.self,
                from: Data(#"{"networkCode": "123", "displayName": "News"}"#.utf8)
            )
            let scopes = ["openid", "email", Scope.adManager.description]
            let token = try await scene.google.mint(account: Scene.ann, client: scene.client.id, scopes: scopes)[0]
            try scene.vault.write { transaction in
                var credential = try transaction.known(Credential.self, Name("ann"))
                credential.fingerprint = transaction.fingerprint(of: secret(token))
                try transaction.put(credential, secret: secret(token))
            }
            try await scene.google.setNetworks([news], of: Scene.ann)
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
