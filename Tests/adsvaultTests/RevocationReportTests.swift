import Credentials
import Testing

@testable import Operations
@testable import adsvault

/// What a person and a script are told of a revocation.
struct RevocationReportTests {
    @Test(arguments: [([], ExitStatus.unproven), (["ann"], .unproven), (["ann", "bob"], .done)])
    func `a revocation is done when everything planned is proven`(proven: [String], status: ExitStatus) throws {
        let named = [try credential("ann"), try credential("bob")]
        let results = try proven.map { name in
            RevocationResult(
                credential: try Name(name),
                grant: nil,
                revokeStatus: 200,
                proof: .invalidGrant,
                state: .revoked,
                reason: nil
            )
        }
        #expect(Report.revocation(RevocationPlan(named: named, all: named), results).status == status)
    }

    @Test(arguments: [
        (0, []),
        (1, ["  may end i0 too, of an unknown account: 'adsvault check i0' tells"]),
        (3, ["  may end i0 i1 i2 too, of an unknown account: 'adsvault check i0 i1 i2' tells"]),
        (4, ["  may end 4 others of its project too, of unknown accounts: 'adsvault check --project 17' tells"]),
    ])
    func `a plan says of whom nobody knows whether they end too`(count: Int, words: [String]) throws {
        let ann = try credential("ann", of: Account(email: "ann@example.com", subject: "1"))
        let imports = try (0..<count).map { try credential("i\($0)") }
        let plan = RevocationPlan(named: [ann], all: [ann] + imports)

        #expect(plan.words == ["ends the grant of ann@example.com: ann"] + words)
    }

    @Test func `where the account itself is not known, a check tells it first`() throws {
        let import0 = try credential("i0")
        let ann = try credential("ann", of: Account(email: "ann@example.com", subject: "1"))
        let others = [ann, try credential("i1")]
        let doubt = { (all: [Credential]) in RevocationPlan(named: [import0], all: all).words.dropFirst() }

        #expect(doubt([import0]).isEmpty)
        let end = "too: its account is not known, and 'adsvault check i0' tells"
        #expect(doubt([import0, ann]) == ["  may end ann \(end)"])
        #expect(doubt([import0] + others) == ["  may end any of 2 others of its project \(end)"])
    }

    private func credential(_ name: String, of account: Account? = nil) throws -> Credential {
        Credential(
            name: try Name(name),
            kind: .user,
            account: account,
            client: Credential.Client(name: try Name("desktop"), id: "17-a.apps", project: "p"),
            scopes: [],
            requiredScopes: [],
            createdAt: Timestamp(milliseconds: 0),
            fingerprint: "f"
        )
    }
}
