import Foundation
import NIOHTTP1
import Testing

@testable import GoogleSandbox

/// 429 for a time, failures now and then, and the counting of what came.
@Suite struct StormTests {
    @Test func `a storm answers 429 until it is over, and sees who comes too soon`() async throws {
        try await withScene { scene in
            try await scene.addCustomers()
            let token = try await scene.accessToken()
            _ = try await scene.order("storm", ["seconds": 3600, "retryAfterSeconds": 600])
            let first = try await scene.search(token, Scene.top)
            #expect(first.apiError == "429 quotaError RESOURCE_EXHAUSTED")
            #expect(first.headers.first(name: "Retry-After") == "600")
            #expect(first.text.contains("\"retryDelay\":\"600s\""))
            var report = try await scene.call(.GET, "/sandbox/storm").json
            #expect(report == ["isRaging": true, "refused": 1, "early": 0, "earlyInProject": 0])

            #expect(try await scene.accessible(token).status == 429)
            report = try await scene.call(.GET, "/sandbox/storm").json
            #expect(report == ["isRaging": true, "refused": 2, "early": 1, "earlyInProject": 0])

            await scene.google.advanceClock(seconds: 3600)
            let again = try await scene.accessToken()
            #expect(try await scene.search(again, Scene.top).status == 200)
            report = try await scene.call(.GET, "/sandbox/storm").json
            #expect(report == ["isRaging": false, "refused": 2, "early": 1, "earlyInProject": 0])
        }
    }

    private static let watches: [(account: String, project: String, after: Int, early: Int, earlyInProject: Int)] = [
        ("a", "p", 599, 1, 0), ("a", "p", 600, 0, 0), ("b", "p", 599, 0, 1), ("b", "p", 0, 0, 0), ("b", "p", 600, 0, 0),
        ("b", "q", 1, 0, 0), ("a", "p", 0, 1, 0),
    ]

    @Test(arguments: watches)
    func `who comes too soon is told from who was on the way or was told nothing`(
        account: String,
        project: String,
        after: Int,
        early: Int,
        earlyInProject: Int
    ) {
        let start = Moment().date
        var watch = StormWatch(Storm(seconds: 1, retryAfterSeconds: 600), from: start)
        let first = QuotaHolder(account: "a", project: "p")
        watch.arrive(first, at: .search, start)
        #expect(watch.answer(first, at: .search, start)?.status == 429)
        let moment = start.addingTimeInterval(Double(after))
        watch.arrive(QuotaHolder(account: account, project: project), at: .search, moment)
        #expect(watch.report(at: moment).early == early)
        #expect(watch.report(at: moment).earlyInProject == earlyInProject)
    }

    @Test func `a storm can keep to the body or to the header, and to some endpoints`() async throws {
        try await withScene { scene in
            let token = try await scene.accessToken()
            await scene.google.brew(Storm(seconds: 3600, inHeader: false))
            let body = try await scene.accessible(token)
            #expect(body.headers.first(name: "Retry-After") == nil)
            #expect(body.text.contains("retryDelay"))
            await scene.google.brew(Storm(seconds: 3600, inBody: false, endpoints: [.token]))
            #expect(try await scene.accessible(token).status == 200)
            let refused = try await scene.refresh("1//0x")
            #expect(refused.status == 429)
            #expect(refused["error"] == "rate_limit_exceeded")
            #expect(refused.headers.first(name: "Retry-After") == "1")
            await scene.google.behave()
            #expect(try await scene.refresh("1//0x").refusal == .badGrant)
        }
    }

    @Test func `every so many requests one fails, with 503 and 500 in turn`() async throws {
        try await withScene { scene in
            let token = try await scene.accessToken()
            _ = try await scene.order("settings", ["failEvery": 2])
            var answers: [String] = []
            for _ in 0..<4 { answers.append(try await scene.accessible(token).apiError) }
            #expect(answers == ["200", "503 UNAVAILABLE", "200", "500 internalError INTERNAL_ERROR"])
        }
    }

    @Test func `misbehaviour speaks the language of the API`() async throws {
        try await withScene { scene in
            let token = try await scene.accessToken()
            await scene.google.misbehave(.status(503, retryAfterSeconds: 7), at: .accessibleCustomers)
            let answer = try await scene.accessible(token)
            #expect(answer.apiError == "503 UNAVAILABLE")
            #expect(answer.headers.first(name: "Retry-After") == "7")
        }
    }

    @Test func `requests are counted by path, and how many there were at once`() async throws {
        try await withScene { scene in
            try await scene.addCustomers()
            let token = try await scene.accessToken()
            _ = try await scene.call(.POST, "/sandbox/traffic")
            await scene.google.configure { $0.answerDelayMilliseconds = 300 }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for customer in [Scene.top, Scene.left, Scene.right] {
                    group.addTask { _ = try await scene.search(token, customer, by: Scene.top) }
                }
                try await group.waitForAll()
            }
            _ = try await scene.accessible(token)
            let traffic = try await scene.call(.GET, "/sandbox/traffic")
            let byPath: JSON = [
                "/v26/customers/{id}/googleAds:search": 3, "/v26/customers:listAccessibleCustomers": 1,
            ]
            #expect(traffic.json == ["total": 4, "underWay": 0, "peak": 3, "byPath": byPath])
        }
    }
}
