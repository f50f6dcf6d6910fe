import Credentials
import Sealing
import Testing

@testable import OAuthFlow

struct IDTokenTests {
    /// An id token with the claims as Google writes them, some of them changed; nil leaves one out.
    static func token(_ changes: [String: String?] = [:]) -> String {
        let expiry = now.milliseconds / 1000 + 3600
        var claims: [String: String] = [
            "iss": "\"https://accounts.google.com\"", "aud": "\"\(clientID)\"", "azp": "\"\(clientID)\"",
            "sub": "\"110169484474386276334\"", "exp": "\(expiry)", "email": "\"a@example.org\"",
            "email_verified": "true",
        ]
        for (name, value) in changes { claims[name] = value }
        let payload = "{" + claims.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
        return [#"{"alg":"RS256"}"#, payload].map { base64URL(Array($0.utf8)) }.joined(separator: ".") + ".c2ln"
    }

    private func read(_ changes: [String: String?]) -> Result<IDToken, IDToken.Defect> {
        IDToken.read(Self.token(changes), clientID: clientID, at: now)
    }

    @Test func `the claims give the account`() throws {
        let token = try read([:]).get()
        #expect(token.account == Account(email: "a@example.org", subject: "110169484474386276334"))
        #expect(token.isEmailVerified == true)
        #expect(token.hostedDomain == nil)
    }

    @Test(
        arguments: [
            ["iss": "\"accounts.google.com\""], ["aud": "[\"\(clientID)\"]"], ["azp": nil], ["email": nil],
            ["email_verified": "\"true\""], ["email_verified": nil], ["hd": "\"example.org\""],
            ["exp": "\"\(now.milliseconds / 1000 + 10)\""], ["unknown": "{\"a\":[1]}"],
        ] as [[String: String?]]
    )
    func `forms that Google may write are taken`(changes: [String: String?]) throws {
        #expect(try read(changes).get().subject == "110169484474386276334")
    }

    @Test(
        arguments: [
            (["iss": "\"https://accounts.google.com.evil.example\""], IDToken.Defect.issuer),
            (["iss": "\"http://accounts.google.com\""], .issuer),
            (["iss": nil], .malformed),
            (["aud": "\"another\""], .audience),
            (["aud": "[\"\(clientID)\",\"another\"]"], .audience),
            (["aud": "[]"], .audience),
            (["azp": "\"another\""], .audience),
            (["aud": "17"], .malformed),
            (["sub": nil], .malformed),
            (["sub": "\"\""], .malformed),
            (["sub": "17"], .malformed),
            (["sub": "\"two words\""], .malformed),
            (["sub": "\"\(String(repeating: "1", count: 256))\""], .malformed),
            (["exp": nil], .malformed),
            (["exp": "-1"], .malformed),
            (["exp": "9223372036854775807"], .malformed),
            (["exp": "\"tomorrow\""], .malformed),
            (["email_verified": "17"], .malformed),
        ] as [([String: String?], IDToken.Defect)]
    )
    func `claims that must not be believed are not`(changes: [String: String?], defect: IDToken.Defect) {
        #expect(read(changes) == .failure(defect))
    }

    @Test func `an address longer than any counts as absent`() throws {
        let long = String(repeating: "x", count: 250) + "@a.b"
        #expect(try read(["email": "\"\(long)\""]).get().email == long)
        #expect(try read(["email": "\"x\(long)\""]).get().email == nil)
    }

    @Test(arguments: [(-301, false), (-300, false), (-299, true), (0, true)])
    func `an expiry may lie five minutes back`(seconds: Int64, isTaken: Bool) {
        let result = read(["exp": "\(now.milliseconds / 1000 + seconds)"])
        if isTaken {
            #expect(throws: Never.self) { try result.get() }
        } else {
            #expect(result == .failure(.expired))
        }
    }

    @Test(arguments: ["", ".", "..", "a.b", "a.b.c", "a.!!.c", "a.e30.c", "a.bnVsbA.c", "...", "a.e30.c.d"])
    func `what is no token is malformed`(text: String) {
        #expect(IDToken.read(text, clientID: clientID, at: now) == .failure(.malformed))
    }
}
