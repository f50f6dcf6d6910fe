import NIOHTTP1
import Testing

@testable import GoogleSandbox

/// That the truth a scenario tells is what Google answers.
@Suite struct ScenarioTests {
    @Test func `every cause is what the endpoints show`() async throws {
        try await withScene { scene in
            let plan = ScenarioPlan(accounts: 40, ailingPercent: 65)
            let scenario = try await scene.google.setUp(plan)
            #expect(Set(scenario.credentials.map(\.cause)) == Set(Scenario.Cause.allCases))
            let clients = await scene.google.clients
            for credential in scenario.credentials {
                let client = try #require(
                    scenario.clients.first { $0.name == credential.client }.flatMap { clients[$0.id] }
                )
                let refresh = try await scene.refresh(credential.refreshToken, by: client)
                #expect(refresh["error"] == credential.refreshError ?? "", "\(credential.cause)")
                guard refresh.status == 200 else { continue }
                try await expectAds(credential, refresh["access_token"], scene)
            }
        }
    }

    private func expectAds(_ credential: Scenario.Credential, _ token: String, _ scene: Scene) async throws {
        let list = try await scene.accessible(token)
        guard list.status == 200 else {
            #expect(list.apiError.hasSuffix(credential.adsError?.rawValue ?? "?"), "\(credential.cause)")
            return
        }
        #expect(list.json?["resourceNames"] == .array(credential.accessible.map { .string("customers/\($0)") }))
        var reached: Set<String> = []
        for customer in credential.accessible {
            let answer = try await scene.search(token, customer)
            #expect((answer.status == 200) == (credential.adsError == nil))
            if let error = credential.adsError { #expect(answer.apiError.hasSuffix(error.rawValue)) }
            reached.formUnion(answer.ids)
        }
        if credential.adsError == nil { #expect(reached.count == credential.customersReached) }
    }

    private static let refusals: [(cause: Scenario.Cause, refusal: Refusal)] = [
        (.revokedByUser, .deadToken), (.revokedBySibling, .deadToken), (.idle, .badGrant), (.pushedOut, .deadToken),
        (.testingOver, .deadToken), (.timedAccessOver, .deadToken), (.accountDeleted, .deletedAccount),
        (.clientDeleted, .deletedClient), (.reauthenticationNeeded, .reauthenticationNeeded),
    ]

    @Test(arguments: refusals)
    func `a dead token is refused in the words of its cause`(cause: Scenario.Cause, refusal: Refusal) async throws {
        try await withScene { scene in
            let scenario = try await scene.google.setUp(ScenarioPlan(accounts: 20))
            let credential = try #require(scenario.credentials.first { $0.cause == cause })
            let clients = await scene.google.clients.values
            let id = try #require(scenario.clients.first { $0.name == credential.client }?.id)
            let client = try #require(clients.first { $0.id == id })
            #expect(try await scene.refresh(credential.refreshToken, by: client).refusal == refusal)
        }
    }

    @Test func `five in a hundred of five hundred are not well, of every cause`() async throws {
        let google = Google(clock: { Moment().date })
        let scenario = try await google.setUp(ScenarioPlan())
        let causes = Dictionary(grouping: scenario.credentials, by: \.cause).mapValues(\.count)
        #expect(scenario.credentials.count == 500)
        #expect(causes[.healthy] == 475)
        #expect(Scenario.Cause.allCases.allSatisfy { causes[$0, default: 0] >= 1 })
        for credential in scenario.credentials {
            #expect(credential.createdAt <= credential.lastUsedAt)
            #expect(credential.lastUsedAt < scenario.now)
            if let died = credential.diedAt { #expect(credential.lastUsedAt < died && died <= scenario.now) }
            #expect(credential.mintedAt.count == (credential.cause == .pushedOut ? 101 : 1))
            #expect((credential.sibling != nil) == (credential.cause == .revokedBySibling))
        }
    }

    @Test func `the same seed tells the same story, but for the secrets`() async throws {
        func story(seed: UInt64) async throws -> [String] {
            let google = Google(clock: { Moment().date })
            return try await google.setUp(ScenarioPlan(seed: seed, accounts: 60)).credentials.map {
                "\($0.name) \($0.cause) \($0.createdAt) \($0.lastUsedAt) \($0.accessible)"
            }
        }
        let first = try await story(seed: 1)
        #expect(try await story(seed: 1) == first)
        #expect(try await story(seed: 2) != first)
    }

    @Test func `a script gets tokens and truth as JSON`() async throws {
        try await withScene { scene in
            let answer = try await scene.order("scenario", ["accounts": 20, "customers": 100])
            let again = try await scene.call(.GET, "/sandbox/scenario")
            #expect(answer.json == again.json)
            let credentials = try #require(answer.json?["credentials"]?.array)
            let testing = try #require(credentials.first { $0["cause"] == "testingOver" })
            #expect(testing["client"] == "testing")
            #expect(testing["refreshToken"]?.string?.hasPrefix("1//") == true)
            #expect(testing["expiresAt"]?.string?.hasSuffix("Z") == true)
            #expect(testing["expiresAt"] == testing["diedAt"])
            #expect(answer.json?["clients"]?.array?.first?["secretFile"]?["installed"] != nil)
        }
    }
}
