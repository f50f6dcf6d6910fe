import Credentials
import Foundation
import GoogleAds
import OAuthFlow
import Sealing
import Testing
import Vault

@testable import GoogleSandbox
@testable import Operations

/// What a service account's key gives, and what Google refuses it for.
struct SignedAccessTests {
    @Test func `a check asks with what is recorded, and reads what the account reaches`() async throws {
        try await withScene { scene in
            try await scene.addKey("robot")
            let tops = try await scene.google.addCustomers(HierarchyPlan(seed: 1, customers: 30, tops: 2))
            try await scene.google.setReach(tops.map(\.id), of: Scene.robot)
            let checked = try await scene.session.check(Filter())

            #expect(checked.map(\.ok) == [true] && checked[0].findings == [])
            #expect(checked[0].grantedScopes == [.adwords] && checked[0].customersReached == 30)
            let stored = try scene.show("robot")
            #expect(stored.scopes == [.adwords] && stored.customers == 30 && stored.lastRefreshedAt != nil)
            #expect(stored.nextRisk(among: nil) == nil)
            #expect(await scene.google.requestCount(at: .tokenInfo) == 1)
        }
    }

    @Test func `tree reads a key before its first check, and once`() async throws {
        try await withScene { scene in
            try await scene.addKey("robot")
            let tops = try await scene.google.addCustomers(HierarchyPlan(seed: 1, customers: 20, tops: 1))
            try await scene.google.setReach(tops.map(\.id), of: Scene.robot)
            let answer = try await scene.session.hierarchy(Filter())
            #expect(answer.failures.isEmpty && answer.hierarchy.nodes.count == 20)
            let calls = await scene.google.requestCount(at: .search)
            #expect(try await scene.session.hierarchy(Filter()).hierarchy.nodes.count == 20)
            #expect(await scene.google.requestCount(at: .search) == calls)
        }
    }

    @Test func `what is required beyond what is recorded is asked for, since nobody has to consent`() async throws {
        try await withScene { scene in
            try await scene.addKey("robot")
            let checked = try await scene.session.check(Filter(), required: [.adwords, .email], ads: false)
            #expect(checked[0].missingScopes == [] && Set(checked[0].grantedScopes) == [.adwords, .email])
            #expect(checked[0].ok)
            #expect(try scene.show("robot").requiredScopes == [.adwords])
        }
    }

    private static let refusals: [(Refusal, Finding.Code, Credential.State, String)] = [
        (.badSignature, .keyRefused, .suspect, "adsvault import FILE --name robot"),
        (.noServiceAccount, .accountNotFound, .suspect, "restore it"),
        (.undelegated, .delegationMissing, .active, "Domain-wide delegation"),
        (.untimely, .clock, .active, "set this machine's clock"),
        (.badAudience, .dead, .suspect, "adsvault import FILE --name robot"),
        (.deletedClient, .accountNotFound, .active, "enable it"),
    ]

    @Test(arguments: refusals.indices)
    func `each refusal has a cause and a way on, and only those of the key make it suspect`(index: Int) async throws {
        let (refusal, code, state, next) = Self.refusals[index]
        try await withScene { scene in
            try await scene.addKey("robot")
            await scene.google.misbehave(
                .status(refusal.status, error: refusal.error, description: refusal.description),
                at: .token
            )
            let finding = try #require(try await scene.findings().first)
            #expect(finding.code == code && finding.severity == .error)
            #expect(finding.next?.contains(next) == true)
            #expect(try await scene.findings().map(\.severity) == [])
            #expect(try scene.show("robot").state == .active)
            await scene.google.misbehave(
                .status(refusal.status, error: refusal.error, description: refusal.description),
                at: .token
            )
            _ = try await scene.findings()
            #expect(try scene.show("robot").state == state)
        }
    }

    @Test func `a key that the console disabled is named, and works again once enabled`() async throws {
        try await withScene { scene in
            try await scene.addKey("robot")
            try await scene.change(keyOf: "robot", by: .disable)
            let findings = try await scene.findings()
            #expect(findings.map(\.code) == [.keyRefused])
            #expect(findings[0].message.contains(try #require(try scene.show("robot").key?.id)))
            #expect(findings[0].message.contains("Invalid JWT Signature."))
            #expect(try scene.show("robot").state == .suspect)
            try await scene.change(keyOf: "robot", by: .enable)
            #expect(try await scene.findings() == [])
            #expect(try scene.show("robot").state == .active)
        }
    }

