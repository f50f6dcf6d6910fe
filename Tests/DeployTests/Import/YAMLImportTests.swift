import Credentials
import Deploy
import Testing

struct YAMLImportTests {
    @Test func `google-ads-yaml is read with everything that it says`() throws {
        let file = try read(
            """
            # A comment: with "quotes" & signs
            use_proto_plus: True
            developer_token: dev-Token_1
            client_id: 1-a.apps.googleusercontent.com
            client_secret: 'GOCSPX-secret'
            refresh_token: "1//token"   # the token
            login_customer_id: 1234567890
            linked_customer_id: "9876543210"
            logging:
              version: 1
              handlers: [a, b]
            """
        )
        var expected = ada
        expected.developerToken = "dev-Token_1"
        expected.loginCustomerID = "1234567890"
        expected.linkedCustomerID = "9876543210"
        let credential = try #require(file.credentials.first)
        #expect(credential.opened == expected)
        #expect(credential.format == .googleAdsYAML && credential.line == 2 && credential.kind == .user)
        #expect(file.notes == [])
    }

    @Test func `blocks of googleads-yaml are credentials of their own`() throws {
        let file = try read(
            """
            adwords:
              developer_token: dev
              client_customer_id: 123-456-7890
              user_agent: me
              client_id: 1-a.apps.googleusercontent.com
              client_secret: GOCSPX-secret
              refresh_token: 1//token
            ad_manager:
              application_name: me
              network_code: 31415926
              client_id: 1-a.apps.googleusercontent.com
              client_secret: GOCSPX-secret
              refresh_token: 1//other
            """
        )
        var first = ada
        first.developerToken = "dev"
        first.loginCustomerID = "1234567890"
        var second = ada
        second.refreshToken = "1//other"
        second.networkCode = "31415926"
        #expect(file.credentials.map(\.opened) == [first, second])
        #expect(file.credentials.map(\.line) == [2, 9])
        #expect(file.credentials.allSatisfy { $0.format == .adManagerYAML })
        #expect(file.notes.map(\.kind) == [.dashesRemoved(.loginCustomerID)])
        #expect(file.notes.map(\.line) == [3])
    }

    @Test func `a block that nobody filled in is left out beside another`() throws {
        let file = try read(
            """
            adwords:
              developer_token: INSERT_DEVELOPER_TOKEN_HERE
              client_id: INSERT_OAUTH_2_CLIENT_ID_HERE
              client_secret: INSERT_CLIENT_SECRET_HERE
              refresh_token: INSERT_REFRESH_TOKEN_HERE
            ad_manager:
              client_id: 1-a.apps.googleusercontent.com
              client_secret: GOCSPX-secret
              refresh_token: 1//token
              path_to_private_key_file: INSERT_PATH_HERE
            """
        )
        #expect(file.credentials.map(\.opened) == [ada])
        #expect(file.notes.map(\.kind) == [.blockLeftOut, .placeholderLeftOut(.keyFile)])
    }

