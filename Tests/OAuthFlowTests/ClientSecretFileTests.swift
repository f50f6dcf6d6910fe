import Credentials
import Foundation
import GoogleHTTP
import Sealing
import Testing

@testable import OAuthFlow

struct ClientSecretFileTests {
    private static let id = "123456789012-ab3c.apps.googleusercontent.com"

    @Test func `a desktop client as the console writes it`() throws {
        let text = """
            {"installed":{"client_id":"\(Self.id)","project_id":"ads-42","auth_uri":"https://accounts.google.com/o/oauth2/auth",\
            "token_uri":"https://oauth2.googleapis.com/token","auth_provider_x509_cert_url":\
            "https://www.googleapis.com/oauth2/v1/certs","client_secret":"GOCSPX-one","redirect_uris":["http://localhost"]}}
            """
        let file = try ClientSecretFile(Array(text.utf8).rawBytes)
        let createdAt = Timestamp(milliseconds: 1_795_000_000_000)
        let expected = OAuthClient(
            name: try Name("desk"),
            id: Self.id,
            kind: .installed,
            project: "ads-42",
            endpoints: .google,
            redirectURIs: ["http://localhost"],
            createdAt: createdAt
        )
        #expect(file.client(named: try Name("desk"), createdAt: createdAt) == expected)
        #expect(self.text(of: file) == "GOCSPX-one")
    }

    @Test func `a web client keeps its redirect addresses`() throws {
        let file = try read(
            #"{"web":{"client_id":"a.b","client_secret":"s","redirect_uris":["https://a.example/x","https://a.example/y"]}}"#
        )
        #expect(file.kind == .web)
        #expect(file.redirectURIs == ["https://a.example/x", "https://a.example/y"])
    }

