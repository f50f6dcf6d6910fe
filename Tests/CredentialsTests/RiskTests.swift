import Testing

@testable import Credentials

/// What ends a credential next.
struct RiskTests {
    private static let day = Duration.seconds(86_400)
    private let start = Timestamp(milliseconds: 1_795_255_200_000)

    private func credential(_ change: (inout Credential) -> Void = { _ in }) throws -> Credential {
        var credential = try DescriptionTests.credential()
        credential.state = .active
        credential.createdAt = start
        credential.lastRefreshedAt = nil
        credential.expiresAt = nil
        change(&credential)
        return credential
    }

    @Test func `an unused token ends after six months, counted from its last refresh`() throws {
        let unused = try credential()
        #expect(unused.nextRisk(among: nil) == Risk(kind: .idle, at: start + Self.day * 180))
        let used = try credential { $0.lastRefreshedAt = start + Self.day }
        #expect(used.nextRisk(among: nil) == Risk(kind: .idle, at: start + Self.day * 181))
    }

    @Test func `of one that came in a file nobody knows how long it was idle, until it is used`() throws {
        let imported = try credential { $0.isAgeKnown = false }
        #expect(imported.nextRisk(among: nil) == Risk(kind: .idle, at: nil))
        let used = try credential {
            $0.isAgeKnown = false
            $0.lastRefreshedAt = start + Self.day
        }
        #expect(used.nextRisk(among: nil) == Risk(kind: .idle, at: start + Self.day * 181))
    }

    @Test(arguments: [
        (86_400, Risk.Kind.timeLimited), (604_499, .timeLimited), (604_500, .testing), (604_799, .testing),
        (605_100, .testing), (605_101, .timeLimited), (15_552_000 - 1, .timeLimited), (15_552_000, .idle),
    ])
    func `the end that Google tells counts where it is sooner, and seven days are testing`(
        seconds: Int,
        kind: Risk.Kind
    ) throws {
        let limited = try credential { $0.expiresAt = start + .seconds(seconds) }
        #expect(limited.nextRisk(among: nil) == Risk(kind: kind, at: start + .seconds(seconds)))
    }

    @Test(arguments: [(94, Risk.Kind.idle), (95, .slots), (100, .slots), (101, .slots)])
    func `the oldest of many tokens may be pushed out with the next login`(count: Int, kind: Risk.Kind) throws {
        let ledger = MintLedger(subject: "1", clientID: "1.apps", times: (0..<count).map { start + Self.day * $0 })
        let oldest = try credential().nextRisk(among: ledger)
        #expect(oldest?.kind == kind)
        #expect((oldest?.at == nil) == (kind == .slots))
        let next = try credential { $0.createdAt = start + Self.day }.nextRisk(among: ledger)
        #expect(next?.kind == (count > 95 ? .slots : .idle))
        #expect(try credential { $0.createdAt = start + Self.day * 90 }.nextRisk(among: ledger)?.kind == .idle)
    }

    @Test(arguments: [Credential.State.revoking, .revoked, .expired])
    func `what is over has nothing to fear`(state: Credential.State) throws {
        let ended = try credential { $0.state = state }
        #expect(ended.nextRisk(among: nil) == nil)
        #expect(!ended.needsKeepalive(at: start + Self.day * 200))
    }

    @Test func `a service account's key does not age`() throws {
        #expect(try credential { $0.kind = .serviceAccount }.nextRisk(among: nil) == nil)
    }

    @Test func `what nobody used for 150 days needs to be kept alive`() throws {
        let unused = try credential()
        #expect(!unused.needsKeepalive(at: start + Self.day * 150 + .milliseconds(-1)))
        #expect(unused.needsKeepalive(at: start + Self.day * 150))
        #expect(unused.needsKeepalive(at: start + Self.day * 300))
    }
}
