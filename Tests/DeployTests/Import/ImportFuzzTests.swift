import Deploy
import Sealing
import Testing

struct ImportFuzzTests {
    @Test(arguments: ExportFormat.plaintext)
    func `two thousand mutations of a file are read or refused`(format: ExportFormat) throws {
        let credential = try sample(
            secret: "it's\"so\"",
            developerToken: "dev",
            loginCustomerID: "0123456789",
            networkCode: "314",
            accountEmail: "ada@example.com"
        )
        let original = try format.file(for: credential, options: sampleOptions()).revealed()
        var random = SplitMix(state: 5)
        var outcomes = (read: 0, refused: 0)
        for _ in 0..<2000 {
            let contents = mutated(original, using: &random)
            do {
                let file = try ImportedFile(contents: contents.rawBytes, name: "file")
                #expect(!file.credentials.isEmpty)
                outcomes.read += 1
            } catch {
                #expect(!error.description.isEmpty)
                outcomes.refused += 1
            }
        }
        // Both happen, or the mutations would be of no use.
        #expect(outcomes.read > 0 && outcomes.refused > 0)
    }

    @Test func `bytes that are no file are refused`() {
        var random = SplitMix(state: 6)
        for _ in 0..<2000 {
            let contents = (0..<Int.random(in: 0...64, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect(throws: ImportError.self) { _ = try ImportedFile(contents: contents.rawBytes, name: "file") }
        }
    }

    @Test(arguments: [
        "{}", "{\"a\":1}", "\"", "[", "- ", "GOOGLE_ADS_X=1\n", "a: b\n", "k=\\\n", "api.googleads.x=\\\n", "//\n{}",
        "/*", "---\na: b\n", "clientId=\n", "c.x = ''\n", "[GOOGLE_ADS]\n", "\n", "\\", "? ", "{\"a\":", "a: {b: c}\n",
        "\"a\": 'b'\n",
    ])
    func `what repeats itself takes no time that grows with its square`(piece: String) {
        for start in ["", "client_id: a\n", "{", "[GOOGLE_ADS]\n", "api.googleads.clientId=", "clientId=a\n"] {
            let count = (1 << 16) / piece.utf8.count
            let text = start + String(repeating: piece, count: count)
            let clock = ContinuousClock()
            let time = clock.measure {
                do {
                    _ = try read(text)
                } catch {
                    #expect(error is ImportError)
                }
            }
            // That would be minutes, where it is well below a second.
            #expect(time < .seconds(10), "\(start) \(piece)")
        }
    }

    private func mutated(_ original: [UInt8], using random: inout SplitMix) -> [UInt8] {
        var bytes = original
        let signs = Array("\"'\\{}[]#=:;,&*!|$\n\r\0 -0x%<\u{E9}".utf8)
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.insert(signs.randomElement(using: &random) ?? 0, at: place)
            case 2: bytes.remove(at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &random)))
            default: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
            }
        }
        return bytes
    }
}
