import Credentials
import Testing

struct CredentialTests {
    @Test func `two credentials of one account and project are siblings`() throws {
        let acme = try DescriptionTests.credential()
        var other = acme
        other.name = try Name("globex")
        other.client = Credential.Client(name: try Name("web"), id: "1-web.apps", project: "p")
        #expect(acme.isSibling(of: other))
        #expect(!acme.isSibling(of: acme))
        other.client?.id = "2-web.apps"
        other.client?.project = "q"
        #expect(!acme.isSibling(of: other))
    }

    @Test(arguments: [
        ("1-a", "p", "1-b", "1", true), ("1-a", "p", "2-a", "q", false), ("1-a", "p", "b", "p", true),
        ("a", "p", "b", "p", true), ("a", "p", "b", "q", false),
    ])
    func `a project is known by the number in a client's id, and by its name where there is none`(
        id: String,
        project: String,
        other: String,
        otherProject: String,
        isOne: Bool
    ) throws {
        var (first, second) = (try DescriptionTests.credential(), try DescriptionTests.credential())
        second.name = try Name("globex")
        first.client = Credential.Client(name: try Name("web"), id: id, project: project)
        second.client = Credential.Client(name: try Name("desk"), id: other, project: otherProject)
        #expect(first.isSibling(of: second) == isOne)
    }

    @Test func `credentials of accounts that nobody knows are nobody's siblings`() throws {
        var acme = try DescriptionTests.credential()
        acme.account = nil
        var other = acme
        other.name = try Name("globex")
        #expect(acme.grant == nil)
        #expect(!acme.isSibling(of: other))
    }

    @Test func `an account is known by its address, letter case aside`() {
        let account = Account(email: "Ada@Example.com", subject: "1")
        #expect(account.has(email: "ada@example.COM"))
        #expect(!account.has(email: "ada@example.org"))
        #expect(!Account(email: nil, subject: "1").has(email: "ada@example.com"))
    }

    @Test(arguments: [
        ("123-abc.apps.googleusercontent.com", "123"), ("abc.apps", "abc.apps"), ("", ""), ("१-a", "१-a"),
    ])
    func `a client's project is the number that its id begins with`(id: String, project: String) {
        #expect(OAuthClient.project(ofClientID: id) == project)
    }

    @Test func `a ledger warns from the 95th token on and keeps the last 200`() {
        var ledger = MintLedger(subject: "1", clientID: "2")
        for number in 1...94 { ledger.add(Timestamp(milliseconds: Int64(number))) }
        #expect(!ledger.isNearLimit)
        ledger.add(Timestamp(milliseconds: 95))
        #expect(ledger.isNearLimit)
        for number in 96...300 { ledger.add(Timestamp(milliseconds: Int64(number))) }
        #expect(ledger.times.map(\.milliseconds) == Array(101...300))
    }
}
