import Deploy
import Foundation
import Testing

struct PerlPropertiesTests {
    @Test func `values stand as they are`() throws {
        let credential = try sample(secret: " =a#b\\ ", developerToken: "dev-Token_1", loginCustomerID: "012-345-6789")
        #expect(
            try ExportFormat.perlProperties.file(for: credential).revealedText().split(separator: "\n") == [
                "clientId=123456789012-abc.apps.googleusercontent.com", "clientSecret= =a#b\\ ",
                "refreshToken=1//0gAbC-dEf_123", "developerToken=dev-Token_1", "loginCustomerId=0123456789",
            ]
        )
    }

    @Test(arguments: ["line\nbreak", "carriage\rreturn", "nul\0"])
    func `a value that is no line is refused`(value: String) throws {
        let credential = try sample(secret: value)
        #expect(throws: ExportError.unwritable(.clientSecret, .perlProperties)) {
            _ = try ExportFormat.perlProperties.file(for: credential)
        }
    }

    @Test(.enabled(if: Judges.program("perl") != nil, "Perl is not here"))
    func `Perl reads a thousand awkward values exactly`() throws {
        let perl = try #require(Judges.program("perl"))
        let (texts, outcome) = try withFolder { folder in
            let texts = try writeAwkwardValues(as: .perlProperties, into: folder, refusing: \.isBroken)
            return (texts, try Judges.run(perl, ["-e", Self.reader, folder.path]))
        }
        #expect(outcome.status == 0)
        #expect(outcome.lines == judged(texts))
    }

    // By the rule of Google's client for Perl: no comments, no blank lines, the first = parts key and value.
    private static let reader = """
        use strict; use warnings;
        for my $path (sort glob("$ARGV[0]/*")) {
            open(my $file, "<", $path) or die;
            my %read;
            for my $line (<$file>) {
                chomp($line);
                next if $line =~ /^#|^\\s*$/;
                my ($key, $value) = split(/=/, $line, 2);
                $read{$key} = $value;
            }
            print "=", unpack("H*", $read{clientSecret}), "\\n";
        }
        """
}
