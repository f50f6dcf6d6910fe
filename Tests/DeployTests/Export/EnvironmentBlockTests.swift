import Testing

@testable import Deploy

struct EnvironmentBlockTests {
    @Test func `each variable ends with a zero byte, and nothing is quoted`() throws {
        let block = try sample(secret: "a 'b' $c\nd").environmentBlock().revealedText()
        #expect(block.hasPrefix("GOOGLE_ADS_USE_PROTO_PLUS=True\0"))
        #expect(block.contains("\0GOOGLE_ADS_CLIENT_SECRET=a 'b' $c\nd\0"))
        #expect(block.hasSuffix("\0"))
    }

    @Test func `a value with a zero byte is refused`() {
        #expect(throws: ExportError.unwritable(.clientSecret, .env)) {
            _ = try sample(secret: "a\0b").environmentBlock()
        }
    }
}
