import Credentials
import Deploy
import Foundation
import Sealing
import Testing

struct ServiceAccountKeyTests {
    @Test(arguments: ["", "\u{FEFF}"])
    func `a key is kept byte for byte, and given out so`(mark: String) throws {
        let text = mark + "\n " + Self.document() + "\n"
        let file = try read(text)
        let credential = try #require(file.credentials.first)
        #expect(credential.kind == .serviceAccount && credential.format == .adcJSON && credential.line == 2)
        #expect(credential.accountEmail == "ads@project.iam.gserviceaccount.com")
        switch credential.material {
        case .serviceAccount(let key):
            #expect(key.document.revealedText() == text)
            #expect(try ExportFormat.adcJSON.file(for: key).revealedText() == text)
            #expect(
                key.privateKey.revealedText() == "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"
            )
            #expect(key.clientEmail == "ads@project.iam.gserviceaccount.com")
            #expect(key.keyID == "abc" && key.clientID == "123" && key.project == "project")
        default: Issue.record("it is a key")
        }
    }

    @Test(arguments: ExportFormat.allCases.filter { $0 != .adcJSON })
    func `every other format is for users`(format: ExportFormat) throws {
        let key = try Self.key(Self.document())
        #expect(throws: ExportError.usersOnly(format)) { _ = try format.file(for: key) }
    }

    @Test(arguments: ["client_email", "private_key", "private_key_id", "token_uri"])
    func `a field that every client needs must be there`(field: String) {
        expectInvalid(.missing(field: field), Self.document().replacing("\"\(field)\"", with: "\"other\""))
    }

    @Test(arguments: [
        "key", "-----BEGIN PRIVATE KEY-----MIIB-----END PRIVATE KEY-----", #"-----BEGIN PRIVATE KEY-----\nMIIB"#,
        #"-----BEGIN PRIVATE KEY-----\nno base64!\n-----END PRIVATE KEY-----"#,
        #"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----"#,
        #"-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"#,
    ])
    func `a private key that is none in PEM is refused`(key: String) {
        expectInvalid(.privateKey, Self.document(privateKey: key))
    }

    @Test func `a private key with Windows' line ends is one`() throws {
        _ = try Self.key(
            Self.document(privateKey: #"-----BEGIN PRIVATE KEY-----\r\nMIIB\r\n-----END PRIVATE KEY-----\r\n"#)
        )
    }

    @Test(arguments: ["https://evil.example/token", "http://oauth2.googleapis.com/token"])
    func `an endpoint that is not Google's is refused`(uri: String) {
        expectInvalid(.tokenEndpoint, Self.document(tokenURI: uri))
    }

    @Test func `another type, a sample and what is no JSON are refused`() {
        expectInvalid(.otherType, "{\"type\": \"authorized_user\"}")
        expectInvalid(.otherType, "{}")
        expectInvalid(.email, Self.document().replacing("ads@", with: "ads."))
        expectInvalid(
            .placeholder(field: "private_key_id"),
            Self.document().replacing("\"abc\"", with: "\"INSERT_ID\"")
        )
        expectInvalid(.malformed(offset: 1), "{")
        expectInvalid(.malformed(offset: 0), "[]")
    }

    @Test func `an import says which line the document starts at`() {
        expectRefusal(.serviceAccount(.privateKey), line: 2, of: "\n" + Self.document(privateKey: "key"))
    }

    @Test(.enabled(if: Judges.canBeInstalled, "google-auth cannot be installed here"))
    func `google-auth takes the exported key for a service account's`() throws {
        let python = try #require(Judges.python)
        let outcome = try withFolder { folder in
            let made = try Judges.run(python, ["-c", Self.maker])
            let key = try Self.key(String(decoding: made.output, as: UTF8.self))
            let file = folder.appending(path: "adc.json")
            try Data(ExportFormat.adcJSON.file(for: key).revealed()).write(to: file)
            return try Judges.run(python, ["-W", "ignore", "-c", Self.loader, file.path])
        }
        #expect(outcome.status == 0)
        #expect(outcome.lines == ["ads@project.iam.gserviceaccount.com"])
    }

    private func expectInvalid(
        _ reason: ServiceAccountKey.Invalid,
        _ text: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(throws: reason, sourceLocation: sourceLocation) { _ = try Self.key(text) }
    }

    private static func key(_ text: String) throws(ServiceAccountKey.Invalid) -> ServiceAccountKey {
        try ServiceAccountKey(SecretBytes(copying: Array(text.utf8).rawBytes))
    }

    private static func document(
        privateKey: String = #"-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"#,
        tokenURI: String = "https://oauth2.googleapis.com/token"
    ) -> String {
        """
        {
          "type": "service_account",
          "project_id": "project",
          "private_key_id": "abc",
          "private_key":   "\(privateKey)",
          "client_email": "ads@project.iam.gserviceaccount.com",
          "client_id": "123",
          "token_uri": "\(tokenURI)",
          "universe_domain": "googleapis.com"
        }
        """
    }

    private static let maker = """
        import json
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        print(json.dumps({
            "type": "service_account", "private_key_id": "abc", "private_key": key.decode(),
            "client_email": "ads@project.iam.gserviceaccount.com", "token_uri": "https://oauth2.googleapis.com/token",
        }))
        """

    private static let loader = """
        import os, sys
        import google.auth
        os.environ["GOOGLE_APPLICATION_CREDENTIALS"] = sys.argv[1]
        credentials, project = google.auth.default(scopes=["https://www.googleapis.com/auth/adwords"])
        print(credentials.service_account_email)
        """
}
