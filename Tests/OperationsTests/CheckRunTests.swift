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
        #expect(run.errand(isLast: false, mayOpen: true) == nil)
        #expect(run.next()?.credential.name.description == "0")
        #expect(try open(&run) == ["2", "3"])
        #expect(["1", "2"] == [run.next(), run.next()].map { $0?.credential.name.description })
        #expect(try open(&run) == ["4"])
        #expect(["3", "4"] == [run.next(), run.next()].map { $0?.credential.name.description })
        #expect(run.next() == nil)
        #expect(run.errand(isLast: true, mayOpen: true) == nil)
    }

    @Test(arguments: [99, 100, 101])
    func `what was learnt is kept by hundreds, and the rest when nobody is asked about any more`(count: Int) throws {
        var run = CheckRun(of: [], openedAtOnce: 2)
        for credential in try credentials(count) { run.add(checked(credential)) }

        #expect(run.errand(isLast: false, mayOpen: true)?.learnt.count == (count < 100 ? nil : count))
        #expect(run.errand(isLast: true, mayOpen: true)?.learnt.count == (count < 100 ? count : nil))
        #expect(run.errand(isLast: true, mayOpen: true) == nil)
        #expect(run.results.count == count)
    }

    @Test func `after a failure nobody else is asked about, and what was learnt is kept`() throws {
        let credentials = try credentials(3)
        var run = CheckRun(of: credentials, openedAtOnce: 2)
        #expect(try open(&run) == ["0", "1"])
        run.add(checked(credentials[0]))
        run.add(.failed(VaultError.busy))
        run.add(.failed(VaultError.damaged(.file)))

        #expect(run.next() == nil)
        #expect(run.errand(isLast: false, mayOpen: true) == nil)
        let last = run.errand(isLast: true, mayOpen: true)
        #expect(last?.learnt.map(\.credential.name.description) == ["0"])
        #expect(last?.unopened.isEmpty == true)
        #expect(run.failure as? VaultError == .busy)
    }

    @Test func `where nothing could be kept or opened, that is the failure`() throws {
        var run = CheckRun(of: try credentials(3), openedAtOnce: 2)
        #expect(run.errand(isLast: true, mayOpen: true) != nil)
        run.take(.failure(VaultError.busy))

        #expect(run.failure as? VaultError == .busy)
        #expect(run.errand(isLast: true, mayOpen: true) == nil)
    }

    @Test func `after an interruption nobody else is opened, and what was learnt is kept`() throws {
        let credentials = try credentials(3)
        var run = CheckRun(of: credentials, openedAtOnce: 2)
        run.add(checked(credentials[0]))
        run.add(.skipped)

        #expect(run.results.map(\.name.description) == ["0"])
        let last = run.errand(isLast: true, mayOpen: false)
        #expect(last?.learnt.count == 1)
        #expect(last?.unopened.isEmpty == true)
        #expect(run.errand(isLast: true, mayOpen: false) == nil)
    }

    /// Opens whom the run wants opened, and gives their names.
    private func open(_ run: inout CheckRun) throws -> [String] {
        let next = run.errand(isLast: false, mayOpen: true)
        let errand = try #require(next)
        run.take(.success(errand.unopened.map { CheckSubject(credential: $0, refreshable: nil, hasSuccessor: false) }))
        return errand.unopened.map(\.name.description)
    }

    private func checked(_ credential: Credential) -> Checked {
        .done(credential.result(.noClient(of: credential)), learnt: Learnt(credential: credential))
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
