import Deploy
import Foundation
import Testing

struct JavaPropertiesTests {
    @Test func `all of it is printable ASCII`() throws {
        let credential = try sample(secret: " a\\b=#\u{E9}\u{1F511}\n", loginCustomerID: "012-345-6789")
        #expect(
            try ExportFormat.javaProperties.file(for: credential).revealedText() == #"""
                api.googleads.clientId=123456789012-abc.apps.googleusercontent.com
                api.googleads.clientSecret=\ a\\b=#\u00e9\ud83d\udd11\u000a
                api.googleads.refreshToken=1//0gAbC-dEf_123
                api.googleads.loginCustomerId=0123456789

                """#
        )
    }

    @Test(.enabled(if: Judges.program("javac") != nil, "a Java that compiles is not here"))
    func `Java reads a thousand awkward values exactly`() throws {
        let java = try #require(Judges.program("java"))
        let (texts, outcome) = try withFolder { folder in
            let program = folder.appending(path: "Reader.java")
            try Data(Self.reader.utf8).write(to: program)
            let files = folder.appending(path: "files")
            try FileManager.default.createDirectory(at: files, withIntermediateDirectories: false)
            let texts = try writeAwkwardValues(as: .javaProperties, into: files)
            return (texts, try Judges.run(java, [program.path, files.path]))
        }
        #expect(outcome.status == 0)
        #expect(outcome.lines == judged(texts))
    }

    static let reader = """
        import java.nio.charset.StandardCharsets;
        import java.nio.file.*;
        import java.util.*;

        public class Reader {
            public static void main(String[] arguments) throws Exception {
                List<Path> paths = new ArrayList<>();
                try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of(arguments[0]))) {
                    found.forEach(paths::add);
                }
                Collections.sort(paths);
                StringBuilder output = new StringBuilder();
                for (Path path : paths) {
                    Properties properties = new Properties();
                    try (var stream = Files.newInputStream(path)) { properties.load(stream); }
                    String value = properties.getProperty("api.googleads.clientSecret");
                    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                    output.append('=').append(HexFormat.of().formatHex(bytes)).append('\\n');
                }
                System.out.print(output);
            }
        }
        """
}
