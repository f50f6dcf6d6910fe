import Deploy
import Foundation
import Testing

@Suite(.enabled(if: Judges.canBeInstalled, "google-ads and PyYAML cannot be installed here"))
struct GoogleAdsYAMLTests {
    @Test func `the official library makes a client of it`() throws {
        let python = try #require(Judges.python)
        let credential = try sample(developerToken: "dev-Token_1", loginCustomerID: "012-345-6789")
        let outcome = try withFolder { folder in
            let file = folder.appending(path: "google-ads.yaml")
            try Data(ExportFormat.googleAdsYAML.file(for: credential).revealed()).write(to: file)
            return try Judges.run(python, ["-W", "ignore", "-c", Self.client, file.path])
        }
        #expect(outcome.status == 0)
        #expect(
            outcome.lines == [
                "123456789012-abc.apps.googleusercontent.com", "GOCSPX-aB3_dE-6", "1//0gAbC-dEf_123",
                "0123456789", "dev-Token_1", "True",
            ]
        )
    }

    @Test func `the official library reads the linked customer too, from a string`() throws {
        let python = try #require(Judges.python)
        let credential = try sample(linkedCustomerID: "012-345-6701")
        let outcome = try withFolder { folder in
            let file = folder.appending(path: "google-ads.yaml")
            try Data(ExportFormat.googleAdsYAML.file(for: credential).revealed()).write(to: file)
            return try Judges.run(python, ["-W", "ignore", "-c", Self.fromString, file.path])
        }
        #expect(outcome.status == 0)
        #expect(outcome.lines == ["0123456701", "1//0gAbC-dEf_123"])
    }

    @Test func `the official library does without a developer token and a login customer`() throws {
        let python = try #require(Judges.python)
        let credential = try sample()
        let outcome = try withFolder { folder in
            let file = folder.appending(path: "google-ads.yaml")
            try Data(ExportFormat.googleAdsYAML.file(for: credential).revealed()).write(to: file)
            return try Judges.run(python, ["-W", "ignore", "-c", Self.client, file.path])
        }
        #expect(outcome.status == 0)
        #expect(outcome.lines.suffix(3) == ["None", "None", "True"])
    }

    @Test func `PyYAML reads a thousand awkward values exactly`() throws {
        let python = try #require(Judges.python)
        let texts = awkwardTexts(1000, length: 40)
        let outcome = try withFolder { folder in
            for (number, text) in texts.enumerated() {
                let credential = try sample(clientID: text, secret: text, refreshToken: text)
                try Data(ExportFormat.googleAdsYAML.file(for: credential).revealed())
                    .write(to: folder.appending(path: "\(10000 + number)"))
            }
            return try Judges.run(python, ["-c", Self.reader, folder.path])
        }
        #expect(outcome.status == 0)
        #expect(
            outcome.lines == texts.map { text in Array(repeating: hexDigits(text), count: 3).joined(separator: ",") }
        )
    }

    // The library refreshes as it loads; here it must not, for that asks Google.
    private static let client = """
        import sys
        from google.ads.googleads.client import GoogleAdsClient
        from google.oauth2.credentials import Credentials
        Credentials.refresh = lambda self, request: None
        client = GoogleAdsClient.load_from_storage(sys.argv[1])
        held = client.credentials
        print(held.client_id, held.client_secret, held.refresh_token, sep="\\n")
        print(client.login_customer_id, client.developer_token, client.use_proto_plus, sep="\\n")
        """

    private static let fromString = """
        import sys
        from google.ads.googleads.client import GoogleAdsClient
        from google.oauth2.credentials import Credentials
        Credentials.refresh = lambda self, request: None
        client = GoogleAdsClient.load_from_string(open(sys.argv[1], encoding="ascii").read())
        print(client.linked_customer_id, client.credentials.refresh_token, sep="\\n")
        """

    private static let reader = """
        import glob, sys, yaml
        for path in sorted(glob.glob(sys.argv[1] + "/*")):
            with open(path, "rb") as file:
                read = yaml.safe_load(file)
            print(*(read[key].encode().hex() for key in ("client_id", "client_secret", "refresh_token")), sep=",")
        """
}
