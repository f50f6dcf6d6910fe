import Deploy
import Foundation
import Sealing
import Testing

/// A long text, handed on in pieces.
struct TextPiecesTests {
    @Test(arguments: [1, 7, 64, 1000])
    func `pieces end with a line, and each begins with the line that it says`(step: Int) {
        let text = (1...200).map { "line \($0)\n" }.joined()
        let pieces = cut(text, into: 100, by: step)
        #expect(pieces.map(\.text).joined() == text)
        for piece in pieces {
            #expect(piece.text.hasPrefix("line \(piece.line)\n"))
            #expect(piece.text.hasSuffix("\n"))
        }
    }

    @Test func `a private key is not cut`() {
        let key =
            "-----BEGIN PRIVATE KEY-----\n" + String(repeating: "MIIE\n", count: 20) + "-----END PRIVATE KEY-----\n"
        let text = String(repeating: "x\n", count: 380) + key + String(repeating: "y\n", count: 400)
        for size in 500...1000 {
            let pieces = cut(text, into: size, by: 50)
            #expect(pieces.contains { $0.text.contains(key) }, "in pieces of \(size)")
        }
    }

    @Test func `base64 over several lines is not cut, and where it is too long each part of it comes whole`() {
        let lines = (0..<40).map { String(repeating: "\(10 + $0)", count: 32) + "\n" }
        for (count, window) in [(5, 5), (40, 4)] {
            let (before, after) = (String(repeating: "x\n", count: 400), String(repeating: "y\n", count: 900))
            let text = before + lines.prefix(count).joined() + after
            for size in stride(from: 1000, through: 1600, by: 7) {
                let pieces = cut(text, into: size, by: 50)
                for start in 0...(count - window) {
                    let part = lines[start..<(start + window)].joined()
                    #expect(pieces.contains { $0.text.contains(part) }, "line \(start) in pieces of \(size)")
                }
                #expect(pieces.allSatisfy { $0.text.split(separator: "\n").allSatisfy { [1, 64].contains($0.count) } })
            }
        }
    }

    @Test func `a secret in base64 over several lines is found wherever a piece ends`() throws {
        let token = "1//0" + String(repeating: "aB3dE6gH9k", count: 6)
        let plain = String(repeating: "key: value\n", count: 20) + "refresh_token: \(token)\n"
        let base64 = Data(plain.utf8).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
        let text = String(repeating: "x\n", count: 400) + base64 + "\n" + String(repeating: "y\n", count: 400)
        for size in 800...1400 {
            var found: [Int] = []
            for piece in cut(text, into: size, by: 50) {
                SecretSearch().candidates(in: Array(piece.text.utf8), line: piece.line) { candidate, bytes in
                    if candidate.isLikely, bytes.array == Array(token.utf8) { found.append(candidate.line) }
                }
            }
            #expect(found == [401], "in pieces of \(size)")
        }
    }

    @Test func `a word on a long line is not cut`() {
        let text = (0..<2000).map { "word\($0)" }.joined(separator: " ")
        for piece in cut(text, into: 300, by: 30) {
            #expect(piece.line == 1)
            #expect(piece.text.hasPrefix("word") || piece.text.hasPrefix(" "))
        }
    }

    @Test func `where no word ends, pieces overlap by half`() {
        let text = String((0..<1000).map { Character(UnicodeScalar(UInt8(97 + $0 % 26))) })
        let pieces = cut(text, into: 100, by: 100)
        for window in 0..<(text.count - 40) {
            let word = text.dropFirst(window).prefix(40)
            #expect(pieces.contains { $0.text.contains(word) })
        }
    }

    @Test(arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian], [1, 2, 3, 7, 1000])
    func `of UTF-16 with its mark come the characters of ASCII`(encoding: String.Encoding, step: Int) throws {
        let text = "\u{FEFF}a: 1//0ab\nü€ b: c\n"
        let bytes = Array(try #require(text.data(using: encoding)))
        #expect(TextEncoding.isUTF16(bytes))
        let pieces = cut(bytes, into: 1000, by: step)
        #expect(pieces.map(\.text).joined() == " a: 1//0ab\n   b: c\n")
    }

    @Test(arguments: [1, 2, 3, 7, 1000])
    func `what was appended to UTF-16 in single bytes stays, to its last`(step: Int) throws {
        let bytes = Array(try #require("\u{FEFF}a\n".data(using: .utf16LittleEndian))) + Array("b: 1//0ab".utf8)
        #expect(cut(bytes, into: 1000, by: step).map(\.text).joined() == " a\nb: 1//0ab")
    }

    @Test(arguments: ["", "a", "ab", "\u{FEFF}a", "abc"])
    func `what has no mark of UTF-16 is left as it is`(text: String) {
        #expect(!TextEncoding.isUTF16(Array(text.utf8)))
        #expect(cut(text, into: 100, by: 1).map(\.text).joined() == text)
    }

    private func cut(_ text: String, into size: Int, by step: Int) -> [(text: String, line: Int)] {
        cut(Array(text.utf8), into: size, by: step)
    }

    private func cut(_ bytes: [UInt8], into size: Int, by step: Int) -> [(text: String, line: Int)] {
        var pieces = TextPieces(size: size)
        var all: [(text: String, line: Int)] = []
        for start in stride(from: 0, to: bytes.count, by: step) {
            let part = Array(bytes[start..<min(bytes.count, start + step)])
            pieces.add(part.rawBytes) { all.append((String(decoding: $0, as: UTF8.self), $1)) }
        }
        pieces.finish { all.append((String(decoding: $0, as: UTF8.self), $1)) }
        return all
    }
}
