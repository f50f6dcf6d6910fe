import Credentials
import Testing

struct DescriptionTests {
    @Test func `a credential is read back as it was`() throws {
        let credential = try Self.credential()
        #expect(try Credential(description: credential.description()) == credential)
    }

    @Test func `a credential of which little is known is read back as it was`() throws {
        let client = Credential.Client(name: try Name("desk"), id: "1.apps", project: "1")
        let credential = Credential(
            name: try Name("acme"),
            kind: .serviceAccount,
            account: nil,
            client: client,
            scopes: [],
            requiredScopes: [],
            createdAt: Timestamp(milliseconds: 0),
            fingerprint: ""
        )
        #expect(try Credential(description: credential.description()) == credential)
    }

    @Test(arguments: [
        Credential.Key(id: "k1", project: "p", impersonatedEmail: "ada@example.com"),
        Credential.Key(id: "k2", project: nil),
    ])
    func `a service account's key is read back as it was, and has no client`(key: Credential.Key) throws {
        let credential = Credential(
            name: try Name("robot"),
            kind: .serviceAccount,
            account: Account(email: "ads@p.iam.gserviceaccount.com", subject: nil),
            client: nil,
            key: key,
            scopes: [],
            requiredScopes: [.adwords],
            createdAt: Timestamp(milliseconds: 0),
            fingerprint: "f"
        )
        let description = try credential.description()
        #expect(!String(decoding: description, as: UTF8.self).contains("client"))
        #expect(try Credential(description: description) == credential)
    }

    @Test func `a user's token without its client is refused`() throws {
        let text = String(decoding: try Self.credential().description(), as: UTF8.self)
        let changed = text.replacing(#""client":"#, with: #""other":"#)
        #expect(throws: JSONReader.Malformed.self) { try Credential(description: Array(changed.utf8)) }
    }

    @Test func `a client is read back as it was`() throws {
        var client = OAuthClient(
            name: try Name("desk"),
            id: "1.apps",
            kind: .web,
            project: "p",
            endpoints: .google,
            redirectURIs: ["https://example.com/\"\\"],
            createdAt: Timestamp(milliseconds: 1)
        )
        client.secretRotatedAt = Timestamp(milliseconds: 2)
        client.hasDeveloperToken = true
        #expect(try OAuthClient(description: client.description()) == client)
    }

    @Test func `ledgers and labels are read back as they were`() throws {
        let ledger = MintLedger(subject: "1", clientID: "2.apps", times: [Timestamp(milliseconds: 3)])
        #expect(try MintLedger(description: ledger.description()) == ledger)
        let label = SlotLabel(slotID: "00ff", label: "Ada's", createdAt: Timestamp(milliseconds: 4))
        #expect(try SlotLabel(description: label.description()) == label)
    }

    @Test func `fields of later versions are passed by`() throws {
        let credential = try Self.credential()
        let later = try Array(#"{"later":{"deep":[1,{"type":"x"}]},"#.utf8) + credential.description().dropFirst()
        #expect(try Credential(description: later) == credential)
    }

    @Test func `every truncation is refused`() throws {
        let description = try Self.credential().description()
        for count in 0..<description.count {
            #expect(throws: JSONReader.Malformed.self) { try Credential(description: Array(description[..<count])) }
        }
    }

    @Test(arguments: [
        (#""kind":"user""#, #""kind":"robot""#), (#""name":"acme""#, #""name":"-acme""#),
        (#""state":"revoked""#, #""state":1"#),
        (#""loginCustomerID":"1234567890""#, #""loginCustomerID":"123""#), (#""createdAt":1"#, #""createdAt":"1""#),
        (#""linkedCustomerID":"2345678901""#, #""linkedCustomerID":"abc""#),
        (#""secretNumber":7"#, #""secretNumber":"7""#),
        (#""createdAt":1"#, #""createdAt":9223372036854775807"#),
        (#""createdAt":1"#, #""createdAt":-9223372036854775808"#),
        (#""subject":"1""#, #""sub":"1""#), (#""fingerprint":"f""#, #""finger":"f""#),
        (#""scopes":["#, #""scopes":["","#),
    ])
    func `a field that is not what it should be is refused`(right: String, wrong: String) throws {
        let text = String(decoding: try Self.credential().description(), as: UTF8.self)
        let changed = text.replacing(right, with: wrong)
        try #require(changed != text)
        #expect(throws: JSONReader.Malformed.self) { try Credential(description: Array(changed.utf8)) }
    }

    static func credential() throws -> Credential {
        var credential = Credential(
            name: try Name("acme"),
            kind: .user,
            account: Account(email: "ada@example.com", subject: "1"),
            client: Credential.Client(name: try Name("desk"), id: "1.apps", project: "p"),
            scopes: [.adwords, .openID],
            requiredScopes: [.adwords],
            createdAt: Timestamp(milliseconds: 1),
            fingerprint: "f"
        )
        credential.owner = "Ada \"the first\""
        credential.tags = ["team": "ads", "": "é"]
        credential.state = .revoked
        credential.lastRefreshedAt = Timestamp(milliseconds: 2)
        credential.expiresAt = Timestamp(milliseconds: 3)
        credential.revokedAt = Timestamp(milliseconds: -4)
        credential.loginCustomerID = try CustomerID("123-456-7890")
        credential.customers = 5
        credential.exports = 6
        credential.linkedCustomerID = try CustomerID("2345678901")
        credential.networkCode = "7654321"
        credential.secretNumber = 7
        return credential
    }
}
