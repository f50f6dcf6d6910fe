import ArgumentParser
import Credentials
import Foundation
import Operations
import Testing

@testable import adsvault

struct CredentialReportTests {
    private let now = Timestamp(milliseconds: 1_795_255_200_000)

    private func credential(account: Account?) throws -> Credential {
        Credential(
            name: try Name("anna"),
            kind: .user,
            account: account,
            client: Credential.Client(name: try Name("desk"), id: "1-a.apps.googleusercontent.com", project: "ads"),
            scopes: [.adwords],
            requiredScopes: [.adwords],
            createdAt: now + .seconds(-3 * 86_400),
            fingerprint: "00ff"
        )
    }

    private func said(_ report: Report, _ arguments: String...) throws -> String {
        let test = TestContext()
        try test.context.report(report, try VaultOptions.parse(arguments))
        return test.answer.text
    }

    @Test func `an imported credential has null for what nobody knows`() throws {
        let expected =
            #"[{"name":"anna","kind":"user","account":null,"#
            + #""client":{"name":"desk","id":"1-a.apps.googleusercontent.com","project":"ads"},"grant":null,"#
            + #""scopes":["https://www.googleapis.com/auth/adwords"],"owner":null,"tags":{},"state":"active","#
            + #""createdAt":"2026-11-18T10:00:00.000Z","lastRefreshedAt":null,"expiresAt":null,"#
            + #""nextRisk":{"kind":"idle","at":"2027-05-17T10:00:00.000Z"},"customers":null,"loginCustomerID":null,"#
            + #""exports":0,"fingerprint":"00ff"}]"# + "\n"
        #expect(try said(.credentials([Listed(credential(account: nil))]), "--json") == expected)
    }

    @Test func `a whole credential has everything in its place`() throws {
        var credential = try credential(account: Account(email: "anna@example.com", subject: "17"))
        credential.owner = "Anna"
        credential.tags = ["team": "search", "a": "b"]
        credential.customers = 3
        credential.loginCustomerID = try CustomerID("123-456-7890")
        let text = try said(.credential(Listed(credential)), "--json")
        #expect(text.contains(#""account":{"email":"anna@example.com","subject":"17"}"#))
        #expect(text.contains(#""grant":"17/ads""#))
        #expect(text.contains(#""owner":"Anna","tags":{"a":"b","team":"search"}"#))
        #expect(text.contains(#""customers":3,"loginCustomerID":"1234567890""#))
    }

    @Test func `a service account has a key and no client, and nothing ends it by itself`() throws {
        let robot = Credential(
            name: try Name("robot"),
            kind: .serviceAccount,
            account: Account(email: "ads@p.iam.gserviceaccount.com", subject: nil),
            client: nil,
            key: Credential.Key(id: "k1", project: "p", impersonatedEmail: "anna@example.com"),
            scopes: [],
            requiredScopes: [.adwords],
            createdAt: now,
            fingerprint: "00ff"
        )
        let expected =
            #"{"name":"robot","kind":"serviceAccount","account":{"email":"ads@p.iam.gserviceaccount.com","#
            + #""subject":null},"client":null,"#
            + #""key":{"id":"k1","project":"p","impersonatedEmail":"anna@example.com"},"grant":null,"scopes":[],"#
            + #""owner":null,"tags":{},"state":"active","createdAt":"2026-11-21T10:00:00.000Z","lastRefreshedAt":null,"#
            + #""expiresAt":null,"nextRisk":null,"customers":null,"loginCustomerID":null,"exports":0,"#
            + #""fingerprint":"00ff"}"# + "\n"
        #expect(try said(.credential(Listed(robot)), "--json") == expected)
        let facts = try said(.credential(Listed(robot)))
        for (label, value) in [
            ("kind", "service account"), ("client", "–"), ("project", "p"), ("key", "k1"),
            ("acts for", "anna@example.com"),
        ] {
            #expect(facts.contains(label.padding(toLength: 16, withPad: " ", startingAt: 0) + value + "\n"))
        }
    }

