import Credentials
import Testing

@testable import Operations

/// What the vault's own ledger says of a token that Google refuses.
struct CauseTests {
    private let now = Timestamp(milliseconds: 1_795_255_200_000)

    private func days(_ count: Int) -> Duration { .seconds(count * 86_400) }

    private func credential(
        _ name: String = "ann",
        age: Int,
        unused: Int? = nil,
        subject: String = "17",
        state: Credential.State = .suspect
    ) throws -> Credential {
        var credential = Credential(
            name: try Name(name),
            kind: .user,
            account: Account(email: "\(name)@example.com", subject: subject),
            client: Credential.Client(name: try Name("desk"), id: "1", project: "p"),
            scopes: [.adwords],
            requiredScopes: [.adwords],
            createdAt: now + days(-age),
            fingerprint: name
        )
        credential.lastRefreshedAt = unused.map { now + days(-$0) }
        credential.state = state
        return credential
    }

    private func causes(
        of credential: Credential,
        beside others: [Credential] = [],
        mints: [MintLedger] = []
    ) -> [Finding.Code] {
        Ledger(credentials: [credential] + others, mints: mints).causes(of: credential, at: now).map(\.code)
    }

    /// A token of the same client that shows that its consent screen is not in testing mode.
    private func veteran() throws -> Credential {
        try credential("veteran", age: 300, unused: 1, subject: "99", state: .active)
    }

    @Test func `a sibling that was revoked since it last worked comes first`() throws {
        var sibling = try credential("old", age: 100, state: .revoked)
        sibling.revokedAt = now + days(-1)
        #expect(causes(of: try credential(age: 40, unused: 3), beside: [sibling]).first == .siblingRevoked)
    }

    @Test func `a sibling that was revoked before it worked is no cause`() throws {
        var sibling = try credential("old", age: 100, state: .revoked)
        sibling.revokedAt = now + days(-10)
        let found = causes(of: try credential(age: 40, unused: 3), beside: [sibling, try veteran()])
        #expect(found == [.endedElsewhere])
    }

    @Test func `another account's revocation is no cause`() throws {
        var other = try credential("old", age: 100, subject: "18", state: .revoked)
        other.revokedAt = now + days(-1)
        #expect(!causes(of: try credential(age: 40, unused: 3), beside: [other]).contains(.siblingRevoked))
    }

    @Test func `a time that Google set and that is over`() throws {
        var credential = try credential(age: 60, unused: 31)
        credential.expiresAt = now + days(-30)
        #expect(causes(of: credential, beside: [try veteran()]).first == .timeLimited)
    }

    @Test(arguments: [1, 6, 30])
    func `access that was given for another time than seven days is no testing mode`(count: Int) throws {
        var credential = try credential(age: 40)
        credential.expiresAt = credential.createdAt + days(count)
        #expect(causes(of: credential, beside: [try veteran()]).first == .timeLimited)
        credential.state = .active
        #expect(credential.nextRisk(among: nil)?.kind == .timeLimited)
    }

    @Test func `that others of the same account are dead too says nothing of the client`() throws {
        let same = try (1...4).map { try credential("ann-\($0)", age: 40, unused: 30) }
        #expect(
            !causes(of: try credential(age: 40, unused: 30), beside: same + [try veteran()]).contains(.clientRefused)
        )
    }

    @Test func `seven days that Google set are testing mode`() throws {
        var credential = try credential(age: 8, unused: 2)
        credential.expiresAt = now + days(-1)
        #expect(causes(of: credential).first == .testing)
    }

    @Test func `seven days that nobody set are likely testing mode, unless a token of the client lived longer`() throws
    {
        let credential = try credential(age: 8, unused: 2)
        #expect(causes(of: credential).first == .testing)
        #expect(causes(of: credential, beside: [try veteran()]) == [.endedElsewhere])
    }

    @Test func `of a token that came in a file nobody knows whether seven days or six months ended it`() throws {
        var credential = try credential(age: 8)
        credential.isAgeKnown = false
        #expect(causes(of: credential) == [.endedElsewhere, .idle])
        credential.lastRefreshedAt = now + days(-7)
        #expect(causes(of: credential) == [.endedElsewhere])
    }

    @Test func `six months without use`() throws {
        #expect(causes(of: try credential(age: 400, unused: 190), beside: [try veteran()]).first == .idle)
        #expect(causes(of: try credential(age: 200), beside: [try veteran()]).first == .idle)
        #expect(!causes(of: try credential(age: 400, unused: 170)).contains(.idle))
    }

    @Test(arguments: [(94, false), (100, true)])
    func `a hundred newer tokens of account and client push it out`(count: Int, isCause: Bool) throws {
        let times = (0..<count).map { now + .seconds(Int64($0 - 1000)) }
        let ledger = MintLedger(subject: "17", clientID: "1", times: [now + days(-40)] + times)
        let found = causes(of: try credential(age: 40, unused: 3), beside: [try veteran()], mints: [ledger])
        #expect((found.first == .slots) == isCause)
    }

    @Test func `where none of a client's tokens works, the client is suspected`() throws {
        let others = try (1...3).map { try credential("other-\($0)", age: 50, unused: 5, subject: "\($0)") }
        #expect(causes(of: try credential(age: 40, unused: 3), beside: others).first == .clientRefused)
    }

    @Test func `where nothing explains it, it was ended at Google, and there is a command to run`() throws {
        let credential = try credential(age: 40, unused: 3)
        let ledger = Ledger(credentials: [credential, try veteran()], mints: [])
        let causes = ledger.causes(of: credential, at: now)
        #expect(causes.map(\.code) == [.endedElsewhere])
        #expect(causes.map(\.next) == ["adsvault rotate token ann"])
    }
}
