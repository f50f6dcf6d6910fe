import Credentials
import Foundation
import GoogleSandbox
import Synchronization
import Testing
import Vault

@testable import Operations

/// The end of a grant, and its proof.
struct RevokeTests {
    @Test func `the plan names the siblings of other clients of the project, and nobody else`() async throws {
        try await withScene { scene in
            let sibling = try await scene.addClient("sibling")
            let stranger = try await scene.addClient("stranger", project: "another-project")
            try await scene.seed("ann") { $0.exports = 1 }
            try await scene.seed("ann-sibling", by: sibling, named: "sibling") { $0.exports = 2 }
            try await scene.seed("ann-elsewhere", by: stranger, named: "stranger")
            try await scene.seed("bob", of: Scene.bob)
            let plan = try scene.session.planRevocation(of: [try Name("ann")])

            #expect(plan.parts.map { $0.credentials.map(\.name.description) } == [["ann", "ann-sibling"]])
            #expect(plan.parts[0].exports == 3)
            #expect(plan.parts[0].copies.isEmpty)
            #expect(plan.others.map(\.description) == ["ann-sibling"])
        }
    }

    @Test func `an import that names its project by number is of the same grant`() async throws {
        try await withScene { scene in
            let number = OAuthClient.project(ofClientID: scene.client.id)
            try await scene.seed("ann")
            try await scene.seed("import") { $0.client?.project = number }
            let plan = try scene.session.planRevocation(of: [try Name("ann")])

            #expect(number != scene.client.project)
            #expect(plan.parts.map { $0.credentials.map(\.name.description) } == [["ann", "import"]])
        }
    }

    @Test func `of the same project, those whose account nobody knows may end too`() async throws {
        try await withScene { scene in
            let stranger = try await scene.addClient("stranger", project: "another-project")
            try await scene.seed("ann")
            try await scene.seed("bob", of: Scene.bob)
            try await scene.seed("import") { $0.account = nil }
            try await scene.seed("elsewhere", by: stranger, named: "stranger") { $0.account = nil }
            let uncertain = { (name: String) in
                let plan = try scene.session.planRevocation(of: [try Name(name)])
                return plan.parts.flatMap(\.uncertain).map(\.name.description)
            }

            #expect(try uncertain("ann") == ["import"])
            #expect(try uncertain("import") == ["ann", "bob"])
            #expect(try uncertain("elsewhere") == [])
            let both = try scene.session.planRevocation(of: [try Name("ann"), try Name("import")])
            #expect(both.parts.map { $0.uncertain.map(\.name.description) } == [[], ["bob"]])
        }
    }

    @Test func `a credential whose account nobody knows is a part of its own`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.seed("import") { $0.account = nil }
            let plan = try scene.session.planRevocation(of: [try Name("import"), try Name("ann")])

