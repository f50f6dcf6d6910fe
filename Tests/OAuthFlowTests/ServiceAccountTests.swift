import Credentials
import Crypto
import CryptoExtras
import Foundation
import GoogleHTTP
import Sealing
import Testing

@testable import OAuthFlow

/// What a service account signs, and what Google says to it.
struct ServiceAccountTests {
    private static let pair = try? _RSA.Signing.PrivateKey(keySize: .bits2048)
    private static let email = "ads@project.iam.gserviceaccount.com"

    private let good = ScriptedTransport.Reply(
        body: #"{"access_token": "ya29.c.a", "expires_in": 3599, "token_type": "Bearer"}"#
    )

    private func account(_ pem: String? = nil, for user: String? = nil) throws -> ServiceAccount {
        let text = try pem ?? #require(Self.pair).pkcs8PEMRepresentation
        let key = try SigningKey(pem: bytes(text))
        return ServiceAccount(email: Self.email, keyID: "k1", key: key, impersonatedEmail: user)
    }

    /// The two JSON documents of a JWT, and whether the key of these tests signed them.
    private func read(_ assertion: String) throws -> (header: String, claims: String, isSigned: Bool) {
        let parts = assertion.split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        let data = parts.map { part in
            let letters = part.replacing("-", with: "+").replacing("_", with: "/")
            return Data(base64Encoded: letters + String(repeating: "=", count: (4 - letters.count % 4) % 4)) ?? Data()
        }
        let isSigned = try #require(Self.pair).publicKey.isValidSignature(
            _RSA.Signing.RSASignature(rawRepresentation: data[2]),
            for: Data("\(parts[0]).\(parts[1])".utf8),
            padding: .insecurePKCS1v1_5
        )
        return (String(decoding: data[0], as: UTF8.self), String(decoding: data[1], as: UTF8.self), isSigned)
    }

    @Test func `an assertion says who asks for what, until when, and is signed`() throws {
        let text = try account().assertion(scopes: [.adwords, .openID], audience: "https://token", at: now)
        let jwt = try read(String(decoding: text, as: UTF8.self))
        #expect(jwt.header == #"{"alg":"RS256","typ":"JWT","kid":"k1"}"#)
        #expect(
            jwt.claims
                == #"{"iss":"\#(Self.email)","scope":"https://www.googleapis.com/auth/adwords openid","#
                + #""aud":"https://token","iat":1795000000,"exp":1795003600}"#
        )
        #expect(jwt.isSigned)
    }

    @Test func `who acts for a user says so`() throws {
        let text = try account(for: "ada@example.org").assertion(scopes: [.adwords], audience: "a", at: now)
        let claims = try read(String(decoding: text, as: UTF8.self)).claims
        #expect(claims.hasPrefix(#"{"iss":"\#(Self.email)","sub":"ada@example.org","scope""#))
    }

    @Test func `a key is read in PKCS #8 and in PKCS #1, whatever its line ends`() throws {
        let pair = try #require(Self.pair)
        for pem in [
            pair.pkcs8PEMRepresentation, pair.pkcs8PEMRepresentation + "\n", pair.pemRepresentation,
            pair.pkcs8PEMRepresentation.replacing("\n", with: "\r\n"),
        ] {
            let text = try account(pem).assertion(scopes: [.adwords], audience: "a", at: now)
            #expect(try read(String(decoding: text, as: UTF8.self)).isSigned)
        }
        #expect(pair.pkcs8PEMRepresentation.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(pair.pemRepresentation.hasPrefix("-----BEGIN RSA PRIVATE KEY-----\n"))
    }

    @Test func `a key of fewer than 2048 bits is refused, by its length`() throws {
        for bitCount in [1024, 2040] {
            let pem = try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: bitCount)).pkcs8PEMRepresentation
            #expect(throws: SigningKey.Defect.short(bitCount: bitCount)) { try account(pem) }
        }
    }

    @Test(arguments: [
        "", "\n", "key", "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----",
        P256.Signing.PrivateKey().pemRepresentation,
    ])
    func `what is no RSA key is refused`(pem: String) {
        #expect(throws: SigningKey.Defect.notRSA) { try account(pem) }
    }

    @Test func `a token is asked for at Google's own endpoint, by the assertion alone`() async throws {
        let transport = ScriptedTransport(.success(good))
        let reply = try await google(transport).access(signedBy: account(), scopes: [.adwords])
        #expect(reply.accessText == "ya29.c.a")
        #expect(reply.scopes == nil)
        #expect(transport.sent.map(\.address) == ["https://oauth2.googleapis.com/token"])
        #expect(transport.sent.map(\.isSingleUse) == [false])
        let body = try #require(transport.sent.first?.body)
        let start = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="
        #expect(body.hasPrefix(start))
        let jwt = try read(String(body.dropFirst(start.count)))
        #expect(jwt.claims.contains(#""aud":"https://oauth2.googleapis.com/token""#))
        #expect(jwt.isSigned)
    }

    private static let refusals: [(String, String, Int, @Sendable (GoogleError.Refusal) -> GoogleError, GoogleError.Fault)] = [
        ("invalid_grant", "Invalid JWT Signature.", 400, { .invalidGrant(.keyRefused, $0) }, .credential),
        ("invalid_grant", "Robot is disabled.", 400, { .invalidGrant(.keyRefused, $0) }, .credential),
        ("invalid_grant", "Invalid grant: account not found", 400, { .invalidGrant(.accountNotFound, $0) }, .credential),
        ("invalid_grant", "Invalid email or User ID", 400, { .invalidGrant(.accountNotFound, $0) }, .credential),
        (
            "invalid_grant",
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat "
                + "and exp values in the JWT claim.", 400, { .clock($0) }, .request
        ),
        ("invalid_grant", "Invalid JWT: Failed audience check.", 400, { .invalidGrant(.other, $0) }, .credential),
        (
            "unauthorized_client",
            "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of "
                + "the scopes requested.", 401, { .delegation($0) }, .request
        ),
        ("unauthorized_client", "Unauthorized", 401, { .unauthorizedClient($0) }, .client),
        ("disabled_client", "The OAuth client was disabled.", 401, { .invalidClient($0) }, .client),
        (
            "invalid_scope", "Invalid OAuth scope or ID token audience provided.", 400, { .invalidScope($0) }, .request
        ),
    ]

    @Test(arguments: refusals.indices)
    func `each refusal has its case and its fault`(index: Int) async throws {
        let (code, description, status, error, fault) = Self.refusals[index]
        let body = #"{"error": "\#(code)", "error_description": "\#(description)"}"#
        let transport = ScriptedTransport(.success(.init(status: status, body: body)))
        let expected = error(GoogleError.Refusal(status: status, code: code, description: description))
        let account = try account()
        await #expect(throws: expected) {
            _ = try await google(transport).access(signedBy: account, scopes: [.adwords]).accessText
        }
        #expect(expected.fault == fault)
        #expect(!expected.isTransient)
    }

    @Test func `trouble at Google says nothing about the key`() async throws {
        let transport = ScriptedTransport(.success(.init(status: 503, body: "<html>")))
        let account = try account()
        await #expect(throws: GoogleError.unavailable(status: 503)) {
            _ = try await google(transport).access(signedBy: account, scopes: [.adwords]).accessText
        }
    }
}
