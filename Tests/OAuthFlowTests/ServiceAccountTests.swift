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

    private func decoded(_ base64URL: String) throws -> Data {
        let letters = base64URL.replacing("-", with: "+").replacing("_", with: "/")
        return try #require(
            Data(base64Encoded: letters + String(repeating: "=", count: (4 - letters.count % 4) % 4))
        )
    }

    /// The two JSON documents of a JWT, and whether the key of these tests signed them.
    private func read(_ assertion: String) throws -> (header: String, claims: String, isSigned: Bool) {
        let parts = assertion.split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        let data = try parts.map(decoded)
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

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: openssl), "openssl is not installed"))
    func `openssl takes the signature for the key's`() throws {
        let text = String(
            decoding: try account().assertion(scopes: [.adwords], audience: "a", at: now),
            as: UTF8.self
        )
        let parts = text.split(separator: ".").map(String.init)
        let folder = FileManager.default.temporaryDirectory.appending(path: "signed-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
        let files = ["key", "signature", "message"].map { folder.appending(path: $0) }
        try Data(try #require(Self.pair).publicKey.pemRepresentation.utf8).write(to: files[0])
        try decoded(parts[2]).write(to: files[1])
        try Data("\(parts[0]).\(parts[1])".utf8).write(to: files[2])
        let process = Process()
        process.executableURL = URL(filePath: Self.openssl)
        process.arguments = ["dgst", "-sha256", "-verify", files[0].path, "-signature", files[1].path, files[2].path]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    private static let openssl = "/usr/bin/openssl"

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
        for bitCount in [1024, 1920] {
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

    private static let refusals: [(String, String, GoogleError.Fault, @Sendable (GoogleError.Refusal) -> GoogleError)] =
        [
            ("invalid_grant", "Invalid JWT Signature.", .credential, { .invalidGrant(.keyRefused, $0) }),
            ("invalid_grant", "Robot is disabled.", .credential, { .invalidGrant(.keyRefused, $0) }),
            ("invalid_grant", "Invalid grant: account not found", .credential, { .invalidGrant(.accountNotFound, $0) }),
            ("invalid_grant", "Invalid email or User ID", .credential, { .invalidGrant(.accountNotFound, $0) }),
            ("invalid_grant", "Invalid JWT: Failed audience check.", .credential, { .invalidGrant(.other, $0) }),
            ("invalid_grant", untimely, .request, { .clock($0) }),
            ("unauthorized_client", undelegated, .request, { .delegation($0) }),
            ("unauthorized_client", "Unauthorized", .client, { .unauthorizedClient($0) }),
            ("disabled_client", "The OAuth client was disabled.", .client, { .invalidClient($0) }),
            ("invalid_scope", "Invalid OAuth scope or ID token audience provided.", .request, { .invalidScope($0) }),
        ]

    private static let untimely =
        "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and "
        + "exp values in the JWT claim."
    private static let undelegated =
        "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the "
        + "scopes requested."

    @Test(arguments: refusals.indices)
    func `each refusal has its case and its fault`(index: Int) async throws {
        let (code, description, fault, error) = Self.refusals[index]
        let body = #"{"error": "\#(code)", "error_description": "\#(description)"}"#
        let transport = ScriptedTransport(.success(.init(status: 400, body: body)))
        let expected = error(GoogleError.Refusal(status: 400, code: code, description: description))
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