            #expect(plan.parts.map { $0.credentials.map(\.name.description) } == [["ann"], ["import"]])
            #expect(plan.parts.map { $0.grant == nil } == [false, true])
            #expect(plan.others == [])
        }
    }

    @Test func `siblings die together, proven, and only their description stays`() async throws {
        try await withScene { scene in
            let sibling = try await scene.addClient("sibling")
            let tokens = [
                try await scene.seed("ann"), try await scene.seed("ann-sibling", by: sibling, named: "sibling"),
            ]
            let bob = try await scene.seed("bob", of: Scene.bob)
            let results = try await scene.revoke("ann")

            #expect(results.map(\.credential.description) == ["ann", "ann-sibling"])
            #expect(results.map(\.proof) == [.invalidGrant, .invalidGrant])
            #expect(results.map(\.state) == [.revoked, .revoked])
            #expect(results.map(\.revokeStatus) == [200, 200])
            #expect(await scene.google.requestCount(at: .revoke) == 1)
            for token in tokens { #expect(await !scene.google.isLive(token)) }
            #expect(await scene.google.isLive(bob))
            let session = try scene.reopened()
            for name in ["ann", "ann-sibling"] {
                #expect(try session.show(try Name(name)).state == .revoked)
                #expect(try session.show(try Name(name)).revokedAt != nil)
                #expect(try scene.token(name) == "")
            }
            #expect(try scene.audit().suffix(3).map { String($0.prefix(7)) } == ["revoke ", "revoked", "revoked"])
        }
    }

    @Test func `what is revoked already is not planned`() async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.state = .revoked }
            #expect(throws: OperationError.unusable(try Name("ann"), .revoked)) {
                _ = try scene.session.planRevocation(of: [try Name("ann")])
            }
        }
    }

    @Test func `a revocation that takes effect late is proven in the end`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            await scene.google.configure { $0.revocationDelayUses = 3 }
            let results = try await scene.revoke("ann")

            #expect(results.map(\.proof) == [.invalidGrant])
            #expect(await scene.google.requestCount(at: .token) == 4)
        }
    }

    @Test func `a revocation that takes longer is pending, and goes on when asked again`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann")
            await scene.google.configure { $0.revocationDelayUses = 7 }
            let pending = try await scene.revoke("ann")

            #expect(pending.map(\.proof) == [.pending])
            #expect(pending.map(\.state) == [.revoking])
            #expect(pending[0].reason == "google still takes the token")
            #expect(try scene.show("ann").state == .revoking)
            #expect(try scene.token("ann") == token)

            let results = try await scene.revoke("ann")
            #expect(results.map(\.proof) == [.invalidGrant])
            #expect(try scene.show("ann").state == .revoked)
        }
    }

    @Test func `the proof is asked of the token that came in the place of the old one`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            await scene.google.configure { settings in
                settings.revocationDelayUses = 3
                settings.rotateRefreshTokens = true
            }
            let results = try await scene.revoke("ann")

            #expect(results.map(\.proof) == [.invalidGrant])
            #expect(await scene.google.requestCount(at: .token) == 4)
            #expect(try scene.token("ann") == "")
        }
    }

    @Test func `an unreachable Google leaves it asked for and alive`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann")
            await scene.google.misbehave(.status(503), at: .revoke, times: nil)
            let results = try await scene.revoke("ann")

            #expect(results.map(\.proof) == [.pending])
            #expect(results.map(\.revokeStatus) == [nil])
            #expect(try scene.show("ann").state == .revoking)
            #expect(try scene.token("ann") == token)
            #expect(await scene.google.isLive(token))
        }
    }

    @Test func `a token that was dead already is proven so`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.google.revokeByUser(Scene.ann)
            let results = try await scene.revoke("ann")

            #expect(results.map(\.revokeStatus) == [400])
            #expect(results.map(\.proof) == [.invalidGrant])
        }
    }

    @Test func `a dead sibling does not hide a living one`() async throws {
        try await withScene { scene in
            try await scene.seed("a-dead")
            try await scene.google.revokeByUser(Scene.ann)
            let living = try await scene.seed("b-living")
            let results = try await scene.revoke("a-dead")

            #expect(results.map(\.revokeStatus) == [200, 200])
            #expect(results.map(\.proof) == [.invalidGrant, .invalidGrant])
            #expect(await !scene.google.isLive(living))
        }
    }

    @Test func `a deleted client leaves no proof`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.google.deleteClient(scene.client.id)
            let results = try await scene.revoke("ann")

            #expect(results.map(\.proof) == [.failed])
            #expect(try scene.show("ann").state == .revoking)
            #expect(try scene.token("ann")?.isEmpty == false)
        }
    }

    @Test func `a client that is not in the vault leaves no proof either`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann")
            try scene.session.removeClient(try Name("desktop"), evenIfUsed: true)
            let results = try await scene.revoke("ann")

            #expect(results.map(\.proof) == [.failed])
            #expect(await scene.google.isLive(token))
        }
    }

    @Test func `a vault that cannot be written does not stop a revocation, and a gap follows`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann")
            // The mark takes four steps; the first is enough to lose it.
            scene.store.fail(atStep: 1)
            let results = try await scene.revoke("ann")

            #expect(results.map(\.proof) == [.invalidGrant])
            #expect(results.map(\.state) == [.revoked])
            #expect(await !scene.google.isLive(token))
            let actions = try scene.session.audit().map(\.action)
            #expect(actions.suffix(2) == ["gap", "revoked"])
        }
    }

    @Test func `a vault that stays unwritable keeps the token for a later proof`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann")
            scene.store.fail()
            let results = try await scene.revoke("ann")

            #expect(results.map(\.proof) == [.invalidGrant])
            #expect(results.map(\.state) == [.revoking])
            #expect(results[0].reason?.contains("the disk is full") == true)
            #expect(await !scene.google.isLive(token))

            scene.store.work()
            let again = try await scene.revoke("ann")
            #expect(again.map(\.state) == [.revoked])
            #expect(try scene.token("ann") == "")
        }
    }

    @Test func `what the log could not take is the next entry of a later process`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            scene.store.fail()
            let said = Mutex<[String]>([])
            let plan = try scene.session.planRevocation(of: [try Name("ann")])
            _ = try await scene.session.revoke(plan) { line in said.withLock { $0.append(line) } }
            let trouble = "the log cannot be written (vault.db: the disk is full); its next entry"
            #expect(said.withLock { $0.first } == trouble + " will say what was done")

            let later = try scene.reopened()
            #expect(try later.audit().map(\.action).contains("gap") == false)
            var change = DescriptionChange()
            change.owner = "Ann"
            _ = try later.describe(try Name("ann"), change)
            let entries = Array(try later.audit().suffix(3))
            #expect(entries.map(\.action) == ["gap", "gap", "set"])
            #expect(entries.map(\.subject) == [plan.parts[0].grant?.description ?? "", "ann", "ann"])
            #expect(entries[0].detail.hasPrefix("went unrecorded: revoke ann ("))
            #expect(entries[1].detail.hasPrefix("went unrecorded: revoked proven by invalid_grant ("))
            _ = try later.verify()

            // Told once.
            change.owner = "Bob"
            _ = try later.describe(try Name("ann"), change)
            #expect(try later.audit().map(\.action).suffix(2) == ["set", "set"])
        }
    }

    @Test func `what the log could not take is sealed, and outlives a new key`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            scene.store.fail()
            _ = try await scene.revoke("ann")
            let kept = scene.folder.path + "/gaps"
            let names = try FileManager.default.contentsOfDirectory(atPath: kept)
            #expect(names.count == 2)
            for name in names {
                let contents = Array(try Data(contentsOf: URL(fileURLWithPath: "\(kept)/\(name)")))
                #expect(contents.firstRange(of: Array("ann".utf8)) == nil)
                #expect(contents.firstRange(of: Array("revoke".utf8)) == nil)
            }

            scene.store.work()
            let (rotated, _) = try scene.session.rotateKey(scene.slotSecrets)
            #expect(try rotated.audit().map(\.action).suffix(3) == ["gap", "gap", "rotate key"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: kept) == [])
        }
    }

    @Test func `a gap that cannot be read is still one, and another vault's is left alone`() async throws {
        try await withScene { scene in
            let gaps = GapFolder(stateFolder: scene.folder.path)
            try FileManager.default.createDirectory(atPath: gaps.path, withIntermediateDirectories: true)
            let id = scene.vault.vaultID.map { String(format: "%02x", $0) }.joined()
            for name in ["\(id)-1", String(repeating: "0", count: 32) + "-1"] {
                try Data("junk".utf8).write(to: URL(fileURLWithPath: "\(gaps.path)/\(name)"))
            }
            try await scene.seed("ann")

            let gap = try #require(try scene.session.audit().first { $0.action == "gap" })
            #expect(gap.detail == "something went unrecorded, and what it was cannot be read")
            #expect(try FileManager.default.contentsOfDirectory(atPath: gaps.path).count == 1)
        }
    }

    @Test func `a gap that can be kept nowhere is told, and noted by the same run`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            // Where the folder should be, a file is.
            try Data().write(to: URL(fileURLWithPath: scene.folder.path + "/gaps"))
            scene.store.fail(atStep: 1)
            let said = Mutex<[String]>([])
            let plan = try scene.session.planRevocation(of: [try Name("ann")])
            _ = try await scene.session.revoke(plan) { line in said.withLock { $0.append(line) } }

            #expect(said.withLock { $0.first?.contains("nor what it lacks be kept elsewhere") } == true)
            #expect(try scene.session.audit().map(\.action).suffix(2) == ["gap", "revoked"])
        }
    }

    @Test func `a gap is noted although the proof is pending`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            await scene.google.configure { $0.revocationDelayUses = 100 }
            scene.store.fail(atStep: 1)
            _ = try await scene.revoke("ann")

            #expect(try scene.session.audit().last?.action == "gap")
            #expect(try scene.show("ann").state == .revoking)
        }
    }

    @Test func `one part's failure does not stop the others`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.seed("bob", of: Scene.bob)
            await scene.google.misbehave(.status(503), at: .revoke, times: 3)  // As often as it is tried.
            let plan = try scene.session.planRevocation(of: [try Name("ann"), try Name("bob")])
            let results = try await scene.session.revoke(plan)

            #expect(results.map(\.proof) == [.pending, .invalidGrant])
        }
    }

    @Test func `what was forgotten or renewed since the plan is not touched`() async throws {
        try await withScene { scene in
            try await scene.seed("gone", of: Scene.bob)
            try await scene.seed("ann")
            let plan = try scene.session.planRevocation(of: [try Name("gone"), try Name("ann")])
            _ = try scene.session.forget(try Name("gone"))
            let another = try await scene.seed("gone", of: "eve@example.com")
            let results = try await scene.session.revoke(plan)

            #expect(results.map(\.credential.description) == ["ann"])
            #expect(try scene.show("gone").state == .active)
            #expect(await scene.google.isLive(another))
        }
    }

    @Test func `with the grant the count of its tokens ends`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try scene.mint(MintLedger.caution)
            _ = try await scene.revoke("ann")

            let outcome = try await scene.login("new")
            #expect(outcome.warnings == [])
        }
    }

    @Test func `a token made since the grant ended still counts`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try scene.mint(3)
            await scene.google.configure { $0.revocationDelayUses = 1 }
            let session = scene.session
            let subject = try #require(try scene.show("ann").account)
            let plan = try session.planRevocation(of: [try Name("ann")])
            let pausing = Session(vault: scene.vault, google: session.google, now: session.now) { _ in
                // Between Google's yes and the proof.
                try scene.vault.write { _ = try $0.countMint(of: subject, by: scene.client.id) }
            }
            let results = try await pausing.revoke(plan)

            #expect(results.map(\.state) == [.revoked])
            #expect(try scene.mintCounts() == [1])
        }
    }

    @Test func `a token that was dead by itself says nothing about the others that were made`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try scene.mint(3)
            try await scene.google.revokeByUser(Scene.ann)
            #expect(try await scene.revoke("ann").map(\.revokeStatus) == [400])

            #expect(try scene.mintCounts() == [3])
        }
    }

    @Test func `a token that was replaced while it was revoked is not said to be`() async throws {
        try await withScene { scene in
            let old = try await scene.seed("ann")
            await scene.google.configure { $0.revocationDelayUses = 1 }
            let session = scene.session
            let plan = try session.planRevocation(of: [try Name("ann")])
            let pausing = Session(vault: scene.vault, google: session.google, now: session.now) { _ in
                try scene.vault.write { transaction in
                    var current = try transaction.known(Credential.self, try Name("ann"))
                    current.fingerprint = transaction.fingerprint(of: secret("another"))
                    try transaction.put(current, secret: secret("another"))
                }
            }
            let results = try await pausing.revoke(plan)

            #expect(await !scene.google.isLive(old))
            #expect(results.map(\.proof) == [.invalidGrant])
            #expect(results.map(\.state) == [.revoking])
            #expect(results[0].reason?.contains("was replaced in the meantime") == true)
            #expect(try scene.token("ann") == "another")
        }
    }

    @Test func `an interruption begins no further part`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann")
            let plan = try scene.session.planRevocation(of: [try Name("ann")])
            let session = scene.session
            let interrupted = Task {
                unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                return try await session.revoke(plan)
            }

            #expect(try await interrupted.value.isEmpty)
            #expect(await scene.google.isLive(token))
            #expect(try scene.show("ann").state == .active)
        }
    }
}

extension Scene {
    fileprivate func revoke(_ name: String) async throws -> [RevocationResult] {
        try await session.revoke(try session.planRevocation(of: [try Name(name)]))
    }
}
