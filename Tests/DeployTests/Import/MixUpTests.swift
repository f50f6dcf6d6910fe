import Deploy
import Sealing
import Testing

struct MixUpTests {
    @Test(arguments: [
        ("4/0AbCdEf", SecretKind.authorizationCode), ("ya29.a0AbC", .accessToken), ("GOCSPX-secret", .clientSecret),
        ("1-a.apps.googleusercontent.com", .clientID), ("-----BEGIN PRIVATE KEY-----", .privateKey),
    ])
    func `another secret in place of the refresh token is named`(value: String, kind: SecretKind) {
        expectRefusal(.mixedUp(.refreshToken, with: kind), line: 3, of: Self.file(token: value))
    }

    @Test(arguments: [
        ("1//token", SecretKind.refreshToken), ("4/0AbCdEf", .authorizationCode), ("ya29.a0AbC", .accessToken),
    ])
    func `another secret in place of the client's is named`(value: String, kind: SecretKind) {
        expectRefusal(.mixedUp(.clientSecret, with: kind), line: 2, of: Self.file(secret: value))
    }

    @Test(arguments: [("GOCSPX-secret", SecretKind.clientSecret), ("1//token", .refreshToken)])
    func `a secret in place of the client's id is named`(value: String, kind: SecretKind) {
        expectRefusal(.mixedUp(.clientID, with: kind), line: 1, of: Self.file(id: value))
    }

    @Test(arguments: [("1//token", SecretKind.refreshToken), ("GOCSPX-secret", .clientSecret)])
    func `a secret in place of the developer token is named`(value: String, kind: SecretKind) {
        expectRefusal(.mixedUp(.developerToken, with: kind), line: 4, of: Self.file() + "developer_token: \(value)\n")
    }

    @Test(arguments: [
        "INSERT_REFRESH_TOKEN_HERE", "insert_token", "YOUR_TOKEN", "your-token", "xxxx", "XXX", "xxx-xxx-xxxx",
        "<your token>", "TOKEN_HERE", "CHANGEME", "TODO",
    ])
    func `a sample's text that nobody filled in is refused`(value: String) {
        expectRefusal(.placeholder(.refreshToken), line: 3, of: Self.file(token: value))
    }

    @Test(arguments: ["developer_token", "login_customer_id", "linked_customer_id"])
    func `where it is not needed, a sample's text is left out`(key: String) throws {
        let file = try read(Self.file() + "\(key): INSERT_SOMETHING_HERE\n")
        #expect(file.credentials.map(\.opened) == [ada])
        #expect(file.notes.map(\.line) == [4])
        guard case .placeholderLeftOut? = file.notes.first?.kind else {
            Issue.record("nothing was said of it")
            return
        }
    }

    @Test(arguments: [
        "123456789", "12345678901", "1234-567-890", "123456789a", "1_234567890", "0o12345670", "１２３４５６７８９０",
    ])
    func `what is not ten digits is no customer`(value: String) {
        expectRefusal(.notANumber(.loginCustomerID), line: 4, of: Self.file() + "login_customer_id: \(value)\n")
    }

    @Test(arguments: ["a", "1-2", "123456789012345678901"])
    func `what is not digits is no network`(value: String) {
        let text = "ad_manager:\n  client_id: i\n  client_secret: s\n  refresh_token: t\n  network_code: \(value)\n"
        expectRefusal(.notANumber(.networkCode), line: 5, of: text)
    }

    @Test(arguments: [
        "refresh_token: |\n  1//token\n", "refresh_token: \"1//token \"\n", "refresh_token: 1//to ken\n",
        "refresh_token: \"1//token\\t\"\n", "refresh_token: \"1//\\x07token\"\n",
        "refresh_token: \"\\u00a01//token\"\n",
    ])
    func `a token with white space in it is refused, and so never stored beside itself`(line: String) {
        let rest = "client_id: 1-a.apps.googleusercontent.com\nclient_secret: GOCSPX-secret\n"
        expectRefusal(.spaced(.refreshToken), line: 3, of: rest + line)
    }

