import Credentials
import Foundation
import GoogleAds
import GoogleHTTP
import GoogleSandbox
import Sealing
import Testing

/// Against a stand-in for Google over real sockets, through the retries.
struct SandboxTests {
    private struct Setting {
        let google: Google
        let live: LiveTransport
        let ads: AdsAPI
        let manager: AdManager
        let bearer: String
        let project: String
    }

    private let email = "a@example.org"

    private func withAccount(_ body: (Setting) async throws -> Void) async throws {
        try await withSandbox { sandbox in
            let live = try LiveTransport(HTTPConfiguration(environment: ["ADSVAULT_GOOGLE_URL": sandbox.baseURL]))
            do {
                try await body(setting(sandbox, live))
                await live.shutdown()
            } catch {
                await live.shutdown()
                throw error
            }
        }
    }

    private func setting(_ sandbox: Sandbox, _ live: LiveTransport) async throws -> Setting {
        let transport = RetryingTransport(live)
        await sandbox.google.addAccount(email)
        let client = await sandbox.google.addClient()
        let scopes = ["https://www.googleapis.com/auth/adwords", "https://www.googleapis.com/auth/admanager"]
        let tokens = try await sandbox.google.mint(account: email, client: client.id, scopes: scopes)
        let clock = { @Sendable in Timestamp(Date()) }
        let pace = Pace()
        return Setting(
            google: sandbox.google,
            live: live,
            ads: AdsAPI(transport: transport, now: clock, pace: pace),
            manager: AdManager(transport: transport, now: clock, pace: pace),
            bearer: try await refresh(tokens[0], client, transport),
            project: client.project
        )
    }

    private func refresh(_ token: String, _ client: Client, _ transport: any Transport) async throws -> String {
        var form = Form()
        let fields = ["grant_type": "refresh_token", "refresh_token": token]
            .merging(["client_id": client.id, "client_secret": client.secret]) { one, _ in one }
        for (name, value) in fields { form.add(name, value) }
        let call = Call(post: form, to: try Address("https://oauth2.googleapis.com/token"))
        let answer = try await transport.send(call, within: .seconds(20))
        var reader = JSONReader(answer.body.withBytes { $0.array })
        var access: String?
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            if key == "access_token" { access = try reader.string() } else { try reader.skip() }
        }
        return try #require(access)
    }

    @Test(arguments: [1, 2])
    func `a large hierarchy is found as it is`(seed: UInt64) async throws {
        try await withAccount { setting in
            let google = setting.google
            await google.configure { $0.searchPageRows = 20 }
            let tops = try await google.addCustomers(HierarchyPlan(seed: seed, customers: 500, tops: 3)).map(\.id)
            try await google.setReach(tops, of: email)
            let walk = try await setting.ads.reach(
                bearer: bytes(setting.bearer),
                developerToken: bytes("developer"),
                project: setting.project
            )
            let truth = await google.customers
            #expect(walk.reach.customers.map(\.id.digits) == truth.map(\.id.description))
            #expect(
                walk.reach.customers.map { $0.parents.map(\.digits) } == truth.map { $0.managers.map(\.description) }
            )
            #expect(walk.reach.customers.map(\.status.rawValue) == truth.map(\.status.rawValue))
            #expect(walk.reach.customers.map(\.name) == truth.map(\.name))
            #expect(walk.reach.customers.map(\.isManager) == truth.map(\.isManager))
            let closed = truth.filter { $0.isManager && $0.status != .enabled }.map(\.id.description)
            #expect(walk.refusals.keys.map(\.digits).sorted() == closed)
            #expect(walk.refusals.values.allSatisfy { $0.cause == .customerNotEnabled })
            let managers = truth.filter(\.isManager)
            let pages = managers.map { manager in truth.count { $0.managers.contains(manager.id) } / 20 }.reduce(0, +)
            #expect(walk.reach.operations <= 1 + managers.count + pages)
        }
    }

    @Test func `nobody comes early in a storm, and everything ends`() async throws {
        try await withAccount { setting in
            let google = setting.google
            let tops = try await google.addCustomers(HierarchyPlan(customers: 60, tops: 6)).map(\.id)
            try await google.setReach(tops, of: email)
            await google.brew(Storm(seconds: 0.5))
            let walk = try await setting.ads.reach(
                bearer: bytes(setting.bearer),
                developerToken: nil,
                project: setting.project,
                jobs: 16
            )
            let report = await google.stormReport
            #expect(walk.reach.customers.count == 60)
            #expect(report.refused > 0)
            #expect(report.early == 0)
        }
    }

    @Test func `what Google ordered to refuse is refused as that`() async throws {
        try await withAccount { setting in
            try await setting.google.refuse(.account(email), with: .twoStepVerificationNotEnrolled)
            await #expect {
                try await setting.ads.reach(bearer: bytes(setting.bearer), developerToken: nil)
            } throws: { error in
                guard case .refused(let refusal)? = error as? AdsError else { return false }
                return refusal.cause == .twoStepVerificationNotEnrolled
            }
        }
    }

    @Test(arguments: ["v22", "v27"])
    func `a version that Google does not have is told as that`(version: String) async throws {
        try await withAccount { setting in
            let ads = AdsAPI(transport: setting.live, now: { now }, version: try AdsVersion(version))
            await #expect {
                try await ads.accessibleCustomers(bearer: bytes(setting.bearer), developerToken: nil)
            } throws: { error in
                guard case .refused(let refusal)? = error as? AdsError else { return false }
                return refusal.cause == .unsupportedVersion
            }
        }
    }

    @Test func `networks of Ad Manager are read`() async throws {
        try await withAccount { setting in
            let network = Data(#"{"networkCode": "7", "displayName": "Seven"}"#.utf8)
            try await setting.google.setNetworks([JSONDecoder().decode(Network.self, from: network)], of: email)
            #expect(try await setting.manager.networks(bearer: bytes(setting.bearer)) == ["7": "Seven"])
        }
    }
}