    @Test func `a tombstone without a fingerprint has null for it`() throws {
        var tombstone = try credential(account: nil)
        tombstone.fingerprint = ""
        #expect(
            try said(.credential(Listed(tombstone)), "--json").hasSuffix(#""exports":0,"fingerprint":null}"# + "\n")
        )
        #expect(try said(.credential(Listed(tombstone))).contains("fingerprint     –\n"))
    }

    @Test(arguments: [
        (Report.credentials([]), "no credentials\n"),
        (.clients([]), "no clients; 'adsvault client add FILE' stores one\n"),
        (.checks([]), "nothing to check: what is revoked is passed over\n"),
        (.keptAlive([]), "nothing to keep alive: nothing is unused for five months\n"),
    ])
    func `an empty list says so to a person, and to nobody else`(report: Report, words: String) throws {
        for (isSeen, arguments, expected) in [
            (true, [], words), (true, ["--quiet"], ""), (true, ["--json"], ""), (false, [], ""),
        ] {
            let test = TestContext(areMessagesSeen: isSeen)
            try test.context.report(report, try VaultOptions.parse(arguments))
            #expect(test.messages.text == expected)
            #expect(test.answer.text == "[]\n" || !arguments.contains("--json"))
        }
    }

    @Test func `the inventory is a credential a line`() throws {
        let known = try credential(account: Account(email: "anna@example.com", subject: "17"))
        let text = try said(.credentials([Listed(known)]))
        let expected = """
            NAME  ACCOUNT           CLIENT  STATE   OWNER  REFRESHED  NEXT RISK
            anna  anna@example.com  desk    active  –      –          idle in 5 months

            """
        #expect(text == expected)
    }

    @Test(arguments: [16, 40, 60, 80, 100])
    func `on a terminal names stay whole while other columns are cut, and no line wraps`(columns: Int) throws {
        let numbers = 100..<110
        let list = try numbers.map { number in
            let account = Account(email: "account-\(number)@agency.example.com", subject: "\(number)")
            var credential = Credential(
                name: try Name("account-\(number)"),
                kind: .user,
                account: account,
                client: Credential.Client(name: try Name("agency-desktop"), id: "1-a", project: "ads"),
                scopes: [.adwords],
                requiredScopes: [.adwords],
                createdAt: now,
                fingerprint: "00ff"
            )
            credential.owner = "somebody@agency.example.com"
            credential.lastRefreshedAt = now + .seconds(-3000)
            return Listed(credential)
        }
        let test = TestContext(environment: ["NO_COLOR": "1"], columns: columns)
        try test.context.report(.credentials(list), try VaultOptions.parse([]))
        let lines = test.answer.text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.columns <= columns }, "\(test.answer.text)")
        #expect(lines.dropFirst().map { $0.prefix(11) } == numbers.map { "account-\($0)" })
        #expect(lines[0].contains("ACCOUN") == (columns >= 80))
        #expect(lines[0].contains("STATE") == (columns >= 40))
    }

    @Test func `an empty inventory is an empty array`() throws {
        #expect(try said(.credentials([]), "--json") == "[]\n")
    }

    @Test func `a customer is dashed for people, and a scope is short`() throws {
        var credential = try credential(account: nil)
        credential.loginCustomerID = try CustomerID("1234567890")
        let lines = try said(.credential(Listed(credential))).split(separator: "\n")
        #expect(lines.contains("login customer  123-456-7890"))
        #expect(lines.contains("scopes          adwords"))
        #expect(lines.contains("created         3 days ago (2026-11-18T10:00:00.000Z)"))
    }

    @Test func `what the next logins push out has no date, and is told so`() throws {
        let account = Account(email: nil, subject: "17")
        let times = [Timestamp](repeating: now, count: MintLedger.limit)
        let ledger = MintLedger(subject: "17", clientID: "1-a.apps.googleusercontent.com", times: times)
        let listed = Listed(try credential(account: account), among: ledger)
        #expect(try said(.credential(listed), "--json").contains(#""nextRisk":{"kind":"slots","at":null}"#))
        #expect(try said(.credentials([listed])).contains("pushed out by the next logins\n"))
    }
}