    @Test func `a clock that is wrong is told, and no state changes`() async throws {
        try await withScene { scene in
            try await scene.addKey("robot")
            await scene.google.advanceClock(seconds: 5000)
            #expect(try await scene.findings().map(\.code) == [.clock])
            await #expect {
                _ = try await scene.session.accessToken(of: try Name("robot"))
            } throws: { error in
                if case OperationError.google(.clock) = error { true } else { false }
            }
            #expect(try scene.show("robot").state == .active)
        }
    }

    @Test func `who acts for a user needs delegation, and then reaches what that one reaches`() async throws {
        try await withScene { scene in
            try await scene.addKey("robot") { $0.impersonatedEmail = Scene.ann }
            let finding = try #require(try await scene.findings().first)
            #expect(finding.code == .delegationMissing)
            #expect(finding.next?.contains(try #require(try scene.show("robot").account?.subject)) == true)
            try await scene.google.delegate([Scene.adwords, "email"], to: Scene.robot)
            let tops = try await scene.google.addCustomers(HierarchyPlan(seed: 1, customers: 5, tops: 1))
            try await scene.google.setReach(tops.map(\.id), of: Scene.ann)
            let checked = try await scene.session.check(Filter(), required: [.adwords, .email])
            #expect(checked.map(\.ok) == [true] && checked[0].customersReached == 5)
        }
    }

    @Test func `a network that fails says nothing about the key`() async throws {
        try await withScene { scene in
            try await scene.addKey("robot")
            await scene.google.misbehave(.html(), at: .token)
            #expect(try await scene.findings().map(\.code) == [.unreachable])
            #expect(try scene.show("robot").state == .active)
        }
    }

    @Test func `keeping alive passes keys over, however long nobody used them`() async throws {
        try await withScene { scene in
            try await scene.addKey("robot")
            try scene.vault.write { transaction in
                var robot = try transaction.known(Credential.self, try Name("robot"))
                robot.createdAt = robot.createdAt + .seconds(-400 * 86_400)
                try transaction.update(robot)
                transaction.note(AuditNote("seed", "robot"))
            }
            #expect(try await scene.session.check(Filter(), ads: false, keepalive: true).isEmpty)
            #expect(await scene.google.requestCount(at: .token) == 0)
        }
    }

    @Test func `an access token is kept, and for other scopes there is another one`() async throws {
        try await withScene { scene in
            try await scene.addKey("robot")
            let name = try Name("robot")
            func ask(_ scopes: [Scope] = []) async throws -> (text: String, scopes: [Scope]?, isKept: Bool) {
                let token = try await scene.session.accessToken(of: name, scopes: scopes)
                return (
                    token.secret.withBytes { String(decoding: $0.array, as: UTF8.self) }, token.scopes, token.isKept
                )
            }
            let first = try await ask()
            #expect(first.scopes == [.adwords] && !first.isKept)
            let second = try await ask()
            #expect(second.text == first.text && second.isKept)
            let other = try await ask([.adManager])
            #expect(other.text != first.text && other.scopes == [.adManager])
            #expect(await scene.refreshes == 2)
            #expect(try scene.show("robot").scopes == [.adwords])
            #expect(try scene.audit().suffix(3) == ["token robot", "token robot", "token robot"])
        }
    }

    @Test func `of many who ask at once, one signs for all`() async throws {
        try await withScene { scene in
            try await scene.addKey("robot")
            let turns = Turns(stateFolder: scene.folder.path) { _ in }
            let session = Session(
                vault: scene.vault,
                google: scene.session.google,
                now: scene.session.now,
                turns: turns
            )
            let name = try Name("robot")
            let texts = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await session.accessToken(of: name).secret.withBytes {
                            String(decoding: $0.array, as: UTF8.self)
                        }
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(texts.count == 1)
            #expect(await scene.refreshes == 1)
        }
    }

    @Test func `a token of a deleted key is refused, and the kept ones are dropped`() async throws {
        try await withScene { scene in
            try await scene.addKey("robot")
            let name = try Name("robot")
            _ = try await scene.session.accessToken(of: name)
            try await scene.change(keyOf: "robot", by: .delete)
            await #expect {
                _ = try await scene.session.accessToken(of: name, minTTL: .seconds(7200))
            } throws: { error in
                if case OperationError.dead(name, .invalidGrant(.keyRefused, _)) = error { true } else { false }
            }
            #expect(try scene.show("robot").state == .suspect)
            #expect(try scene.vault.read { try $0.all(AccessTokens.self) } == [])
        }
    }
}
