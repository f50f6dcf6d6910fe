import Deploy
import Foundation
import Testing

struct RubyImportTests {
    @Test func `a block that sets values is read`() throws {
        let file = try read(
            """
            # frozen_string_literal: true

            Google::Ads::GoogleAds::Config.new do |config| # mine
              config.treat_deprecation_warnings_as_errors = false
              config.developer_token = "dev"
              config.client_id = '1-a.apps.googleusercontent.com'
              config.client_secret = 'GOCSPX-secret' # secret
              config.refresh_token='1//token'
              config.login_customer_id = 1234567890
              config.linked_customer_id = nil
              config.use_application_default_credentials = false
              config.log_level = 'WARN'
              config.log_target = STDOUT
            end
            """
        )
        var expected = ada
        expected.developerToken = "dev"
        expected.loginCustomerID = "1234567890"
        #expect(file.credentials.map(\.opened) == [expected])
        #expect(file.credentials.first?.format == .ruby && file.credentials.first?.line == 3)
    }

    @Test func `the key of a service account goes by its names in Ruby`() throws {
        let file = try read(
            "Google::Ads::GoogleAds::Config.new do |c|\n  c.keyfile = 'a.json'\n  c.impersonate = 'ada@example.com'\nend\n"
        )
        #expect(file.credentials.map(\.opened) == [Opened(keyFile: "a.json", impersonatedEmail: "ada@example.com")])
    }

    @Test(arguments: [
        (#"'it\'s'"#, "it's"), (#"'a\\b'"#, #"a\b"#), (#"'a\nb'"#, #"a\nb"#), (##"'#{x}'"##, "#{x}"),
        (#""say\"so\"""#, #"say"so""#), (#""a\\b""#, #"a\b"#), (##""a#b""##, "a#b"), ("'a' # b", "a"),
    ])
    func `a literal is read as Ruby reads it`(form: String, value: String) throws {
        #expect(try read(Self.user(secret: form)).credentials.first?.opened.clientSecret == value)
    }

    @Test(arguments: [
        ##""#{ENV['X']}""##, "\"#$x\"", "\"#@x\"", #""a\n""#, "ENV['X']", "ENV.fetch('X')", "'a' + 'b'", "'a' 'b'",
        "'a", "\"a", "%w(a)", "<<~X", "`ls`", "File.read('a')", ":a", "0123456789", "1_000", "SECRET",
        "'a'; system('ls')", "'a'.strip", "", "true",
    ])
    func `what is no literal is refused, and never evaluated`(form: String) {
        expectMalformed(.ruby, line: 3, Self.user(secret: form))
    }

    @Test(arguments: [
        "system('ls')", "c.logger = Logger.new(STDOUT)", "c.client_id ||= 'a'", "d.client_id = 'a'", "c.client_id",
        "if true", "c.client_id, c.x = 'a'", "=begin", "c.x.y = 'a'", "c.load 'x'",
    ])
    func `a line that does more than set a value is refused`(line: String) {
        expectMalformed(.ruby, line: 2, "Google::Ads::GoogleAds::Config.new do |c|\n  \(line)\nend\n")
    }

    @Test(arguments: [
        "Google::Ads::GoogleAds::Config.new { |c|", "Google::Ads::GoogleAds::Config.new",
        "Google::Ads::GoogleAds::Config.new do", "Google::Ads::GoogleAds::Config.new do |c, d|",
        "Google::Ads::GoogleAds::Config.new do ||",
    ])
    func `a block that opens otherwise is refused`(line: String) {
        expectMalformed(.ruby, line: 1, line + "\nend\n")
    }

    @Test func `a block without an end is refused`() {
        expectMalformed(.ruby, line: 1, "Google::Ads::GoogleAds::Config.new do |c|\n  c.client_id = 'a'\n")
    }

    @Test func `what comes after the block is refused, but another block`() throws {
        let text = Self.user(secret: "'s'")
        expectMalformed(.ruby, line: 6, text + "system('ls')\n")
        #expect(try read(text + text).credentials.count == 2)
    }

    @Test(.enabled(if: Judges.program("ruby") != nil, "Ruby is not here"))
    func `Ruby reads by hand written values as they are read here, or they are refused`() throws {
        let ruby = try #require(Judges.program("ruby"))
        let (secrets, outcome) = try withFolder { folder in
            let secrets = try writeHandwritten(into: folder, as: Self.user)
            return (secrets, try Judges.run(ruby, ["-e", RubyConfigurationTests.reader, folder.path]))
        }
        #expect(outcome.status == 0)
        #expect(outcome.lines == judged(secrets))
    }

    private static func user(secret: String) -> String {
        """
        Google::Ads::GoogleAds::Config.new do |c|
          c.client_id = '1-a.apps.googleusercontent.com'
          c.client_secret = \(secret)
          c.refresh_token = '1//token'
        end

        """
    }
}
