import Deploy
import Foundation
import Testing

struct EnvironmentImportTests {
    @Test func `variables are read among others`() throws {
        let file = try read(
            """
            # A comment
            DATABASE=postgres://x
            KEY="-----BEGIN
            GOOGLE_ADS_CLIENT_ID=inside
            -----END"
            export GOOGLE_ADS_CLIENT_ID=1-a.apps.googleusercontent.com
            GOOGLE_ADS_CLIENT_SECRET='GOCSPX-secret' # secret
            GOOGLE_ADS_REFRESH_TOKEN="1//token"
            GOOGLE_ADS_LOGIN_CUSTOMER_ID=123-456-7890 # mine
            GOOGLE_ADS_DEVELOPER_TOKEN=
            """
        )
        var expected = ada
        expected.loginCustomerID = "1234567890"
        #expect(file.credentials.map(\.opened) == [expected])
        #expect(file.credentials.first?.format == .env && file.credentials.first?.line == 6)
    }

    @Test(arguments: [
        "$TOKEN", "\"$TOKEN\"", "\"a\\n\"", "`ls`", "'a\\b'", "'${X}'", "a b", "'a", "\"a", "'a'b", "\"a\"b", "a;b",
        "$(ls)", "a\\", "a'b", " a", "~/a", "'a'#b", "\"a\\",
    ])
    func `what readers take differently is refused`(form: String) {
        expectMalformed(.env, line: 2, "GOOGLE_ADS_CLIENT_ID=i\nGOOGLE_ADS_REFRESH_TOKEN=\(form)\n")
    }

    @Test(arguments: ["GOOGLE_ADS_CLIENT_ID = a", "GOOGLE_ADS_CLIENT_ID", "GOOGLE_ADS_CLIENT_ID: a"])
    func `a name that = does not follow is refused`(line: String) {
        expectMalformed(.env, line: 2, "GOOGLE_ADS_CLIENT_SECRET=i\n\(line)\n")
    }

    @Test func `a file that only names another says so`() {
        let text = "GOOGLE_ADS_CLIENT_ID=i\nGOOGLE_ADS_CONFIGURATION_FILE_PATH=/etc/google-ads.yaml\n"
        expectRefusal(.elsewhere, line: 2, of: text)
    }

    @Test func `the path of a key goes by both its names`() throws {
        for name in ["JSON_KEY_FILE_PATH", "PATH_TO_PRIVATE_KEY_FILE"] {
            let file = try read("GOOGLE_ADS_\(name)=a.json\n")
            #expect(file.credentials.map(\.opened) == [Opened(keyFile: "a.json")])
        }
    }

    @Test(arguments: ["sh", "bash"])
    func `a shell reads by hand written values as they are read here, or they are refused`(shell: String) throws {
        let (secrets, outcome) = try withFolder { folder in
            let secrets = try writeHandwritten(into: folder, as: Self.user)
            return (
                secrets, try Judges.run("/bin/\(shell)", ["-c", EnvironmentFileTests.shellReader, shell, folder.path])
            )
        }
        #expect(outcome.status == 0)
        #expect(outcome.output.split(separator: 0).map(Array.init) == secrets.map { Array($0.utf8) })
    }

    @Test(.enabled(if: Judges.canBeInstalled, "python-dotenv cannot be installed here"))
    func `python-dotenv reads by hand written values as they are read here, or they are refused`() throws {
        let python = try #require(Judges.python)
        let (secrets, outcome) = try withFolder { folder in
            let secrets = try writeHandwritten(into: folder, as: Self.user)
            return (secrets, try Judges.run(python, ["-c", EnvironmentFileTests.dotenvReader, folder.path]))
        }
        #expect(outcome.status == 0)
        #expect(outcome.lines == secrets.map(hexDigits))
    }

    private static func user(secret: String) -> String {
        "GOOGLE_ADS_CLIENT_ID=i\nGOOGLE_ADS_CLIENT_SECRET=\(secret)\nGOOGLE_ADS_REFRESH_TOKEN=t\n"
    }
}
