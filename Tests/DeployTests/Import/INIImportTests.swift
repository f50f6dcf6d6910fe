import Deploy
import Foundation
import Testing

struct INIImportTests {
    @Test func `the library's sections are read, and others passed by`() throws {
        let file = try read(
            """
            ; A comment
            [GOOGLE_ADS]
            developerToken = "dev"
            loginCustomerId = "123-456-7890" ; mine
            linkedCustomerId = 9876543210
            [OAUTH2]
            clientId = 1-a.apps.googleusercontent.com
            clientSecret = 'GOCSPX-secret'
            refreshToken="1//token"
            [LOGGING]
            clientId = other
            logLevel = "INFO"
            """
        )
        var expected = ada
        expected.developerToken = "dev"
        expected.loginCustomerID = "1234567890"
        expected.linkedCustomerID = "9876543210"
        #expect(file.credentials.map(\.opened) == [expected])
        #expect(file.credentials.first?.format == .phpINI && file.credentials.first?.line == 2)
        #expect(file.notes.map(\.description) == ["line 4: the dashes of the login customer id were left out"])
    }

    @Test(arguments: [
        (#""a\\b""#, #"a\b"#), (#""say\"so\"""#, #"say"so""#), (#""a\nb""#, #"a\nb"#), (#""$5""#, "$5"),
        (#"'${HOME}'"#, "${HOME}"), (#"'a\'"#, #"a\"#), (#"a:b/c"#, "a:b/c"), (#""a;b""#, "a;b"), ("a;b", "a"),
    ])
    func `a value is read as PHP reads it`(form: String, value: String) throws {
        #expect(try read(Self.user(secret: form)).credentials.first?.opened.clientSecret == value)
    }

    @Test(arguments: [
        #""${HOME}""#, #""a" "b""#, #""a"b"#, #"a"b""#, #""a"#, "'a", #""a\""#, "a|b", "a=b", "$x", "a!b", "(a)",
        #""a\$b""#, #""a\'b""#, "{a}", "a&b", "a^b", "a~b", "'a'b'",
    ])
    func `what puts values together or in is refused`(form: String) {
        expectMalformed(.phpINI, line: 3, Self.user(secret: form))
    }

    @Test func `a quote that goes on in another section is refused too`() {
        let text = Self.user(secret: "\"s\"") + "[LOGGING]\nlogFilePath = \"a\n[OAUTH2]\n\"\n"
        expectMalformed(.phpINI, line: 6, text)
    }

    @Test(arguments: ["null", "none", "", "NULL"])
    func `what is null to PHP is missing`(form: String) {
        expectRefusal(.missing(.clientSecret), line: 1, of: Self.user(secret: form))
    }

    @Test func `an id without quotes that begins with 0 is taken as it is written`() throws {
        let file = try read(Self.user(secret: "\"s\"") + "[GOOGLE_ADS]\nloginCustomerId = 0123456789\n")
        #expect(file.credentials.first?.opened.loginCustomerID == "0123456789")
        #expect(file.notes.map(\.kind) == [.leadingZero(.loginCustomerID)])
    }

    @Test(.enabled(if: Judges.program("php") != nil, "PHP is not here"))
    func `PHP reads by hand written values as they are read here, or they are refused`() throws {
        let php = try #require(Judges.program("php"))
        let (secrets, outcome) = try withFolder { folder in
            let secrets = try writeHandwritten(into: folder, as: Self.user)
            return (secrets, try Judges.run(php, ["-r", PHPINITests.reader, folder.path]))
        }
        #expect(outcome.status == 0)
        #expect(outcome.lines == judged(secrets))
    }

    private static func user(secret: String) -> String {
        """
        [OAUTH2]
        clientId = "1-a.apps.googleusercontent.com"
        clientSecret = \(secret)
        refreshToken = "1//token"

        """
    }
}