    @Test func `white space in a client's id or secret is refused too`() {
        expectRefusal(.spaced(.clientSecret), line: 2, of: Self.file(secret: "\"GOCSPX-secret \""))
        expectRefusal(.spaced(.clientID), line: 1, of: Self.file(id: "\" 1-a.apps.googleusercontent.com\""))
    }

    @Test(arguments: [(1, DeployedCredential.Setting.clientID), (2, .clientSecret), (3, .refreshToken)])
    func `what is missing is named`(line: Int, setting: DeployedCredential.Setting) {
        var lines = Self.file().split(separator: "\n")
        lines.remove(at: line - 1)
        expectRefusal(.missing(setting), line: 1, of: lines.joined(separator: "\n"))
    }

    @Test func `two kinds of credential are refused`() {
        expectRefusal(.twoKinds, line: 4, of: Self.file() + "json_key_file_path: a.json\n")
        expectRefusal(.twoKinds, line: 4, of: Self.file() + "use_application_default_credentials: true\n")
    }

    @Test(arguments: [
        ("use_proto_plus: true\nuse_application_default_credentials: yes\n", 2),
        ("api.googleads.useApplicationDefaultCredentials=true\n", 1),
        ("Google::Ads::GoogleAds::Config.new do |c|\nc.use_application_default_credentials = true\nend\n", 2),
        ("GOOGLE_ADS_USE_APPLICATION_DEFAULT_CREDENTIALS=True\n", 1),
    ])
    func `where application default credentials are used there is nothing to import`(text: String, line: Int) {
        expectRefusal(.defaultCredentials, line: line, of: text)
    }

    @Test(arguments: [
        ("googleads.yaml", true), ("google-ads.yaml", false), ("/home/ada/.env", true), ("ads.properties", true),
        ("mine.txt", false),
    ])
    func `a name that says otherwise than the contents is noted`(name: String, isNoted: Bool) throws {
        let file = try read(Self.file(), named: name)
        #expect(file.notes.map(\.kind) == (isNoted ? [.misnamed(.googleAdsYAML)] : []))
    }

    @Test func `a file may have 1 MiB, and no byte more`() throws {
        let text = Self.file()
        let most = text + String(repeating: "#", count: ImportedFile.maximumByteCount - text.utf8.count)
        #expect(try read(most).credentials.count == 1)
        expectRefusal(.tooLong, line: nil, of: most + "#")
    }

    @Test(arguments: [[0xFF], [0xC3, 0x28], [0x00], [0xED, 0xA0, 0x80]] as [[UInt8]])
    func `what is no text is refused at its line`(bytes: [UInt8]) {
        let contents = Array("client_id: a\nb: ".utf8) + bytes + Array("\n".utf8)
        #expect(throws: ImportError.self) { _ = try ImportedFile(contents: contents.rawBytes, name: "file") }
        do {
            _ = try ImportedFile(contents: contents.rawBytes, name: "file")
        } catch {
            #expect(error.reason == .notText && error.line == 2)
        }
    }

    @Test(arguments: ["", "\n\n", "hello", "a: b", "a=b", "[x]\na=b", "<xml/>", "#"])
    func `a file of anything else is none`(text: String) {
        expectRefusal(.unknown, line: nil, of: text)
    }

    @Test func `no message repeats what the file holds`() {
        for text in [
            Self.file(token: "ya29.Zebra"), Self.file(id: ""), Self.file() + "client_id: Zebra\n", "{\"Zebra\"",
        ] {
            do {
                _ = try read(text)
                Issue.record("it was read")
            } catch {
                #expect(!"\(error)".contains("Zebra"))
            }
        }
    }

    private static func file(
        id: String = "1-a.apps.googleusercontent.com",
        secret: String = "GOCSPX-secret",
        token: String = "1//token"
    ) -> String {
        "client_id: \(id)\nclient_secret: \(secret)\nrefresh_token: \(token)\n"
    }
}