    @Test(arguments: [
        (#""client_id":"123-a","project_id":"p-1""#, "p-1"), (#""client_id":"123-a""#, "123"),
        (#""client_id":"123-a","project_id":"""#, "123"), (#""client_id":"abc""#, "abc"),
    ])
    func `the project is named, or the id's digits, or the id`(fields: String, project: String) throws {
        #expect(try read(#"{"installed":{"client_secret":"s",\#(fields)}}"#).project == project)
    }

    @Test func `a byte order mark and blanks around do no harm`() throws {
        #expect(try read("\u{FEFF}\r\n" + Self.client()).id == Self.id)
    }

    struct Bad: CustomTestStringConvertible {
        let testDescription: String
        let contents: String
        let expected: ClientSecretFileError

        init(_ what: String, _ contents: String, _ expected: ClientSecretFileError) {
            testDescription = what
            self.contents = contents
            self.expected = expected
        }
    }

    static let bad = [
        Bad("nothing", "", .empty),
        Bad("blanks", " \r\n\t", .empty),
        Bad("a slip", "{\n  \"installed\": ?\n}", .brokenJSON(at: JSONPosition(line: 2, column: 16))),
        Bad("cut off", "{\"installed\":\n{\"client_id\"", .brokenJSON(at: JSONPosition(line: 2, column: 13))),
        Bad("an array", "[]", .other(.json)),
        Bad("a number", "17", .other(.json)),
        Bad(
            "service account",
            #"{"type":"service_account","project_id":"p","private_key":"k","client_id":"1"}"#,
            .other(.serviceAccountKey)
        ),
        Bad("private key alone", #"{"private_key":"k"}"#, .other(.serviceAccountKey)),
        Bad(
            "ADC of a user",
            #"{"type":"authorized_user","client_id":"a","client_secret":"s","refresh_token":"1//x"}"#,
            .other(.userCredentials)
        ),
        Bad(
            "a token store",
            #"{"client_id":"a","client_secret":"s","refresh_token":"1//x"}"#,
            .other(.userCredentials)
        ),
        Bad("workload identity", #"{"type":"external_account","audience":"a"}"#, .other(.otherCredentials)),
        Bad("inside alone", #"{"client_id":"a","client_secret":"s"}"#, .other(.bareClient)),
        Bad(".NET settings", #"{"GoogleAdsApi":{"OAuth2ClientId":"a"}}"#, .other(.libraryConfiguration)),
        Bad("Android app", #"{"project_info":{},"client":[]}"#, .other(.androidConfiguration)),
        Bad("an empty object", "{}", .neitherKind),
        Bad("an object of something else", #"{"a":1,"type":2}"#, .neitherKind),
        Bad("google-ads.yaml", "# mine\ndeveloper_token: x\nclient_id: y\n", .other(.googleAdsYAML)),
        Bad("googleads.yaml", "ad_manager:\n  client_id: y\n", .other(.libraryConfiguration)),
        Bad("ads.properties", "api.googleads.clientId=x\n", .other(.libraryConfiguration)),
        Bad("PHP", "[GOOGLE_ADS]\ndeveloperToken = \"x\"\n", .other(.libraryConfiguration)),
        Bad("Ruby", "Google::Ads::GoogleAds::Config.new do |c|\nend\n", .other(.libraryConfiguration)),
        Bad("environment", "export GOOGLE_ADS_CLIENT_ID=x\n", .other(.libraryConfiguration)),
        Bad("API key", "AIzaSyA1234\n", .other(.apiKey)),
        Bad("client secret", "GOCSPX-abc\n", .other(.clientSecret)),
        Bad("client id", "1-a.apps.googleusercontent.com", .other(.clientID)),
        Bad("refresh token", "1//0abc", .other(.refreshToken)),
        Bad("access token", "ya29.abc", .other(.accessToken)),
        Bad("code", "4/0abc", .other(.code)),
        Bad("private key", "-----BEGIN PRIVATE KEY-----\nx\n", .other(.pem)),
        Bad("web page", "<!doctype html>\n<title>x</title>", .other(.webPage)),
        Bad("vault", "SQLite format 3\0...", .other(.database)),
        Bad("prose", "Dear Sir,\nplease find attached", .other(.text)),
        Bad("bytes", "\u{1}\0\u{2}", .other(.binary)),
        Bad("both kinds", #"{"installed":{},"web":{}}"#, .bothKinds),
        Bad("a kind that is null", #"{"installed":null}"#, .neitherKind),
        Bad("no id", #"{"installed":{"client_secret":"s"}}"#, .missing(field: "client_id")),
        Bad("empty id", client(#""client_id":"""#), .missing(field: "client_id")),
        Bad("no secret", #"{"web":{"client_id":"a"}}"#, .missing(field: "client_secret")),
        Bad(
            "id of a guide",
            client(#""client_id":"YOUR_CLIENT_ID.apps.googleusercontent.com""#),
            .placeholder(field: "client_id")
        ),
        Bad(
            "id of an example",
            client(#""client_id":"INSERT_OAUTH2_CLIENT_ID_HERE""#),
            .placeholder(field: "client_id")
        ),
        Bad("masked secret", client(#""client_secret":"****""#), .placeholder(field: "client_secret")),
        Bad("crossed out secret", client(#""client_secret":"GOCSPX-xxxxxxxx""#), .placeholder(field: "client_secret")),
        Bad("secret in brackets", client(#""client_secret":"<secret>""#), .placeholder(field: "client_secret")),
        Bad("secret as id", client(#""client_id":"GOCSPX-abc""#), .malformed(field: "client_id")),
        Bad(
            "id as secret",
            client(#""client_secret":"1-a.apps.googleusercontent.com""#),
            .malformed(field: "client_secret")
        ),
        Bad("id with a blank", client(#""client_id":"a b""#), .malformed(field: "client_id")),
        Bad("secret with a line break", client(#""client_secret":"s\n""#), .malformed(field: "client_secret")),
        Bad("id as a number", client(#""client_id":12"#), .malformed(field: "client_id")),
        Bad("installed as text", #"{"installed":"x"}"#, .malformed(field: "installed")),
        Bad("escape in the project", client(#""project_id":"p\u001b[2J""#), .malformed(field: "project_id")),
        Bad("redirect with a blank", client(#""redirect_uris":["http://a b"]"#), .malformed(field: "redirect_uris")),
    ]

    @Test(arguments: bad)
    func `what is no client file is named`(_ bad: Bad) {
        #expect(throws: bad.expected) { try read(bad.contents).id }
    }

    @Test func `no message carries a value of the file`() {
        for bad in Self.bad {
            let message = bad.expected.description + bad.expected.hint
            for secret in ["1//x", "GOCSPX-abc", "AIza", "ya29", "4/0abc", "\u{1b}"] {
                #expect(!message.contains(secret))
            }
        }
    }

    @Test(arguments: [(-1, true), (0, true), (1, false)])
    func `64 KiB are read, and no byte more`(beyond: Int, isRead: Bool) throws {
        let padding = String(repeating: " ", count: ClientSecretFile.byteLimit + beyond - Self.client().utf8.count)
        if isRead {
            #expect(try read(Self.client() + padding).id == Self.id)
        } else {
            #expect(throws: ClientSecretFileError.tooLarge) { try read(Self.client() + padding).id }
        }
    }

    @Test(arguments: [
        #""auth_uri":"https://accounts.google.com/o/oauth2/auth""#,
        #""auth_uri":"https://accounts.google.com/o/oauth2/v2/auth""#,
        #""auth_uri":"HTTPS://Accounts.Google.com:443/o/oauth2/auth""#,
        #""token_uri":"https://accounts.google.com/o/oauth2/token""#,
        #""token_uri":"https://www.googleapis.com/oauth2/v3/token""#,
        #""token_uri":"https://www.googleapis.com/oauth2/v4/token""#,
        #""revoke_uri":"https://oauth2.googleapis.com/revoke""#,
        #""auth_uri":"","token_uri":null"#,
    ])
    func `Google's addresses of any age are today's`(fields: String) throws {
        #expect(try read(Self.client(fields)).endpoints == .google)
    }

    @Test(arguments: [
        ("auth_uri", "https://accounts.google.com.evil.example/o/oauth2/auth", "accounts.google.com.evil.example"),
        ("auth_uri", "https://accounts.google.com/o/oauth2/auth/", "accounts.google.com"),
        ("token_uri", "https://evil.example/token", "evil.example"),
        ("token_uri", "http://127.0.0.1:80/token", "127.0.0.1"),
        ("token_uri", "https://oauth2.googleapis.com/revoke", "oauth2.googleapis.com"),
        ("revoke_uri", "https://evil.example/revoke", "evil.example"),
    ])
    func `other endpoints need leave`(field: String, address: String, host: String) throws {
        let contents = Self.client("\"\(field)\":\"\(address)\"")
        #expect(throws: ClientSecretFileError.foreignEndpoint(field: field, host: host)) { try read(contents).id }
        let endpoints = try read(contents, allowingEndpoints: true).endpoints
        #expect([endpoints.authorize, endpoints.token, endpoints.revoke].contains(try Address(address).description))
    }

    @Test(arguments: [
        ("http://oauth2.googleapis.com/token", Address.Invalid.insecure(host: "oauth2.googleapis.com")),
        ("http://localhost:8080/token", .insecure(host: "localhost")),
        ("http://10.0.0.1/token", .insecure(host: "10.0.0.1")),
        ("ftp://a.example/token", .scheme("ftp")),
        ("https://user@a.example/token", .malformed),
        ("/token", .malformed),
    ])
    func `no leave makes plain http good beyond this machine`(address: String, reason: Address.Invalid) {
        let contents = Self.client("\"token_uri\":\"\(address)\"")
        #expect(throws: ClientSecretFileError.unusableEndpoint(field: "token_uri", reason)) {
            try read(contents, allowingEndpoints: true).id
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1:8080/token", "http://127.0.0.1:8080/revoke"),
        ("http://[::1]:8080/token", "http://[::1]:8080/revoke"),
        ("https://sso.example/oauth/token?tenant=1", "https://sso.example/oauth/revoke"),
    ])
    func `a stand-in's tokens are never sent to Google to be revoked`(token: String, revoke: String) throws {
        let endpoints = try read(Self.client("\"token_uri\":\"\(token)\""), allowingEndpoints: true).endpoints
        #expect(endpoints.token == token)
        #expect(endpoints.revoke == revoke)
    }

    /// A client file with these fields in the place of its own.
    private static func client(_ fields: String = "") -> String {
        let own = [("client_id", id), ("client_secret", "GOCSPX-one")].filter { !fields.contains("\"\($0.0)\":") }
        let all = own.map { "\"\($0.0)\":\"\($0.1)\"" } + (fields.isEmpty ? [] : [fields])
        return "{\"installed\":{\(all.joined(separator: ","))}}"
    }

    private func read(_ contents: String, allowingEndpoints: Bool = false) throws -> ClientSecretFile {
        try ClientSecretFile(Array(contents.utf8).rawBytes, allowingEndpoints: allowingEndpoints)
    }

    private func text(of file: borrowing ClientSecretFile) -> String {
        file.secret.withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) } }
    }
}
