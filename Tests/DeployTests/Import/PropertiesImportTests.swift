import Deploy
import Foundation
import Sealing
import Testing

struct PropertiesImportTests {
    @Test func `Java's properties are read as Java reads them`() throws {
        let file = try read(
            #"""
            # A comment \
            ! another
            api.googleads.clientId = 1-a.apps.\
                googleusercontent.com
            api.googleads.clientSecret:GOCSPX-\u0073ecret
            api.googleads.refreshToken 1//token
            api.googleads.loginCustomerId=123-456-7890
            other=\u00e9
            """#
        )
        var expected = ada
        expected.loginCustomerID = "1234567890"
        #expect(file.credentials.map(\.opened) == [expected])
        #expect(file.credentials.first?.format == .javaProperties && file.credentials.first?.line == 3)
        #expect(file.notes.map(\.line) == [7])
    }

    @Test(arguments: [
        (#"a\tb"#, "a\tb"), (#"\ a"#, " a"), (#"a "#, "a "), (#"\u00e9"#, "\u{E9}"), (#"\ud83d\udd11"#, "\u{1F511}"),
        (#"\:\="#, ":="), ("=a", "=a"), ("a=b", "a=b"), (#"a\"#, "a"), ("\u{E9}", "\u{C3}\u{A9}"),
    ])
    func `a value is unescaped as in Java`(form: String, value: String) throws {
        let user = "api.googleads.clientId=i\napi.googleads.refreshToken=t\napi.googleads.clientSecret=s\n"
        let text = user + "api.googleads.developerToken=\(form)"
        #expect(try read(text).credentials.first?.opened.developerToken == value)
    }

    @Test(arguments: [#"\u12"#, #"\u12g4"#, #"\ud83d"#, #"\udd11"#, #"\u+123"#])
    func `an escape that stands for nothing is refused`(form: String) {
        expectMalformed(.javaProperties, line: 2, "api.googleads.clientId=i\napi.googleads.refreshToken=\(form)\n")
    }

    @Test func `Java's properties need not be UTF-8`() throws {
        let text = "api.googleads.clientId=i\napi.googleads.refreshToken=t\napi.googleads.clientSecret="
        let file = try ImportedFile(
            contents: (Array("# ".utf8) + [0xFC, 0x0A] + text.utf8 + [0xE9]).rawBytes,
            name: "file"
        )
        #expect(file.credentials.first?.opened.clientSecret == "\u{E9}")
    }

    @Test func `Perl's properties are read without trimming anything`() throws {
        let file = try read(
            """
            # A comment
            developerToken=dev
            clientId=1-a.apps.googleusercontent.com
            clientSecret=GOCSPX-secret
            refreshToken=1//token=
            userAgent=me
            """
        )
        var expected = ada
        expected.refreshToken = "1//token="
        expected.developerToken = "dev"
        #expect(file.credentials.map(\.opened) == [expected])
        #expect(file.credentials.first?.format == .perlProperties && file.credentials.first?.line == 2)
    }

    @Test func `a blank at an end of a value is kept, and said`() throws {
        let file = try read("clientId=i\nclientSecret=s\nrefreshToken=t\ndeveloperToken= d \n")
        #expect(file.credentials.first?.opened.developerToken == " d ")
        #expect(file.notes.map(\.kind) == [.blankKept(.developerToken)])
    }

    @Test(arguments: ["clientSecret =s", " clientSecret=s"])
    func `a key that Perl's client would not know is refused`(line: String) {
        expectMalformed(.perlProperties, line: 2, "clientId=i\n\(line)\nrefreshToken=t\n")
    }

    @Test(arguments: [
        "clientId=i\nclientId=j\n", "api.googleads.clientId=i\napi.googleads.clientId=j\n",
        "GOOGLE_ADS_CLIENT_ID=i\nGOOGLE_ADS_CLIENT_ID=j\n",
    ])
    func `a setting that stands there twice is refused`(text: String) {
        expectRefusal(.repeated(.clientID), line: 2, of: text)
    }

    @Test(.enabled(if: Judges.program("javac") != nil, "a Java that compiles is not here"))
    func `Java reads by hand written values as they are read here, or they are refused`() throws {
        let java = try #require(Judges.program("java"))
        let (secrets, outcome) = try withFolder { folder in
            let program = folder.appending(path: "Reader.java")
            try Data(JavaPropertiesTests.reader.utf8).write(to: program)
            let files = folder.appending(path: "files")
            try FileManager.default.createDirectory(at: files, withIntermediateDirectories: false)
            let secrets = try writeHandwritten(into: files) { form in
                "api.googleads.clientId=i\napi.googleads.refreshToken=t\n  api.googleads.clientSecret =\(form)\n"
            }
            return (secrets, try Judges.run(java, [program.path, files.path]))
        }
        #expect(outcome.status == 0)
        #expect(outcome.lines == judged(secrets))
    }
}
