import Credentials
import Testing

@testable import Broker

@Suite(.timeLimit(.minutes(2)))
struct MetadataAnswersTests {
    private static let accounts = "/computeMetadata/v1/instance/service-accounts"
    private static let bob = identity("bob", email: "bob@example.com", scopes: [.adwords])
    private static let scopes = ann.scopes.map { "\"\($0)\"" }.joined(separator: ",")

    static let texts: [(String, String)] = [
        ("/", "computeMetadata/\n"),
        ("/computeMetadata", "v1/\n"),
        ("/computeMetadata/v1/", "instance/\nuniverse/\n"),
        ("/computeMetadata/v1/instance", "service-accounts/\n"),
        ("/computeMetadata/v1/universe/universe-domain", "googleapis.com"),
        ("/computeMetadata/v1/universe/universe_domain", "googleapis.com"),
        ("\(accounts)/", "default/\nann@example.com/\nann/\n"),
        ("\(accounts)/default/", "aliases\nemail\nscopes\ntoken\n"),
        ("\(accounts)/default/email", "ann@example.com"),
        ("\(accounts)/default/aliases", "default\n"),
        ("\(accounts)/ann@example.com/email", "ann@example.com"),
        ("\(accounts)/ann%40example.com/email", "ann@example.com"),
        ("\(accounts)/ann/email", "ann@example.com"),
        ("\(accounts)/default/scopes", ann.scopes.map { "\($0)\n" }.joined()),
        ("/ann", "computeMetadata/\n"),
        ("/ann/computeMetadata/v1/instance/service-accounts/default/email", "ann@example.com"),
    ]

    @Test(arguments: texts)
    func `what libraries ask for is answered`(_ target: String, _ body: String) async throws {
        let reply = try await serving { try await $0.get(target) }
        #expect(reply.status == 200)
        #expect(reply.body == body)
        #expect(reply.headers["content-type"] == "application/text")
    }

