import NIOHTTP1
import Testing

@testable import GoogleSandbox

/// What never comes back to the client.
@Suite struct PageErrorTests {
    @Test(arguments: [
        ("client_id", "1-x.apps.googleusercontent.com", PageError.invalidClient),
        ("client_id", "", .invalidRequest),
        ("redirect_uri", "https://127.0.0.1/back", .redirectMismatch),
        ("redirect_uri", "urn:ietf:wg:oauth:2.0:oob", .redirectMismatch),
        ("response_type", "token", .invalidRequest),
        ("scope", "https://www.googleapis.com/auth/adword", .invalidScope),
        ("scope", " ", .invalidScope),
        ("access_type", "forever", .invalidRequest),
        ("prompt", "never", .invalidRequest),
        ("code_challenge", "short", .invalidRequest),
        ("code_challenge_method", "S256", .invalidRequest),
    ])
    func `a wrong parameter stays on the page`(name: String, value: String, expected: PageError) async throws {
        try await withScene { scene in
            try await expectPage(expected, scene.authorize(scene.consentQuery([name: value])))
        }
    }

    @Test(arguments: ["client_id", "redirect_uri", "response_type", "scope"])
    func `a missing parameter stays on the page`(name: String) async throws {
        try await withScene { scene in
            let page = try await scene.authorize(scene.consentQuery(without: [name]))
            expectPage(.invalidRequest, page)
            #expect(page.text.contains("Missing required parameter: \(name)"))
        }
    }

    @Test func `a parameter given twice stays on the page`() async throws {
        try await withScene { scene in
            let page = try await scene.authorize(scene.consentQuery() + [(name: "state", value: "s/2")])
            expectPage(.invalidRequest, page)
        }
    }

    @Test func `an account under an administrator's policy stays on the page`() async throws {
        try await withScene { scene in
            try await scene.google.setCondition(.adminPolicyEnforced, of: scene.account.email)
            try await expectPage(.adminPolicyEnforced, scene.authorize(scene.consentQuery()))
        }
    }

    @Test func `an internal client refuses accounts of other domains and takes its own`() async throws {
        try await withScene { scene in
            let client = await scene.google.addClient(internalDomain: "corp.example")
            await scene.google.addAccount("cy@corp.example", hostedDomain: "corp.example")
            try await expectPage(.orgInternal, scene.authorize(scene.consentQuery(by: client)))
            #expect(try await scene.consent(by: client, ["login_hint": "cy@corp.example"])["hd"] == "corp.example")
        }
    }

    @Test func `a deleted client stays on the page`() async throws {
        try await withScene { scene in
            try await scene.google.deleteClient(scene.client.id)
            try await expectPage(.deletedClient, scene.authorize(scene.consentQuery()))
        }
    }

    @Test(arguments: PageError.allCases)
    func `every page can be ordered`(error: PageError) async throws {
        try await withScene { scene in
            try await scene.google.orderConsent(ConsentOrder(page: error))
            try await expectPage(error, scene.authorize(scene.consentQuery()))
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1:1/any/path?and=query", true), ("http://[::1]:65535", true), ("http://localhost:8080/", true),
        ("http://127.0.0.1", true), ("http://127.0.0.1:65536/", false), ("http://127.0.0.1:0/", false),
        ("http://127.0.0.1@evil.example/", false), ("http://127.0.0.1.evil.example/", false),
        ("http://127.0.0.1:80@evil.example/", false), ("https://127.0.0.1/", false), ("http://127.0.0.1/#f", false),
        ("http://192.168.0.1/", false),
    ])
    func `a desktop client may name any loopback address`(redirect: String, isAllowed: Bool) async {
        #expect(await Google().addClient().allows(redirect: redirect) == isAllowed)
    }

    @Test(arguments: [
        ("https://a.example/back", true), ("https://a.example/back/", false), ("https://a.example/back?x=1", false),
        ("http://127.0.0.1:1/", false),
    ])
    func `a web client may name what is registered, letter by letter`(redirect: String, isAllowed: Bool) async {
        let client = await Google().addClient(.web, redirectURIs: ["https://a.example/back"])
        #expect(client.allows(redirect: redirect) == isAllowed)
    }

    private func expectPage(_ error: PageError, _ page: Answer) {
        #expect(page.status == error.status)
        #expect(page.headers.first(name: "Location") == nil)
        #expect(page.text.contains("Error \(error.status): \(error.rawValue)"))
    }
}
