import Deploy
import Foundation
import Testing

struct EnvironmentFileTests {
    @Test func `Google's own tokens stand bare, for readers that know no quotes`() throws {
        let credential = try sample(developerToken: "abc_DEF-123", loginCustomerID: "012-345-6789")
        #expect(
            try ExportFormat.env.file(for: credential).revealedText() == """
                GOOGLE_ADS_USE_PROTO_PLUS=True
                GOOGLE_ADS_CLIENT_ID=123456789012-abc.apps.googleusercontent.com
                GOOGLE_ADS_CLIENT_SECRET=GOCSPX-aB3_dE-6
                GOOGLE_ADS_REFRESH_TOKEN=1//0gAbC-dEf_123
                GOOGLE_ADS_DEVELOPER_TOKEN=abc_DEF-123
                GOOGLE_ADS_LOGIN_CUSTOMER_ID=0123456789

                """
        )
    }

    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("two words", "'two words'"), ("~root", "'~root'"), ("a#b", "'a#b'"),
        ("$HOME", "'$HOME'"),
        ("it's", "\"it's\""), ("it's \"so\"", "\"it's \\\"so\\\"\""), ("a\\b", "\"a\\\\b\""),
        ("say \"so\"", "'say \"so\"'"),
    ])
    func `a value gets the plainest form that holds it`(value: String, form: String) throws {
        let credential = try sample(secret: value)
        let file = try ExportFormat.env.file(for: credential).revealedText()
        #expect(file.split(separator: "\n").contains("GOOGLE_ADS_CLIENT_SECRET=\(form)"))
    }

    @Test(arguments: ["line\nbreak", "carriage\rreturn", "nul\0", "it's $5", "it's `x`", "a\\$", "${HOME}", "${"])
    func `a value that its readers would take differently is refused`(value: String) throws {
        let credential = try sample(secret: value)
        #expect(throws: ExportError.unwritable(.clientSecret, .env)) { _ = try ExportFormat.env.file(for: credential) }
    }

    @Test(arguments: ["sh", "bash"])
    func `a shell reads a thousand awkward values exactly`(shell: String) throws {
        let texts = try writableTexts()
        let outcome = try withFolder { folder in
            try write(texts, into: folder)
            return try Judges.run("/bin/\(shell)", ["-c", Self.shellReader, shell, folder.path])
        }
        #expect(outcome.status == 0)
        #expect(
            outcome.output.split(separator: 0, omittingEmptySubsequences: false).dropLast().map(Array.init)
                == texts.map { Array($0.utf8) }
        )
    }

    @Test(.enabled(if: Judges.canBeInstalled, "python-dotenv cannot be installed here"))
    func `python-dotenv reads a thousand awkward values exactly`() throws {
        let python = try #require(Judges.python)
        let texts = try writableTexts()
        let outcome = try withFolder { folder in
            try write(texts, into: folder)
            return try Judges.run(python, ["-c", Self.dotenvReader, folder.path])
        }
        #expect(outcome.status == 0)
        let lines = String(decoding: outcome.output, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        #expect(lines.dropLast().map(String.init) == texts.map(hexDigits))
    }

    @Test(.enabled(if: Judges.canBeInstalled, "google-ads cannot be installed here"))
    func `the official library reads the variables that a shell sets`() throws {
        let python = try #require(Judges.python)
        let credential = try sample(developerToken: "dev-Token_1", loginCustomerID: "012-345-6789")
        let outcome = try withFolder { folder in
            let file = folder.appending(path: "ads.env")
            try Data(ExportFormat.env.file(for: credential).revealed()).write(to: file)
            let script = "set -a; . \"$1\"; exec \"$2\" -W ignore -c \"$3\""
            return try Judges.run("/bin/sh", ["-c", script, "sh", file.path, python, Self.client])
        }
        #expect(outcome.status == 0)
        #expect(
            outcome.lines == [
                "123456789012-abc.apps.googleusercontent.com", "GOCSPX-aB3_dE-6", "1//0gAbC-dEf_123",
                "0123456789", "dev-Token_1", "True",
            ]
        )
    }

    /// Awkward texts that the format does not refuse.
    private func writableTexts() throws -> [String] {
        let texts = try awkwardTexts(2000, length: 12, without: ["\0", "\n", "\r"]).filter { text in
            let credential = try sample(secret: text)
            do {
                _ = try ExportFormat.env.file(for: credential)
                return true
            } catch ExportError.unwritable {
                return false
            }
        }
        try #require(texts.count >= 1000)
        return Array(texts.prefix(1000))
    }

    private func write(_ texts: [String], into folder: URL) throws {
        for (number, text) in texts.enumerated() {
            let credential = try sample(secret: text)
            try Data(ExportFormat.env.file(for: credential).revealed()).write(
                to: folder.appending(path: "\(10000 + number)")
            )
        }
    }

    static let shellReader = """
        set -a
        for file in "$1"/*; do
            unset GOOGLE_ADS_CLIENT_SECRET
            . "$file"
            printf '%s\\0' "$GOOGLE_ADS_CLIENT_SECRET"
        done
        """

    static let dotenvReader = """
        import dotenv, glob, sys
        for path in sorted(glob.glob(sys.argv[1] + "/*")):
            print(dotenv.dotenv_values(path)["GOOGLE_ADS_CLIENT_SECRET"].encode().hex())
        """

    // The library refreshes as it loads; here it must not, for that asks Google.
    private static let client = """
        from google.ads.googleads.client import GoogleAdsClient
        from google.oauth2.credentials import Credentials
        Credentials.refresh = lambda self, request: None
        client = GoogleAdsClient.load_from_env()
        held = client.credentials
        print(held.client_id, held.client_secret, held.refresh_token, sep="\\n")
        print(client.login_customer_id, client.developer_token, client.use_proto_plus, sep="\\n")
        """
}
