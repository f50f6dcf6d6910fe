import Deploy
import Foundation
import Sealing
import Testing

/// What is cut out of text as a possible secret.
struct SecretSearchTests {
    private static let token = "1//0" + String(repeating: "aB3-_xYz", count: 12)
    private static let secret = "GOCSPX-" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7b"
    private static let access = "ya29.a0" + String(repeating: "Ab3.-_xY", count: 8) + "Z"

    @Test(arguments: [
        "refresh_token: \"\(token)\"", "GOOGLE_ADS_REFRESH_TOKEN=\(token)", "'\(token)'",
        "c.refresh_token = '\(token)'",
        "https://example.com/?t=\(token)&x=1", "/opt/\(token)", "{\"refresh_token\":\"\(token)\"}", token + ".",
        "(\(token))",
    ])
    func `a refresh token is found wherever it stands`(text: String) {
        #expect(likely(text) == [Found(.refreshToken, 1, Self.token)])
    }

    @Test func `client secrets and access tokens are found as well`() {
        #expect(
            likely("a\nsecret=\(Self.secret)\n\nAuthorization: Bearer \(Self.access)\n") == [
                Found(.clientSecret, 2, Self.secret), Found(.accessToken, 4, Self.access),
            ]
        )
    }

    @Test func `slashes that JSON escapes and percent signs hide nothing`() {
        #expect(likely("\"" + Self.token.replacing("/", with: "\\/") + "\"") == [Found(.refreshToken, 1, Self.token)])
        #expect(likely("t=" + Self.token.replacing("/", with: "%2F")) == [Found(.refreshToken, 1, Self.token)])
        #expect(likely("\"a: b\\nrefresh_token: \(Self.token)\\n\"") == [Found(.refreshToken, 1, Self.token)])
        #expect(likely("\"x\\n\(Self.token)\"") == [Found(.refreshToken, 1, Self.token)])
    }

    @Test func `base64 hides nothing, nor does base64 in base64`() {
        for text in [Self.token, "refresh_token: \(Self.token)\n", "a\n\nb=\(Self.token)"] {
            let once = Data(text.utf8).base64EncodedString()
            #expect(likely("key: \(once)\n") == [Found(.refreshToken, 1, Self.token)])
            #expect(likely("\n\(Data(once.utf8).base64EncodedString())") == [Found(.refreshToken, 2, Self.token)])
        }
    }

    @Test(
        arguments: [
            ("\n", ""), ("\r\n", ""), ("\n", "  "),
        ],
        [32, 64, 76]
    )
    func `base64 that is broken into lines hides nothing`(line: (end: String, indent: String), width: Int) {
        for text in ["refresh_token: \(Self.token)\n", "a\nb: \(Self.token)", "{\"t\":\"\(Self.token)\", \"x\": 1}"] {
            let digits = Data(text.utf8).base64EncodedString()
            let lines = stride(from: 0, to: digits.utf8.count, by: width).map {
                line.indent + digits.dropFirst($0).prefix(width) + line.end
            }
            #expect(likely("data: |\n" + lines.joined() + "end.\n") == [Found(.refreshToken, 2, Self.token)])
        }
    }

    @Test func `words of one length a line are no base64, and their secrets are found once`() {
        let text = [Self.token, Self.token.replacing("a", with: "b"), String(repeating: "deadbeef", count: 12)]
        #expect(likely(text.joined(separator: "\n")).map(\.line) == [1, 2])
    }

    @Test func `however many beginnings a run has, each byte is looked at in a candidate or two`() {
        for beginning in ["ya29.", "ya29.GOCSPX-", "1//1/", "GOCSPX-.", "1//ya29."] {
            let text = Array(String(repeating: beginning, count: (1 << 18) / beginning.utf8.count).utf8)
            var byteCount = 0
            SecretSearch().candidates(in: text, line: 1) { candidate, bytes in
                byteCount += bytes.byteCount
                #expect(bytes.byteCount <= 4096)
            }
            #expect(byteCount <= 2 * text.count, "\(beginning)")
        }
    }

    @Test func `a token behind a run of beginnings is found`() {
        let run = String(repeating: "ya29.", count: 5000)
        #expect(likely(run + "\n" + Self.access) == [Found(.accessToken, 2, Self.access)])
        #expect(likely(run + "/" + Self.token) == [Found(.refreshToken, 1, Self.token)])
    }

    @Test func `a private key compares equal in PEM and in a service account's JSON, and only there it is likely`()
        throws
    {
        let digits = String(repeating: "MIIEvQ+/", count: 40)
        let lines = stride(from: 0, to: digits.utf8.count, by: 64).map {
            String(digits.dropFirst($0).prefix(64))
        }
        let pem = "-----BEGIN PRIVATE KEY-----\n" + lines.joined(separator: "\n") + "==\n-----END PRIVATE KEY-----\n"
        let json = "{\n  \"private_key\": \"\(pem.replacing("\n", with: "\\n"))\"\n}"
        #expect(all("\n" + pem + Self.token).contains(Found(.privateKey, 2, digits)))
        #expect(likely("\n" + pem) == [])
        #expect(likely(json) == [Found(.privateKey, 2, digits)])
        #expect(likely("data: " + Data(json.utf8).base64EncodedString()) == [Found(.privateKey, 1, digits)])
        // Lines go on being counted after it.
        #expect(likely(pem + Self.token) == [Found(.refreshToken, lines.count + 3, Self.token)])
    }

    @Test(arguments: [
        "let half = n1//2", "x = 1//2", "// 1// a comment", "GOCSPX-xxxxxxxxxxxxxxxxxxxxxxxxxxxx", "1//" + "x",
        "ya29.short",
        "INSERT_REFRESH_TOKEN_HERE", "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n…", "1//\n0abc",
        "%zz%2",
        "a\\", "\\u00", "1//" + String(repeating: "x", count: 100),
    ])
    func `what only resembles one is left alone`(text: String) {
        #expect(likely(text) == [])
    }

    @Test func `words of the length that is looked for are found, with what joins them or without`() {
        let search = SecretSearch(wordLengths: [12])
        var words: [String] = []
        search.candidates(in: Array("abcdefghijkl, 1/aBcDeFgHiJ x.abcdefghijkl abcdefghijklm".utf8), line: 1) {
            _,
            bytes in
            words.append(String(decoding: bytes.array, as: UTF8.self))
        }
        #expect(Set(words) == ["abcdefghijkl", "1/aBcDeFgHiJ"])
    }

    @Test func `bytes that are no text are searched all the same`() {
        var bytes: [UInt8] = [0, 0xFF, 0xC3]
        bytes += Array(Self.token.utf8) + [0, 0x80]
        #expect(found(bytes).filter(\.isLikely).map(\.found) == [Found(.refreshToken, 1, Self.token)])
    }

    @Test func `random bytes neither trap nor look like secrets`() {
        var random = SplitMix(state: 7)
        let alphabet = Array("1/\\%-BEGINPRIVATE KEYya29.GOCSPX\n\"=+u0".utf8)
        for _ in 0..<2000 {
            let bytes = (0..<200).map { _ in alphabet[Int.random(in: alphabet.indices, using: &random)] }
            for candidate in found(bytes) where candidate.isLikely {
                #expect(candidate.found.text.utf8.count >= 24)
            }
        }
    }

    private struct Found: Hashable {
        let kind: SecretKind?
        let line: Int
        let text: String

        init(_ kind: SecretKind?, _ line: Int, _ text: String) {
            self.kind = kind
            self.line = line
            self.text = text
        }
    }

    private func found(_ bytes: [UInt8]) -> [(isLikely: Bool, found: Found)] {
        var all: [(isLikely: Bool, found: Found)] = []
        SecretSearch().candidates(in: bytes, line: 1) { candidate, bytes in
            let text = String(decoding: bytes.array, as: UTF8.self)
            all.append((candidate.isLikely, Found(candidate.kind, candidate.line, text)))
        }
        return all
    }

    /// What is a secret by its looks, each once.
    private func likely(_ text: String) -> [Found] {
        found(Array(text.utf8)).filter(\.isLikely).map(\.found).reduce(into: []) { all, found in
            if !all.contains(found) { all.append(found) }
        }
    }

    private func all(_ text: String) -> [Found] {
        found(Array(text.utf8)).map(\.found)
    }
}
