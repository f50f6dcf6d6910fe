import Credentials
import GoogleSandbox
import Operations
import Synchronization
import Testing
import Vault

/// What a live check finds, one credential by one.
struct CheckTests {
    @Test func `thirty credentials, each with a finding of its own`() async throws {
        try await withScene { scene in
            let deleted = try await scene.addClient("deleted", project: "gone")
            let dead = (0..<8).map { "dead-\($0)" }
            let rapt = (0..<6).map { "rapt-\($0)" }
            try await scene.seed((0..<10).map { "good-\($0)" } + dead + rapt) { $0 + "@example.com" }
            for name in dead { try await scene.google.revokeByUser(name + "@example.com") }
            for name in rapt { try await scene.google.setCondition(.reauthenticationNeeded, of: name + "@example.com") }
            for number in 0..<6 { try await scene.seed("refused-\(number)", by: deleted, named: "deleted") }
            try await scene.google.deleteClient(deleted.id)
            let progress = Mutex<[Int]>([])
            let checked = try await scene.session.check(Filter()) { done, _ in progress.withLock { $0.append(done) } }

            #expect(checked.count == 30)
            #expect(checked.map(\.name) == checked.map(\.name).sorted())
            #expect(progress.withLock { $0 } == Array(0...30))
            #expect(scene.codes(of: "good-", in: checked) == [.noCustomers])
            #expect(scene.codes(of: "dead-", in: checked) == [.dead, .endedElsewhere])
            #expect(scene.codes(of: "refused-", in: checked) == [.invalidClient])
            #expect(scene.codes(of: "rapt-", in: checked) == [.signInAgain])
            #expect(checked.filter { !$0.ok }.allSatisfy { $0.findings.allSatisfy { $0.next != nil } })
            let states = try scene.reopened().list().map(\.state)
            #expect(states.count { $0 == .suspect } == 14)
            #expect(states.count { $0 == .active } == 16)
        }
    }

    @Test func `where an account was deleted, another one that reaches its customers is to consent`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.google.setCondition(.deleted, of: Scene.ann)
            let checked = try await scene.session.check(Filter())

