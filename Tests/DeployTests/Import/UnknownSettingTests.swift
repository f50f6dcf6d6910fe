import Credentials
import Deploy
import Sealing
import Testing

/// What is lost with a file, and so keeps it from being destroyed.
struct UnknownSettingTests {
    @Test(arguments: [
        (
            "DATABASE_URL=postgres://x\n" + env + "export STRIPE_KEY='a\nb'\nGOOGLE_ADS_OTHER=x\n",
            ["DATABASE_URL in line 1", "STRIPE_KEY in line 5", "GOOGLE_ADS_OTHER in line 7"]
        ),
        (env + "MIIEvQ==\nnonsense\n", ["what stands in line 4", "what stands in line 5"]),
        (yaml + "database:\n  password: x\n", ["database in line 4"]),
        (yaml + "? [a, b]\n: c\n", ["what stands in line 4"]),
        (yaml + "---\nother: 1\n---\n- a\n---\n", ["other in line 5", "what stands in line 7"]),
        (yaml + "GOCSPX-secret: x\n", ["what stands in line 4"]),
        (
            "ad_manager:\n  network_code: 1\n  client_id: i\n  client_secret: s\n  refresh_token: t\n  other: x\n"
                + "proxy_config: {http: x}\nadwords: text\n",
            ["other in line 6", "proxy_config in line 7", "adwords in line 8"]
        ),
        (
            "apiVersion: v1\nkind: Secret\nother: 1\nstringData:\n  GOOGLE_ADS_CLIENT_ID: i\n"
                + "  GOOGLE_ADS_CLIENT_SECRET: s\n  GOOGLE_ADS_REFRESH_TOKEN: t\n  DATABASE_URL: x\n  GOOGLE_ADS_X: y\n"
                + "data: text\n",
            ["other in line 3", "DATABASE_URL in line 8", "GOOGLE_ADS_X in line 9", "data in line 10"]
        ),
        (
            java + "database.password=x\napi.googleads.other=y\n",
            [
                "database.password in line 4", "api.googleads.other in line 5",
            ]
        ),
        (
            "[OAUTH2]\n" + perl + "other = 1\n[DATABASE]\npassword = \"x\"\nalone\n",
            [
                "other in line 5", "password in line 7", "what stands in line 8",
            ]
        ),
        (perl + "password=x\nalone\n", ["password in line 4", "what stands in line 5"]),
        (ruby("c.other = 'x'"), ["other in line 5"]),
        (
            "{\"ConnectionStrings\": {\"Main\": \"x\"},\n\"GoogleAdsApi\": {\(dotNet),\n\"Other\": 1,\n"
                + "\"DeveloperToken\": [1]}}",
            ["ConnectionStrings in line 1", "Other in line 3", "DeveloperToken in line 4"]
        ),
        (
            "{\"type\": \"authorized_user\", \(adc),\n\"other\": {}}\n{\"database\": 1}\n",
            [
                "other in line 2", "database in line 3",
            ]
        ),
        (
            "{\"GoogleAdsApi\": {\"OAuth2Mode\": \"APPLICATION\", \(dotNet),\n\"OAuth2SecretsJsonPath\": \"a.json\"}}",
            [
                "key file in line 2"
            ]
        ),
    ])
    func `what nobody reads is told with its line`(text: String, unknown: [String]) throws {
        #expect(try read(text).unknown.map(\.description) == unknown)
    }

    @Test(arguments: [
        env + "GOOGLE_ADS_USE_PROTO_PLUS=True\n# COMMENT=1\n",
        yaml + "use_proto_plus: True\nlogging: {version: 1}\nuse_application_default_credentials: false\n---\n...\n",
        "ad_manager:\n  application_name: a\n  client_id: i\n  client_secret: s\n  refresh_token: t\nadwords:\n",
        "apiVersion: v1\nkind: Secret\ntype: Opaque\nmetadata: {name: a}\nstringData:\n  GOOGLE_ADS_CLIENT_ID: i\n"
            + "  GOOGLE_ADS_CLIENT_SECRET: s\n  GOOGLE_ADS_REFRESH_TOKEN: t\n",
        java + "api.googleads.useApplicationDefaultCredentials=false\n",
        "[OAUTH2]\n" + perl + "scopes = \"x\"\n[LOGGING]\nlogLevel = INFO\n", perl + "userAgent=me\n",
        ruby("c.log_level = 'INFO'"),
        "{\"GoogleAdsApi\": {\"OAuth2Mode\": \"APPLICATION\", \"Timeout\": 1, \"DeveloperToken\": null, \(dotNet)}}",
        "{\"type\": \"authorized_user\", \"quota_project_id\": \"p\", \"universe_domain\": \"d\", \(adc)}",
    ])
    func `what only says how a library behaves is no loss`(text: String) throws {
        #expect(try read(text).unknown == [])
    }

    @Test(arguments: [
        "/etc/ads.json", "keys/my-project-12345-abcdef012345.json", "~/x y/Schlüssel.json", "C:\\keys\\ads.json",
    ])
    func `the path of a key is shown`(path: String) throws {
        #expect(try keyFile(path) == path)
    }

    @Test(arguments: [
        "/home/x/1//0gAbC-dEf", "/home/1/0gAbC", "a/GOCSPX-secret", "a/ya29.x", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=",
        "/a/{b}", "/a/it's", "/a/\"b", "/" + String(repeating: "a/", count: 128),
    ])
    func `what may be no path is not shown`(path: String) throws {
        let file = try read("json_key_file_path: '\(path.replacing("'", with: "''"))'\n")
        #expect(file.credentials.first?.kind == .serviceAccount)
        #expect(try keyFile(path) == nil)
    }

    @Test(arguments: [
        #"{"type":"service_account","private_key":"x"}"#, #" { "type": "service_account" }"#,
        "eyJ0eXBlIjoic2VydmljZV9hY2NvdW50IiwicHJpdmF0ZV9rZXkiOiJ4In0=", "-----BEGIN PRIVATE KEY-----",
    ])
    func `a key in the place of its path is a mix-up`(value: String) {
        expectRefusal(.inlineKey, line: 1, of: "GOOGLE_ADS_JSON_KEY_FILE_PATH='\(value)'\n")
    }

    private func keyFile(_ path: String) throws -> String? {
        let file = try read("json_key_file_path: '\(path.replacing("'", with: "''"))'\n")
        return file.credentials.first?.opened.keyFile
    }

    private static let env = "GOOGLE_ADS_CLIENT_ID=i\nGOOGLE_ADS_CLIENT_SECRET=s\nGOOGLE_ADS_REFRESH_TOKEN=t\n"
    private static let yaml = "client_id: i\nclient_secret: s\nrefresh_token: t\n"
    private static let java =
        "api.googleads.clientId=i\napi.googleads.clientSecret=s\napi.googleads.refreshToken=t\n"
    private static let perl = "clientId=i\nclientSecret=s\nrefreshToken=t\n"
    private static let dotNet =
        "\"OAuth2ClientId\": \"i\", \"OAuth2ClientSecret\": \"s\", \"OAuth2RefreshToken\": \"t\""
    private static let adc = "\"client_id\": \"i\", \"client_secret\": \"s\", \"refresh_token\": \"t\""

    private static func ruby(_ line: String) -> String {
        "Google::Ads::GoogleAds::Config.new do |c|\nc.client_id = 'i'\nc.client_secret = 's'\nc.refresh_token = 't'\n"
            + "\(line)\nend\n"
    }
}
