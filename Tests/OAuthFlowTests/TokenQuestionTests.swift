import Credentials
import GoogleHTTP
import Sealing
import Testing

@testable import OAuthFlow

struct RevocationTests {
    private func revoke(_ status: Int, _ body: String) async throws -> RevocationAnswer {
        try await google(ScriptedTransport(.success(.init(status: status, body: body))))
            .revoke(bytes("1//r"), client: client())
    }

    @Test func `the token goes in the body, without the client`() async throws {
        let transport = ScriptedTransport(.success(.init(body: "{}")))
        #expect(try await google(transport).revoke(bytes("1//r"), client: client()) == .revoked)
        let sent = ScriptedTransport.Sent(
            method: "POST",
            address: "https://oauth2.googleapis.com/revoke",
            body: "token=1%2F%2Fr",
            bearer: nil,
            isSingleUse: false
        )
        #expect(transport.sent == [sent])
    }

    @Test func `a token that was dead already is success`() async throws {
        let answer = try await revoke(
            400,
            #"{"error": "invalid_token", "error_description": "Token expired or revoked"}"#
        )
        #expect(answer == .alreadyDead)
        #expect(answer.status == 400)
    }

    @Test(arguments: [
        (400, #"{"error": "invalid_request"}"#),
        (401, #"{"error": "invalid_token"}"#),
    ])
    func `another refusal is none`(status: Int, body: String) async throws {
        await #expect { try await revoke(status, body) } throws: { error in
            switch error as? GoogleError {
            case .other(let refusal), .invalidToken(let refusal): refusal.status == status
            default: false
            }
        }
    }

    @Test(arguments: [(400, "<html>"), (404, ""), (204, "")])
    func `a page of somebody else is no revocation`(status: Int, body: String) async {
        await #expect(throws: GoogleError.nonsense(.status(status), expecting: .revocation)) {
            try await revoke(status, body)
        }
    }
}

struct TokenInfoTests {
    private let token = "ya29.a"

    private func info(_ body: String, status: Int = 200) async throws -> TokenInfo {
        try await google(ScriptedTransport(.success(.init(status: status, body: body))))
            .tokenInfo(accessToken: bytes(token), client: client())
    }

    @Test func `numbers and truth come as strings`() async throws {
        let info = try await info(
            """
            {"azp": "\(clientID)", "aud": "\(clientID)", "sub": "110", "scope": "openid \(Scope.adwords)",
             "exp": "1795003599", "expires_in": "3599", "email": "a@example.org", "email_verified": "true",
             "access_type": "offline"}
            """
        )
        #expect(info.audience == clientID)
        #expect(info.scopes == [.openID, .adwords])
        #expect(info.expiresIn == .seconds(3599))
        #expect(info.account == Account(email: "a@example.org", subject: "110"))
        #expect(info.isEmailVerified == true)
        #expect(info.accessType == "offline")
    }

    @Test func `the question goes where the token came from, in the body`() async throws {
        let transport = ScriptedTransport(.failure(.cancelled), .failure(.cancelled))
        let stand = OAuthClient.Endpoints(authorize: "", token: "http://127.0.0.1:4000/token", revoke: "")
        for endpoints in [.google, stand] {
            let client = try client(endpoints)
            await #expect(throws: GoogleError.http(.cancelled)) {
                try await google(transport).tokenInfo(accessToken: bytes(token), client: client)
            }
        }
        #expect(
            transport.sent.map(\.address) == [
                "https://oauth2.googleapis.com/tokeninfo", "http://127.0.0.1:4000/tokeninfo",
            ]
        )
        #expect(transport.sent.map(\.body) == ["access_token=ya29.a", "access_token=ya29.a"])
    }

    @Test func `a bad token is one`() async {
        let refusal = GoogleError.Refusal(status: 400, code: "invalid_token", description: "Invalid Value")
        await #expect(throws: GoogleError.invalidToken(refusal)) {
            try await info(#"{"error": "invalid_token", "error_description": "Invalid Value"}"#, status: 400)
        }
    }

    @Test(arguments: [
        (#"{"aud": "a", "expires_in": "soon"}"#, GoogleError.Nonsense.field("expires_in")),
        (#"{"aud": "a", "expires_in": "-7"}"#, .field("expires_in")),
        (#"{"aud": "a"}"#, .field("expires_in")),
        (#"{"aud": 1, "expires_in": 1}"#, .field("aud")),
        (#"{"expires_in": 1}"#, .field("aud")),
        (#"{"aud": "a", "expires_in": 1, "email_verified": 1}"#, .field("email_verified")),
        ("<html>", .html),
    ])
    func `what is no token information is called what it is`(body: String, what: GoogleError.Nonsense) async {
        await #expect(throws: GoogleError.nonsense(what, expecting: .tokenInfo)) { try await info(body) }
    }

    @Test func `an address longer than any, and a number that is none, count as absent`() async throws {
        let long = String(repeating: "x", count: 250) + "@a.b"
        for (email, isTaken) in [(long, true), ("x" + long, false)] {
            let known = try await info(#"{"aud": "a", "expires_in": 1, "sub": "110", "email": "\#(email)"}"#)
            #expect(known.account == Account(email: isTaken ? email : nil, subject: "110"))
        }
        #expect(try await info(#"{"aud": "a", "expires_in": 1, "sub": "two words"}"#).account == nil)
    }
}