    @Test func `a block without a credential is no unfilled one where something in it is filled in`() throws {
        let file = try read(
            """
            adwords:
              developer_token: dev-Token_1
              client_customer_id: 123-456-7890
              refresh_token: INSERT_REFRESH_TOKEN_HERE
            ad_manager:
              client_id: 1-a.apps.googleusercontent.com
              client_secret: GOCSPX-secret
              refresh_token: 1//token
            """
        )
        #expect(file.credentials.map(\.opened) == [ada])
        #expect(file.notes.map(\.kind) == [.blockWithoutCredential])
        #expect(
            file.unknown.map(\.description) == ["developer token in line 2", "login customer id in line 3"]
        )
    }

    @Test(arguments: ["\u{1}", "\u{7F}", "\u{80}"])
    func `a control character is refused at its line`(character: String) {
        expectMalformed(.googleAdsYAML, line: 5, Self.user + "a: \u{E9}\u{1F511}\nb: x\(character)\n")
    }

    @Test func `several documents are several credentials`() throws {
        let one = "client_id: 1-a.apps.googleusercontent.com\nclient_secret: GOCSPX-secret\nrefresh_token: 1//token\n"
        let file = try read("---\n\(one)---\n\(one)...\n")
        #expect(file.credentials.map(\.opened) == [ada, ada])
        #expect(file.credentials.map(\.line) == [2, 6])
    }

    @Test func `the path of a key is said, and that its file is to be imported too`() throws {
        let file = try read("json_key_file_path: /etc/ads.json\nimpersonated_email: ada@example.com\n")
        let credential = try #require(file.credentials.first)
        #expect(credential.opened == Opened(keyFile: "/etc/ads.json", impersonatedEmail: "ada@example.com"))
        #expect(credential.kind == .serviceAccount)
        #expect(file.notes.map(\.kind) == [.keyFileNamed])
    }

    @Test func `the old names of the key and its user are known`() throws {
        let file = try read("path_to_private_key_file: a.json\ndelegated_account: ada@example.com\n")
        #expect(file.credentials.map(\.opened) == [Opened(keyFile: "a.json", impersonatedEmail: "ada@example.com")])
    }

    @Test(arguments: [("0123456701", true), ("0123456789", false), ("\"0123456701\"", false), ("1234567012", false)])
    func `an unquoted id that YAML reads in octal is taken as it is written`(id: String, isOctal: Bool) throws {
        let file = try read(Self.user + "login_customer_id: \(id)\n")
        #expect(file.credentials.first?.loginCustomerID?.digits == id.filter { $0 != "\"" })
        #expect(file.notes.map(\.kind) == (isOctal ? [.leadingZero(.loginCustomerID)] : []))
    }

    @Test(arguments: ["", " ", " ~", " null", " ''", " \"\""])
    func `what is empty counts as missing`(value: String) {
        let text = Self.user.replacing("client_secret: GOCSPX-secret", with: "client_secret:\(value)")
        expectRefusal(.missing(.clientSecret), line: 1, of: text)
    }

    @Test(arguments: [
        "a: &x 1", "a: *x", "a: !!str 1", "- &x a", "{a: &x 1}", "[*x]", "? &x a", "\"a\":&x 1", "a: !x 1",
        "client_secret: *token", "&x a: 1", "!!map", "%YAML 1.1", "a: \"not\n  closed\"", "a: 'not\n  closed'",
        "a: \u{FEFF}b", "a: \"\u{FEFF}b\"", "a: \"\\uFEFFb\"", "a: \"\\U0000feffb\"",
    ])
    func `what makes YAML stand for more than it says is refused`(line: String) {
        expectMalformed(.googleAdsYAML, line: 4, Self.user + line + "\n")
    }

    @Test(arguments: [
        "# see *this* & !that", "a: b&c", "a: \"&x *y !z\"", "a: 'it''s &x'", "a: x#y*z", "url: http://a/?b=c&d=e",
    ])
    func `signs that mean nothing where they stand are no matter`(line: String) throws {
        #expect(try read(Self.user + line + "\n").credentials.map(\.opened) == [ada])
    }

    @Test func `merge keys are refused`() {
        expectMalformed(.googleAdsYAML, line: 4, Self.user + "<<: {client_id: b}\n")
    }

    @Test func `a key that stands there twice is refused`() {
        expectMalformed(.googleAdsYAML, line: 1, Self.user + "client_id: b\n")
        expectRefusal(.repeated(.keyFile), line: 2, of: "json_key_file_path: a\npath_to_private_key_file: b\n")
    }

    @Test(arguments: ["client_id: [a]", "client_id: {a: b}"])
    func `a setting that is no single value is refused`(line: String) {
        expectMalformed(.googleAdsYAML, line: 1, line + "\n")
    }

    @Test func `text that stops being YAML is refused at its line`() {
        expectMalformed(.googleAdsYAML, line: 5, Self.user + "a: b\n  c: d\n")
    }

    @Test(arguments: [
        String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000),
        String(repeating: "? ", count: 100_000), "a: " + String(repeating: "{", count: 33),
        String(repeating: " ", count: 66) + "a: b",
    ])
    func `what is nested too deep never reaches the parser`(line: String) {
        expectMalformed(.googleAdsYAML, line: 4, Self.user + line + "\n")
    }

    @Test func `a Secret of Kubernetes is read, encoded or not`() throws {
        let file = try read(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: ads}
            data:
              GOOGLE_ADS_CLIENT_ID: MS1hLmFwcHMuZ29vZ2xldXNlcmNvbnRlbnQuY29t
              GOOGLE_ADS_CLIENT_SECRET: R09DU1BYLXNlY3JldA==
              OTHER: "!"
            stringData:
              GOOGLE_ADS_REFRESH_TOKEN: 1//token
            """
        )
        #expect(file.credentials.map(\.opened) == [ada])
        #expect(file.credentials.first?.format == .kubernetesSecret)
    }

    @Test(arguments: ["A", "AAA", "AAAA=", "AB==", "AAB=", "A===", "====", "gICA", "A A=", "AAAA\\u00e9"])
    func `a Secret's value that is no text in base64 is refused`(value: String) {
        let text = "apiVersion: v1\nkind: Secret\ndata:\n  GOOGLE_ADS_CLIENT_ID: \"\(value)\"\n"
        expectMalformed(.kubernetesSecret, line: 4, text)
    }

    @Test(arguments: ["apiVersion: v1\nkind: Pod\n", "use_proto_plus: True\n", "ad_manager: 1\n", "ad_manager:\n"])
    func `a file that says nothing of a credential is none`(text: String) {
        expectRefusal(.unknown, line: nil, of: text)
    }

    private static let user = """
        client_id: 1-a.apps.googleusercontent.com
        client_secret: GOCSPX-secret
        refresh_token: 1//token

        """
}
