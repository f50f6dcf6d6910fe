import Testing

@testable import Sealing

struct PaddingTests {
    @Test(arguments: [(0, 256), (1, 256), (254, 256), (255, 256), (256, 512), (257, 512), (511, 512), (512, 768)])
    func `padding always adds, up to the next block`(byteCount: Int, padded: Int) {
        let content = counting(byteCount)
        let plain = Padding.pad(content, block: 256)
        #expect(plain.count == padded)
        #expect(Array(plain.prefix(byteCount)) == content)
        #expect(Array(plain.dropFirst(byteCount)) == [0x80] + [UInt8](repeating: 0, count: padded - byteCount - 1))
        #expect(Padding.pad(secret(content), block: 256).revealed == plain)
        #expect(Padding.contentByteCount(of: plain.rawBytes, block: 256) == byteCount)
    }

    @Test(arguments: [
        [], counting(255), [UInt8](repeating: 0, count: 256), [UInt8](repeating: 0xff, count: 256),
        [UInt8](repeating: 0, count: 255) + [0x81], [0x80] + [UInt8](repeating: 0, count: 256),
        [0x80] + [UInt8](repeating: 0, count: 511),
    ])
    func `what is no padding is refused`(bytes: [UInt8]) {
        #expect(Padding.contentByteCount(of: bytes.rawBytes, block: 256) == nil)
    }
}