    @Test(arguments: [
        (
            "\(accounts)/default/?recursive=true",
            #"{"aliases":["default"],"email":"ann@example.com","scopes":[\#(scopes)]}"#
        ),
        ("/computeMetadata/v1/universe/?recursive=true", #"{"universeDomain":"googleapis.com"}"#),
        ("\(accounts)/default/aliases?recursive=true", #"["default"]"#),
    ])
    func `a folder is one JSON object when it is asked for whole`(_ target: String, _ body: String) async throws {
        let reply = try await serving { try await $0.get(target) }
        #expect(reply.status == 200)
        #expect(reply.body == body)
        #expect(reply.headers["content-type"] == "application/json")
    }

    @Test(arguments: [
        ("/favicon.ico", "There is nothing here.\n"),
        ("/computeMetadata/v1/project/project-id", "adsvault is not Google Cloud: there is no project here.\n"),
        ("/computeMetadata/v1/project/numeric-project-id", "adsvault is not Google Cloud: there is no project here.\n"),
        ("\(accounts)/default/identity", "adsvault hands out access tokens only, no identity tokens.\n"),
        ("\(accounts)/eve@example.com/token", "There is nothing here.\n"),
    ])
    func `what is not there is said to be missing`(_ target: String, _ body: String) async throws {
        let reply = try await serving { try await $0.get(target) }
        #expect(reply.status == 404)
        #expect(reply.body == body)
    }

    @Test(arguments: ["/", "/nothing", "\(accounts)/default/token", "\(accounts)/default/token?scopes=dfp", "/%zz"])
    func `every answer says whose it is and that nobody may keep it`(_ target: String) async throws {
        let reply = try await serving { try await $0.get(target) }
        #expect(reply.headers["metadata-flavor"] == "Google")
        #expect(reply.headers["cache-control"] == "no-store")
        #expect(reply.headers["x-content-type-options"] == "nosniff")
    }

    @Test func `a token comes with the seconds that it has left`() async throws {
        let clock = StandingClock()
        try await serving(clock: clock) { caller async throws in
            let first = try await caller.token()
            #expect(first.status == 200)
            #expect(first.body == #"{"access_token":"ya29.ann-1","expires_in":3599,"token_type":"Bearer"}"#)
            clock.advance(by: .milliseconds(1500))
            #expect(try await caller.token().json("expires_in") == "3597")
        }
    }

    @Test func `scopes are asked for with commas, escapes or blanks, and all of them are one token`() async throws {
        let clock = StandingClock()
        let mint = Mint(clock)
        let all = ann.scopes.map(\.description).joined(separator: ",")
        try await serving(mint: mint, clock: clock) { caller async throws in
            for query in [
                "", "?scopes=", "?scopes=\(all)", "?scopes=openid,adwords,email", "?scopes=openid%2Cadwords",
                "?scopes=adwords+openid", "?scopes=openid%20adwords", "?transport=mtls&scopes=adwords",
            ] {
                #expect(try await caller.token(query).status == 200)
            }
        }
        #expect(mint.orders.map(\.scopes) == [[], [.adwords, .openID], [.adwords]])
    }

    @Test func `a scope that was not granted is refused in OAuth's words`() async throws {
        let reply = try await serving { try await $0.token("?scopes=adwords,cloud-platform") }
        #expect(reply.status == 403)
        #expect(reply.headers["content-type"] == "application/json")
        #expect(reply.json("error") == "invalid_scope")
        let scope = "https://www.googleapis.com/auth/cloud-platform"
        let text = "ann was not granted \(scope); it has adwords, userinfo.email, openid"
        #expect(reply.json("error_description") == text)
    }

    @Test func `where the granted scopes are not known, Google is asked`() async throws {
        let clock = StandingClock()
        let mint = Mint(clock)
        let reply = try await serving([identity("x", email: nil, scopes: [])], mint: mint, clock: clock) {
            try await $0.token("?scopes=dfp")
        }
        #expect(reply.status == 200)
        #expect(mint.orders.map(\.scopes) == [[.dfp]])
    }

    @Test(arguments: [
        ("\(accounts)/default/token", "ann"), ("\(accounts)/bob@example.com/token", "bob"),
        ("\(accounts)/bob/token", "bob"),
        ("/bob\(accounts)/default/token", "bob"), ("/ann\(accounts)/default/token", "ann"),
    ])
    func `each of several credentials is reached by its name`(_ target: String, _ name: String) async throws {
        let reply = try await serving([ann, Self.bob]) { try await $0.get(target) }
        #expect(reply.json("access_token") == "ya29.\(name)-1")
    }

    @Test(arguments: ["/ann\(accounts)/bob/token", "/bob\(accounts)/ann@example.com/token"])
    func `below the path of one credential there is no other`(_ target: String) async throws {
        #expect(try await serving([ann, Self.bob]) { try await $0.get(target) }.status == 404)
    }

    @Test func `an e-mail that two credentials share means the first, their names mean each`() async throws {
        let second = identity("ann-2", email: "ann@example.com")
        try await serving([ann, second]) { caller in
            let shared = try await caller.get("\(Self.accounts)/ann@example.com/token")
            #expect(shared.json("access_token") == "ya29.ann-1")
            let other = try await caller.get("\(Self.accounts)/ann-2/token")
            #expect(other.json("access_token") == "ya29.ann-2-2")
        }
    }

    static let failures: [(TokenRefusal, Int, String, String?)] = [
        (.unavailable("the network is down"), 503, "temporarily_unavailable", "1"),
        (.unavailable("later", retryAfter: .milliseconds(8500)), 503, "temporarily_unavailable", "9"),
        (.dead("ann is dead: sign in again"), 403, "invalid_grant", nil),
        (.scope("google does not grant dfp"), 403, "invalid_scope", nil),
    ]

    @Test(arguments: failures)
    func `a failure says what it is, and whether to try again`(
        _ refusal: TokenRefusal,
        _ status: Int,
        _ error: String,
        _ retryAfter: String?
    ) async throws {
        let clock = StandingClock()
        let mint = Mint(clock)
        mint.refuse(refusal)
        try await serving(mint: mint, clock: clock) { caller async throws in
            _ = try await caller.token()
            let reply = try await caller.token()
            #expect(reply.status == status)
            #expect(reply.json("error") == error)
            #expect(reply.json("error_description") == refusal.text)
            #expect(reply.headers["retry-after"] == retryAfter)
        }
    }

    @Test(arguments: [("ann@example.com", "ann@example.com"), ("a/b@example.com", "ann"), ("a\nb", "ann"), ("", "ann")])
    func `an e-mail that fits into no path is not shown`(_ email: String, _ shown: String) throws {
        #expect(identity("ann", email: email).email == shown)
    }
}