            let findings = checked.flatMap(\.findings)
            #expect(findings.map(\.code) == [.accountNotFound])
            let scopes = "--scope adwords --scope openid --scope userinfo.email"
            let login = "adsvault login ann --replace --client desktop \(scopes)"
            #expect(findings.map(\.next) == ["by another account that reaches the same customers: \(login)"])
            #expect(try scene.show("ann").state == .suspect)
        }
    }

    @Test func `a network that fails for some stops nobody`() async throws {
        try await withScene { scene in
            try await scene.seed((0..<6).map { "ann-\($0)" })
            await scene.google.misbehave(.html(), at: .token, times: 2)
            let checked = try await scene.session.check(Filter(), jobs: 1)

            #expect(checked.map(\.ok) == [false, false, true, true, true, true])
            #expect(try scene.session.list().allSatisfy { $0.state == .active })
        }
    }

    @Test func `a check that means nobody is refused, unless there is nobody`() async throws {
        try await withScene { scene in
            #expect(try await scene.session.check(Filter()).isEmpty)
            try await scene.seed("ann")
            var filter = Filter()
            filter.names = ["nobody*"]
            await #expect(throws: OperationError.nobody) { try await scene.session.check(filter) }
        }
    }

    @Test func `a run is one line in the log, however many it checks`() async throws {
        try await withScene { scene in
            try await scene.seed((0..<101).map { "\($0)" }) { "\($0.count)@example.com" }
            let before = try scene.session.audit().count
            _ = try await scene.session.check(Filter())

            #expect(try scene.session.audit().count == before + 1)
            #expect(try scene.audit().last == "check 101 credentials")
            #expect(try scene.session.list().allSatisfy { $0.lastRefreshedAt != nil })
            _ = try scene.session.verify()
        }
    }

    @Test func `keeping alive refreshes what was unused for long, and leaves the rest alone`() async throws {
        try await withScene { scene in
            for (name, days) in [("fresh", 0), ("used", 149), ("near", 151), ("never", 400)] {
                try await scene.seed(name) { credential in
                    let then = credential.createdAt + .seconds(-days * 86_400)
                    credential.createdAt = then
                    if name != "never" { credential.lastRefreshedAt = then }
                }
            }
            let rest = try scene.whole("fresh") + scene.whole("used")
            let before = try scene.session.audit().count
            let checked = try await scene.session.check(Filter(), ads: false, keepalive: true)

            #expect(checked.map(\.name.description) == ["near", "never"])
            #expect(checked.allSatisfy { $0.ok })
            #expect(await scene.google.requestCount(at: .token) == 2)
            #expect(try scene.whole("fresh") + scene.whole("used") == rest)
            let log = try scene.session.audit().dropFirst(before)
            #expect(log.map(\.subject) == ["2 credentials"])
            #expect(log.map(\.detail) == ["keepalive"])

            #expect(try await scene.session.check(Filter(), ads: false, keepalive: true).isEmpty)
            #expect(try scene.session.audit().count == before + 1)
        }
    }

    @Test func `more than are opened at once are checked group by group, also those of the last one`() async throws {
        try await withScene { scene in
            try await scene.seed((0..<5).map { "ann-\($0)" })
            let progress = Mutex<[Int]>([])
            let checked = try await scene.session.check(Filter(), openedAtOnce: 2) { done, all in
                progress.withLock { $0.append(done * 10 + all) }
            }

            #expect(checked.map(\.name.description) == (0..<5).map { "ann-\($0)" })
            #expect(checked.allSatisfy { $0.ok })
            #expect(progress.withLock { $0 } == [5, 15, 25, 35, 45, 55])
        }
    }

    @Test func `an interruption keeps what was learnt by then, and tells of nobody else`() async throws {
        try await withScene { scene in
            try await scene.seed((0..<5).map { "ann-\($0)" })
            let session = scene.session
            let progress = Mutex<[Int]>([])
            let checked = try await Task {
                try await session.check(Filter(), jobs: 1) { done, _ in
                    progress.withLock { $0.append(done) }
                    if done == 2 { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
                }
            }.value

            #expect(checked.map(\.name.description) == ["ann-0", "ann-1"])
            #expect(progress.withLock { $0 } == [0, 1, 2])
            let refreshed = try scene.reopened().list().filter { $0.lastRefreshedAt != nil }
            #expect(refreshed.map(\.name.description) == ["ann-0", "ann-1"])
        }
    }

    @Test func `an import learns its account and what it needs from its first check`() async throws {
        try await withScene { scene in
            try await scene.seed("import") { credential in
                credential.account = nil
                credential.scopes = []
                credential.requiredScopes = []
            }
            let checked = try await scene.session.check(Filter())

            let stored = try scene.show("import")
            #expect(stored.account?.email == Scene.ann)
            #expect(stored.requiredScopes == Scope.loginDefaults.sorted())
            #expect(stored.scopes == checked[0].grantedScopes)
            #expect(checked[0].missingScopes == [])
        }
    }

    @Test func `a missing scope is an error with a way on`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let checked = try await scene.session.check(Filter(), required: [.adwords, .adManager])

            #expect(checked[0].missingScopes == [.adManager])
            #expect(Set(checked[0].extraScopes) == [.openID, .email])
            #expect(checked[0].findings.map(\.code) == [.missingScope, .noCustomers])
            let scopes = "--scope adwords --scope openid --scope userinfo.email --scope admanager"
            let login = "adsvault login ann --replace --client desktop \(scopes) --login-hint \(Scene.ann)"
            #expect(checked[0].findings[0].next == login)
            #expect(!checked[0].ok)
        }
    }

    @Test func `what is granted beyond what is required is told, but not who the account is`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let checked = try await scene.session.check(Filter(), required: [.openID])

            let extra = checked[0].findings.filter { $0.code == .extraScope }
            #expect(extra.map(\.message) == ["granted beyond what is required: adwords"])
            #expect(Set(checked[0].extraScopes) == [.adwords, .email])
        }
    }

    @Test func `a client that is gone from the vault is a finding`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try scene.session.removeClient(try Name("desktop"), evenIfUsed: true)
            let checked = try await scene.session.check(Filter())

            #expect(checked[0].findings.map(\.code) == [.noClient])
            #expect(checked[0].findings[0].next == "adsvault client add FILE --name desktop")
        }
    }

    @Test func `a client that is gone is said once, also where a token waits`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            await scene.breakRefreshes(.status(503), times: nil)
            _ = try await scene.session.rotateToken(try Name("ann"), on: scene.surface)
            try scene.session.removeClient(try Name("desktop"), evenIfUsed: true)
            let checked = try await scene.session.check(Filter())

            #expect(checked[0].findings.map(\.code) == [.noClient])
        }
    }

    @Test func `another account than the vault says is a mismatch`() async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.account?.subject = "100000000000000000000" }
            let checked = try await scene.session.check(Filter())

            #expect(checked[0].findings.map(\.code) == [.mismatch, .noCustomers])
        }
    }

    @Test func `what is being revoked stays so, and is told`() async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.state = .revoking }
            let before = try scene.whole("ann")
            let checked = try await scene.session.check(Filter())

            #expect(checked[0].findings.map(\.code) == [.noCustomers, .revoking])
            #expect(checked[0].ok)
            #expect(try scene.whole("ann") == before)
        }
    }

    @Test func `tombstones are passed over`() async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.state = .revoked }

            #expect(try await scene.session.check(Filter()).isEmpty)
            #expect(await scene.google.requestCount(at: .token) == 0)
        }
    }

    @Test func `a check that stopped gives the causes of what it found`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.google.revokeByUser(Scene.ann)
            scene.store.fail(atStep: 4)
            let stopped = await #expect(throws: StoppedCheck.self) { try await scene.session.check(Filter()) }

            #expect(stopped?.results.flatMap(\.findings).map(\.code) == [.dead, .endedElsewhere])
        }
    }

    @Test func `a check that means tombstones alone is refused`() async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.state = .revoked }
            let ann = try Name("ann")
            var filter = Filter()
            filter.names = ["ann"]
            await #expect(throws: OperationError.unusable(ann, .revoked)) { try await scene.session.check(filter) }
            try await scene.seed("anna") { $0.state = .revoked }
            filter.names = ["ann*"]
            await #expect(throws: OperationError.unusable(ann, .revoked)) { try await scene.session.check(filter) }
        }
    }

    @Test func `a disk that is full ends the check with the reason, and loses nothing`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann")
            // The line takes three steps; the fourth is the first result.
            scene.store.fail(atStep: 4)
            let stopped = await #expect(throws: StoppedCheck.self) { try await scene.session.check(Filter()) }
            #expect(stopped?.cause as? VaultError == .storage("vault.db: the disk is full"))
            #expect(stopped?.results.map(\.name.description) == ["ann"])

            scene.store.work()
            #expect(try scene.reopened().show(try Name("ann")).state == .active)
            #expect(try scene.token("ann") == token)
        }
    }
}

extension Scene {
    /// What was found for the credentials whose names begin like this, each kind once.
    fileprivate func codes(of prefix: String, in results: [CheckResult]) -> Set<Finding.Code> {
        let meant = results.filter { $0.name.description.hasPrefix(prefix) }
        #expect(!meant.isEmpty)
        #expect(Set(meant.map { $0.findings.count }).count == 1)
        return Set(meant.flatMap(\.findings).map(\.code))
    }
}
