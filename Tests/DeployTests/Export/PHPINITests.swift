import Deploy
import Foundation
import Testing

struct PHPINITests {
    @Test func `every value stands in quotes, so that PHP makes no number of it`() throws {
        let credential = try sample(developerToken: "dev-Token_1", loginCustomerID: "012-345-6789")
        #expect(
            try ExportFormat.phpINI.file(for: credential).revealedText() == """
                [GOOGLE_ADS]
                developerToken = "dev-Token_1"
                loginCustomerId = "0123456789"
                [OAUTH2]
                clientId = "123456789012-abc.apps.googleusercontent.com"
                clientSecret = "GOCSPX-aB3_dE-6"
                refreshToken = "1//0gAbC-dEf_123"

                """
        )
    }

    @Test(arguments: [
        ("a\\b", "\"a\\\\b\""), ("say \"so\"", "\"say \\\"so\\\"\""), ("${HOME}", "'${HOME}'"), ("$5", "\"$5\""),
    ])
    func `a value gets the quotes that hold it`(value: String, form: String) throws {
        let file = try ExportFormat.phpINI.file(for: sample(secret: value)).revealedText()
        #expect(file.split(separator: "\n").contains("clientSecret = \(form)"))
    }

    @Test(arguments: ["it's ${HOME}", "line\nbreak", "carriage\rreturn", "nul\0"])
    func `a value that no quotes hold is refused`(value: String) throws {
        let credential = try sample(secret: value)
        #expect(throws: ExportError.unwritable(.clientSecret, .phpINI)) {
            _ = try ExportFormat.phpINI.file(for: credential)
        }
    }

    @Test(.enabled(if: Judges.program("php") != nil, "PHP is not here"))
    func `PHP reads a thousand awkward values exactly`() throws {
        let php = try #require(Judges.program("php"))
        let (texts, outcome) = try withFolder { folder in
            let texts = try writeAwkwardValues(as: .phpINI, into: folder) { text in
                text.isBroken || (text.contains("${") && text.contains("'"))
            }
            return (texts, try Judges.run(php, ["-r", Self.reader, folder.path]))
        }
        #expect(outcome.status == 0)
        #expect(outcome.lines == judged(texts))
    }

    static let reader = """
        foreach (glob($argv[1] . "/*") as $path) {
            $value = parse_ini_file($path, true, INI_SCANNER_TYPED)["OAUTH2"]["clientSecret"];
            echo is_string($value) ? "=" . bin2hex($value) : "no text", "\\n";
        }
        """
}
