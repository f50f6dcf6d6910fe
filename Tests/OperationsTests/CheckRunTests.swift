import Credentials
import Sealing
import Testing
import Vault

@testable import Operations

/// Whom a check opens, asks about and keeps, step by step.
struct CheckRunTests {
    @Test func `a few are opened at a time, and the next ones while those are asked about`() throws {
        var run = CheckRun(of: try credentials(5), openedAtOnce: 2)

        #expect(try open(&run) == ["0", "1"])
        #expect(run.errand(isIdle: false, goesOn: true) == nil)
        #expect(run.next()?.credential.name.description == "0")
        #expect(try open(&run) == ["2", "3"])
        #expect(["1", "2"] == [run.next(), run.next()].map { $0?.credential.name.description })
        #expect(try open(&run) == ["4"])
        #expect(["3", "4"] == [run.next(), run.next()].map { $0?.credential.name.description })
        #expect(run.next() == nil)
        #expect(run.errand(isIdle: true, goesOn: true) == nil)
    }

    @Test(arguments: [99, 100, 101])
    func `what was learnt is kept by hundreds, and the rest when nobody is asked about any more`(count: Int) throws {
        var run = CheckRun(of: [], openedAtOnce: 2)
        for credential in try credentials(count) { run.add(checked(credential)) }

        #expect(run.errand(isIdle: false, goesOn: true)?.learnt.count == (count < 100 ? nil : count))
        #expect(run.errand(isIdle: true, goesOn: true)?.learnt.count == (count < 100 ? count : nil))
        #expect(run.errand(isIdle: true, goesOn: true) == nil)
        #expect(run.results.count == count)
    }

    @Test func `a few that are long are kept as a group too`() throws {
        var run = CheckRun(of: [], openedAtOnce: 2)
        let customers = try (1...40_000).map { number in
            let id = try CustomerID("\(1_000_000_000 + number)")
            return Customer(id: id, loginCustomerID: id)
        }
        let reach = NewReach(Reach(readAt: Timestamp(milliseconds: 0), customers: customers))
        let long = try #require(reach)
        for credential in try credentials(3) {
            #expect(run.errand(isIdle: false, goesOn: true) == nil)
            run.add(.skipped(learnt: Learnt(credential: credential, token: token, reach: long)))
        }
        #expect(long.kept.byteCount * 3 > 8 << 20)
        #expect(run.errand(isIdle: false, goesOn: true)?.learnt.count == 3)
    }

    @Test func `after a failure nobody else is asked about, and what was learnt is kept`() throws {
        let credentials = try credentials(3)
        var run = CheckRun(of: credentials, openedAtOnce: 2)
        #expect(try open(&run) == ["0", "1"])
        run.add(checked(credentials[0]))
        run.add(.failed(VaultError.busy))
        run.add(.failed(VaultError.damaged(.file)))

        #expect(run.next() == nil)
        #expect(run.errand(isIdle: false, goesOn: true) == nil)
        let last = run.errand(isIdle: true, goesOn: true)
        #expect(last?.learnt.map(\.credential.name.description) == ["0"])
        #expect(last?.unopened.isEmpty == true)
        #expect(run.failure as? VaultError == .busy)
    }

    @Test func `what could not be kept is tried once more at the end, and not for ever`() throws {
        let credentials = try credentials(101)
        var run = CheckRun(of: [], openedAtOnce: 2)
        for credential in credentials.prefix(100) { run.add(checked(credential)) }
        let group = run.errand(isIdle: false, goesOn: true)?.learnt ?? []
        run.add(checked(credentials[100]))
        run.take(CheckRun.Outcome(unkept: group, failure: VaultError.busy))

        #expect(run.errand(isIdle: false, goesOn: true) == nil)
        let last = run.errand(isIdle: true, goesOn: true)?.learnt ?? []
        #expect(last.map(\.credential.name) == credentials.map(\.name))
        run.take(CheckRun.Outcome(unkept: last, failure: VaultError.damaged(.file)))
        #expect(run.errand(isIdle: true, goesOn: true) == nil)
        #expect(run.failure as? VaultError == .busy)
        #expect(run.results.count == 101)
    }

    @Test func `where nobody could be opened, that is the failure`() throws {
        var run = CheckRun(of: try credentials(3), openedAtOnce: 2)
        #expect(run.errand(isIdle: true, goesOn: true) != nil)
        run.take(CheckRun.Outcome(failure: VaultError.busy))

        #expect(run.failure as? VaultError == .busy)
        #expect(run.errand(isIdle: true, goesOn: true) == nil)
    }

    @Test func `of whom went meanwhile, nothing is said`() throws {
        let credentials = try credentials(2)
        var run = CheckRun(of: credentials, openedAtOnce: 2)
        for credential in credentials { run.add(checked(credential)) }
        run.take(CheckRun.Outcome(stale: [credentials[0].name]))

        #expect(run.results.map(\.name.description) == ["1"])
    }

    @Test func `after an interruption nobody else is opened, and what was learnt is kept`() throws {
        let credentials = try credentials(3)
        var run = CheckRun(of: credentials, openedAtOnce: 2)
        run.add(checked(credentials[0]))
        run.add(.skipped(learnt: Learnt(credential: credentials[1], token: token)))
        run.add(.skipped(learnt: nil))

        #expect(run.results.map(\.name.description) == ["0"])
        let last = run.errand(isIdle: true, goesOn: false)
        #expect(last?.learnt.map(\.credential.name.description) == ["0", "1"])
        #expect(last?.unopened.isEmpty == true)
        #expect(run.errand(isIdle: true, goesOn: false) == nil)
    }

    /// Opens whom the run wants opened, and gives their names.
    private func open(_ run: inout CheckRun) throws -> [String] {
        let next = run.errand(isIdle: false, goesOn: true)
        let errand = try #require(next)
        let subjects = errand.unopened.map { CheckSubject(credential: $0, refreshable: nil, hasSuccessor: false) }
        run.take(CheckRun.Outcome(opened: subjects))
        return errand.unopened.map(\.name.description)
    }

    private var token: Secret { Secret(SecretBytes(copying: Array("token".utf8).rawBytes)) }

    private func checked(_ credential: Credential) -> Checked {
        .done(credential.result(.noClient(of: credential)), learnt: Learnt(credential: credential, token: token))
    }

    private func credentials(_ count: Int) throws -> [Credential] {
        try (0..<count).map {
            Credential(
                name: try Name("\($0)"),
                kind: .user,
                account: nil,
                client: Credential.Client(name: try Name("desktop"), id: "id", project: "project"),
                scopes: [],
                requiredScopes: [],
                createdAt: Timestamp(milliseconds: 0),
                fingerprint: ""
            )
        }
    }
}
