import Deploy
import Foundation
import Testing

struct RubyConfigurationTests {
    @Test func `it does nothing but set values`() throws {
        let credential = try sample(
            secret: "it's \\ #{x}",
            developerToken: "dev-Token_1",
            loginCustomerID: "012-345-6789"
        )
        #expect(
            try ExportFormat.ruby.file(for: credential).revealedText() == #"""
                Google::Ads::GoogleAds::Config.new do |c|
                  c.client_id = '123456789012-abc.apps.googleusercontent.com'
                  c.client_secret = 'it\'s \\ #{x}'
                  c.refresh_token = '1//0gAbC-dEf_123'
                  c.developer_token = 'dev-Token_1'
                  c.login_customer_id = '0123456789'
                end

                """#
        )
    }

    @Test(arguments: ["line\nbreak", "carriage\rreturn", "nul\0"])
    func `a value that is no line is refused`(value: String) throws {
        let credential = try sample(secret: value)
        #expect(throws: ExportError.unwritable(.clientSecret, .ruby)) {
            _ = try ExportFormat.ruby.file(for: credential)
        }
    }

    @Test(.enabled(if: Judges.program("ruby") != nil, "Ruby is not here"))
    func `Ruby evaluates a thousand awkward values exactly`() throws {
        let ruby = try #require(Judges.program("ruby"))
        let (texts, outcome) = try withFolder { folder in
            let texts = try writeAwkwardValues(as: .ruby, into: folder, refusing: \.isBroken)
            return (texts, try Judges.run(ruby, ["-e", Self.reader, folder.path]))
        }
        #expect(outcome.status == 0)
        #expect(outcome.lines == judged(texts))
    }

    // Stands in for the library's class of that name, which a file is evaluated against.
    static let reader = """
        module Google
          module Ads
            module GoogleAds
              class Config
                attr_accessor :client_id, :client_secret, :refresh_token
                def initialize
                  yield self
                end
              end
            end
          end
        end
        Dir.glob(ARGV[0] + '/*').sort.each do |path|
          puts '=' + eval(File.read(path, encoding: 'UTF-8'), binding, path).client_secret.unpack1('H*')
        end
        """
}
