import Credentials
import Deploy
import Testing

@testable import Operations

struct PolicyFindingsTests {
    @Test func `the command against disuse ends its line, so that it can be pasted`() throws {
        let created = Timestamp(milliseconds: 0)
        let credential = Credential(
            name: try Name("ann"),
            kind: .user,
            account: nil,
            client: nil,
            scopes: [],
            requiredScopes: [],
            createdAt: created,
            fingerprint: ""
        )
        let demand = try Policy(yaml: "rules:\n  - max-idle: 90d").demand(on: credential)
        let findings = credential.findings(against: demand, granted: [], at: created + .seconds(91 * 86_400))
        #expect(findings.map(\.code) == [.tooIdle])
        #expect(findings.map(\.next) == ["where nobody needs it any more: adsvault revoke ann"])
    }
}
