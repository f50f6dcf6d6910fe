import Deploy
import Testing

struct JSONImportTests {
    @Test func `a user's application default credentials are read`() throws {
        let file = try read(
            """
            {
              "account": "ada@example.com",
              "client_id": "1-a.apps.googleusercontent.com",
              "client_secret": "GOCSPX-secret",
              "quota_project_id": "project",
              "refresh_token": "1//token",
              "type": "authorized_user",
              "universe_domain": "googleapis.com"
            }
            """
        )
        var expected = ada
        expected.accountEmail = "ada@example.com"
        #expect(file.credentials.map(\.opened) == [expected])
        #expect(file.credentials.first?.format == .adcJSON)
    }

    @Test func `settings of .NET are read in their section, with what .NET allows beyond JSON`() throws {
        let file = try read(
            """
            {
              // Logging comes first.
              "Logging": { "LogLevel": { "Default": "Warning", }, },
              "googleadsapi": { /* the section */
                "OAuth2Mode": "APPLICATION",
                "OAuth2ClientId": "1-a.apps.googleusercontent.com",
                "oauth2clientsecret": "GOCSPX-secret",
                "OAuth2RefreshToken": "1//token",
                "OAuth2SecretsJsonPath": "unused.json",
                "DeveloperToken": null,
                "LoginCustomerId": 1234567890,
              },
            }
            """
        )
        var expected = ada
        expected.loginCustomerID = "1234567890"
        #expect(file.credentials.map(\.opened) == [expected])
        #expect(file.credentials.first?.format == .dotNetJSON)
    }

    @Test func `settings of .NET may lie flat`() throws {
        let file = try read(
            """
            {"GoogleAdsApi:OAuth2ClientId": "1-a.apps.googleusercontent.com",
             "OAuth2ClientSecret": "GOCSPX-secret", "OAuth2RefreshToken": "1//token"}
            """
        )
        #expect(file.credentials.map(\.opened) == [ada])
    }

    @Test func `the mode of .NET decides which credential is in use`() throws {
        let settings = "\"OAuth2ClientId\": \"i\", \"OAuth2SecretsJsonPath\": \"a.json\""
        let file = try read("{\"GoogleAdsApi\": {\"OAuth2Mode\": \"service_account\", \(settings)}}")
        #expect(file.credentials.map(\.opened) == [Opened(keyFile: "a.json")])
        expectRefusal(.twoKinds, line: 1, of: "{\"GoogleAdsApi\": {\(settings)}}")
    }

    @Test func `documents one after the other are credentials each, at their lines`() throws {
        let user = """
            {"type": "authorized_user", "client_id": "1-a.apps.googleusercontent.com",
             "client_secret": "GOCSPX-secret", "refresh_token": "1//token"}
            """
        let file = try read(user + "\n" + user + "\n")
        #expect(file.credentials.map(\.opened) == [ada, ada])
        #expect(file.credentials.map(\.line) == [1, 3])
    }

    @Test(arguments: ["installed", "web"])
    func `the file of a client is for another command`(kind: String) {
        expectRefusal(.clientFile, line: 1, of: "{\"\(kind)\": {\"client_id\": \"i\"}}")
    }

    @Test(arguments: ["external_account", "impersonated_service_account", "gdch_service_account"])
    func `a type that holds no credential of its own is refused`(type: String) {
        expectMalformed(.adcJSON, line: 2, "\n{\"type\": \"\(type)\"}")
    }

    @Test(arguments: [
        ("{\n\"a\": }", 2), ("{\"a\": 1}\nx", 2), ("{\"a\": 1", 1), ("{\"a\": 1}}", 1), ("{\"a\": 1, \"a\": 2}", 1),
        ("{\"a\": \"", 1), ("{/ \"a\": 1}", 1), ("{/*", 1), ("{\"type\": \"authorized_user\",\n\"client_id\": tru}", 2),
    ])
    func `what is no JSON is refused at its line`(text: String, line: Int) {
        expectRefusal(.notJSON, line: line, of: text)
    }

    @Test(arguments: [
        ("{\"type\": \"authorized_user\",\n\"refresh_token\": \"1//a\",\n\"refresh_token\": \"1//b\"}", 3),
        ("{\"GoogleAdsApi\": {\"OAuth2RefreshToken\": \"1//a\",\n\"OAuth2RefreshToken\": \"1//b\"}}", 2),
    ])
    func `a setting that stands there twice is named`(text: String, line: Int) {
        expectRefusal(.repeated(.refreshToken), line: line, of: text)
    }

    @Test(arguments: ["{}", "{\"a\": 1}", "{}{}", "{\"GoogleAdsApi\": {}}"])
    func `a document that says nothing of a credential is none`(text: String) {
        expectRefusal(.unknown, line: nil, of: text)
    }
}
