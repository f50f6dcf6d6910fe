import Credentials
import Foundation
import GoogleHTTP
import Sealing
import Testing

@testable import OAuthFlow

struct ConsentRequestTests {
    private let state = ConsentState(random: RandomSource { Array(repeating: 0, count: $0) })

    @Test func `the address asks for everything a refresh token needs`() throws {
        let address = try request().address()
        #expect(address.host == "accounts.google.com")
        #expect(
            address.target == "/o/oauth2/v2/auth?client_id=12-ab.apps.googleusercontent.com"
                + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fpath&response_type=code"
                + "&scope=https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fadwords%20openid"
                + "&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                + "&code_challenge=challenge&code_challenge_method=S256"
                + "&access_type=offline&prompt=consent&include_granted_scopes=true"
        )
    }

    @Test func `hint and domain go along where they are given`() throws {
        let address = try request(hint: "ada+ads&x=1@example.com", domain: "exämple.com").address()
        let items = try #require(URLComponents(string: address.description)?.queryItems)
        #expect(items.last { $0.name == "login_hint" }?.value == "ada+ads&x=1@example.com")
        #expect(items.last { $0.name == "hd" }?.value == "exämple.com")
        #expect(address.target.contains("login_hint=ada%2Bads%26x%3D1%40example.com"))
    }

    @Test func `the endpoint is folded, the parameters are not`() throws {
        var configuration = HTTPConfiguration()
        configuration.googleBase = try Address("http://127.0.0.1:8080")
        let address = try request().address(through: configuration.folded)
        #expect(address.description.hasPrefix("http://127.0.0.1:8080/o/oauth2/v2/auth?client_id="))
        #expect(address.description.contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fpath"))
    }

    @Test func `an endpoint keeps the query it has`() throws {
        let address = try request(endpoint: "https://sso.example/auth?tenant=a").address()
        #expect(address.target.hasPrefix("/auth?tenant=a&client_id="))
    }

    @Test func `an endpoint that is no address is refused`() {
        #expect(throws: Address.Invalid.insecure(host: "sso.example")) {
            try request(endpoint: "http://sso.example/auth")
        }
    }

    private func request(
        endpoint: String = OAuthClient.Endpoints.google.authorize,
        hint: String? = nil,
        domain: String? = nil
    ) throws -> ConsentRequest {
        let client = OAuthClient(
            name: try Name("desk"),
            id: "12-ab.apps.googleusercontent.com",
            kind: .installed,
            project: "p",
            endpoints: .init(authorize: endpoint, token: "", revoke: ""),
            redirectURIs: [],
            createdAt: Timestamp(milliseconds: 1_795_000_000_000)
        )
        return try ConsentRequest(
            client: client,
            scopes: [.adwords, .openID],
            redirectURI: "http://127.0.0.1:9/path",
            state: state,
            challenge: "challenge",
            loginHint: hint,
            hostedDomain: domain
        )
    }
}
