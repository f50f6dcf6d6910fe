import Credentials
import GoogleAds
import GoogleHTTP
import OAuthFlow
import Testing
import Vault

@testable import GoogleSandbox
@testable import Operations

/// What others do to a vault while its credentials are checked.
struct CheckMeanwhileTests {
    @Test func `of whom went or is being revoked since it was asked about, nothing is said`() async throws {
        try await withScene { scene in
            try await scene.seed(["ann", "bob", "eve"])
            let checked = try await scene.checked { scene in
                _ = try scene.session.forget(try Name("ann"))
                try scene.vault.write { transaction in
                    var bob = try transaction.known(Credential.self, try Name("bob"))
                    bob.state = .revoking
                    try transaction.update(bob)
                    transaction.note(AuditNote("revoke", "bob"))
                }
            }

            #expect(checked.map(\.name.description) == ["eve"])
            #expect(try scene.show("bob").state == .revoking)
        }
    }

    @Test func `of a credential with another token by then, nothing is said`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.google.revokeByUser(Scene.ann)
            let old = try scene.show("ann")
            let new = try await scene.google.mint(account: Scene.ann, client: scene.client.id)[0]
            let checked = try await scene.checked { scene in
                var renewed = old
                renewed.fingerprint = scene.vault.fingerprint(of: secret(new))
                try scene.vault.write { [renewed] in try $0.put(renewed, secret: secret(new)) }
            }

            #expect(checked.isEmpty)
            #expect(try scene.show("ann").state == .active)
        }
    }

    @Test func `what was learnt follows a credential to its new name, and nothing is said of its old one`()
        async throws
    {
        try await withScene { scene in
            try await scene.seed("ann")
            let checked = try await scene.checked { _ = try $0.session.rename(try Name("ann"), to: try Name("bob")) }

            #expect(checked.isEmpty)
            #expect(try scene.show("bob").lastRefreshedAt != nil)
        }
    }

    @Test func `a new key of the vault ends no check`() async throws {
        try await withScene { scene in
            try await scene.seed(["ann", "bob", "eve"])
            let lender = scene.unlockable()
            let checked = try await scene.checked(in: lender) { _ = try $0.later().session.rotateKey($0.slotSecrets) }

            #expect(checked.map(\.ok) == [true, true, true])
            #expect(try scene.later().session.list().allSatisfy { $0.lastRefreshedAt != nil })
        }
    }

    @Test func `where nothing opens the vault under its new key, what was found is given with the reason`()
        async throws
    {
        try await withScene { scene in
            try await scene.seed("ann")
            let stopped = await #expect(throws: StoppedCheck.self) {
                try await scene.checked { _ = try $0.later().session.rotateKey($0.slotSecrets) }
            }

            #expect(stopped?.cause as? VaultError == .rekeyed)
            #expect(stopped?.results.map(\.ok) == [true])
        }
    }

    @Test func `an interruption while customers are read keeps that the token works`() async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.state = .suspect }
            let interrupted = Interrupted()
            let now = scene.session.now
            let reader = Reader(
                ads: AdsAPI(transport: interrupted, now: now),
                adManager: AdManager(transport: interrupted, now: now)
            )
            let session = Session(vault: scene.vault, google: scene.session.google, reader: reader, now: now)
            let checked = try await session.check(Filter())

            #expect(checked.isEmpty)
            #expect(try scene.show("ann").state == .active)
            #expect(try scene.show("ann").lastRefreshedAt != nil)
        }
    }

    @Test func `a kept reach that cannot be read is read anew`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let ann = try Name("ann")
            try scene.vault.write { transaction in
                try transaction.put(ReachSummary(of: ann, readAt: scene.session.now()), secret: secret("{}"))
            }
            let checked = try await scene.session.check(Filter())

            #expect(checked.map(\.ok) == [true])
            #expect(try scene.vault.read { try $0.reach(of: ann) }?.customers == [])
        }
    }

    @Test func `a key that cannot be read stops nobody else`() async throws {
        try await withScene { scene in
            try await scene.addKey("robot")
            try await scene.seed("ann")
            let robot = try scene.show("robot")
            try scene.vault.write { try $0.put(robot, secret: secret("{}")) }
            let checked = try await scene.session.check(Filter(), ads: false)

            #expect(checked.map(\.name.description) == ["ann", "robot"])
            #expect(checked.map(\.ok) == [true, false])
            #expect(checked[1].findings.map(\.code) == [.keyRefused])
        }
    }
}

extension Scene {
    /// Checks everything; when the last one was asked about, something else happens before anything is kept.
    fileprivate func checked(
        in session: Session? = nil,
        meanwhile happen: @Sendable (Scene) throws -> Void
    ) async throws -> [CheckResult] {
        try await (session ?? self.session).check(Filter()) { done, all in
            guard done == all else { return }
            do { try happen(self) } catch { Issue.record(error) }
        }
    }
}

/// A network on which every call is interrupted.
private struct Interrupted: Transport {
    func send(_ call: borrowing GoogleHTTP.Call, within limit: Duration) async throws(HTTPFailure) -> Answer {
        throw .cancelled
    }
}
