import Deploy
import Foundation
import Testing

@Suite(.enabled(if: Judges.canBeInstalled, "google-auth cannot be installed here"))
struct UserADCTests {
    @Test func `google-auth takes it for a user's credentials`() throws {
        let python = try #require(Judges.python)
        let credential = try sample(accountEmail: "ada@example.com")
        let outcome = try withFolder { folder in
            let file = folder.appending(path: "adc.json")
            try Data(ExportFormat.adcJSON.file(for: credential).revealed()).write(to: file)
            return try Judges.run(python, ["-c", Self.loader, file.path])
        }
        #expect(outcome.status == 0)
        #expect(
            outcome.lines == [
                "123456789012-abc.apps.googleusercontent.com", "GOCSPX-aB3_dE-6", "1//0gAbC-dEf_123",
                "ada@example.com", "authorized_user",
            ]
        )
    }

    @Test func `Python's JSON reads a thousand awkward values exactly`() throws {
        let python = try #require(Judges.python)
        let texts = awkwardTexts(1000, length: 40)
        let outcome = try withFolder { folder in
            for (number, text) in texts.enumerated() {
                let credential = try sample(clientID: text, secret: text, refreshToken: text, accountEmail: text)
                try Data(ExportFormat.adcJSON.file(for: credential).revealed())
                    .write(to: folder.appending(path: "\(10000 + number)"))
            }
            return try Judges.run(python, ["-c", Self.reader, folder.path])
        }
        #expect(outcome.status == 0)
        #expect(
            outcome.lines == texts.map { text in Array(repeating: hexDigits(text), count: 4).joined(separator: ",") }
        )
    }

    private static let loader = """
        import json, sys
        from google.oauth2.credentials import Credentials
        held = Credentials.from_authorized_user_file(sys.argv[1])
        print(held.client_id, held.client_secret, held.refresh_token, held.account, sep="\\n")
        print(json.load(open(sys.argv[1], encoding="ascii"))["type"])
        """

    private static let reader = """
        import glob, json, sys
        keys = ("client_id", "client_secret", "refresh_token", "account")
        for path in sorted(glob.glob(sys.argv[1] + "/*")):
            with open(path, encoding="ascii") as file:
                read = json.load(file)
            print(*(read[key].encode().hex() for key in keys), sep=",")
        """
}
