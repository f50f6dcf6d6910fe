import Deploy
import Foundation
import Testing

struct DotNetJSONTests {
    @Test func `the settings lie in the library's section`() throws {
        let credential = try sample(developerToken: "dev-Token_1", loginCustomerID: "012-345-6789")
        #expect(
            try ExportFormat.dotNetJSON.file(for: credential).revealedText() == """
                {
                  "GoogleAdsApi": {
                    "OAuth2Mode": "APPLICATION",
                    "OAuth2ClientId": "123456789012-abc.apps.googleusercontent.com",
                    "OAuth2ClientSecret": "GOCSPX-aB3_dE-6",
                    "OAuth2RefreshToken": "1//0gAbC-dEf_123",
                    "DeveloperToken": "dev-Token_1",
                    "LoginCustomerId": "0123456789"
                  }
                }

                """
        )
    }

    @Test(.enabled(if: Judges.canBeInstalled, "Python's judges cannot be installed here"))
    func `a strict reader of JSON reads a thousand awkward values exactly`() throws {
        let python = try #require(Judges.python)
        let (texts, outcome) = try withFolder { folder in
            let texts = try writeAwkwardValues(as: .dotNetJSON, into: folder)
            return (texts, try Judges.run(python, ["-c", Self.reader, folder.path]))
        }
        #expect(outcome.status == 0)
        #expect(outcome.lines == judged(texts))
    }

    private static let reader = """
        import glob, json, sys
        for path in sorted(glob.glob(sys.argv[1] + "/*")):
            with open(path, encoding="ascii") as file:
                settings = json.load(file)["GoogleAdsApi"]
            print("=" + settings["OAuth2ClientSecret"].encode().hex())
        """
}
