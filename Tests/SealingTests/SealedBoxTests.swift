import Testing

@testable import Sealing

struct SealedBoxTests {
    @Test func `the key's owner opens what was closed to it`() throws {
        let keys = SealedBox.KeyPair()
        let box = try sealed(counting(100), to: keys.publicKey)
        #expect(box.count == 100 + SealedBox.overhead)
        #expect(SealedBox.open(box.rawBytes, with: keys)?.revealed == counting(100))
    }

    @Test func `nobody else does`() throws {
        let box = try sealed(counting(100), to: SealedBox.KeyPair().publicKey)
        #expect(SealedBox.open(box.rawBytes, with: SealedBox.KeyPair())?.revealed == nil)
    }

    @Test func `a box with any byte changed does not open`() throws {
        let keys = SealedBox.KeyPair()
        let box = try sealed(counting(4), to: keys.publicKey)
        for index in box.indices {
            var changed = box
            changed[index] ^= 1
            #expect(SealedBox.open(changed.rawBytes, with: keys)?.revealed == nil)
        }
    }

    @Test func `the same content is closed differently each time`() {
        let keys = SealedBox.KeyPair()
        let boxes = (0..<2).map { _ in SealedBox.seal(counting(4).rawBytes, to: keys.publicKey) }
        #expect(boxes[0] != boxes[1])
    }

    @Test(arguments: [0, 31, 33])
    func `a public key has exactly 32 bytes`(byteCount: Int) {
        #expect(SealedBox.seal(counting(4).rawBytes, to: counting(byteCount)) == nil)
    }

    @Test func `fewer bytes than the overhead are no box`() {
        #expect(SealedBox.open(counting(47).rawBytes, with: SealedBox.KeyPair())?.revealed == nil)
    }

    private func sealed(_ content: [UInt8], to publicKey: [UInt8]) throws -> [UInt8] {
        let box = SealedBox.seal(content.rawBytes, to: publicKey)
        return try #require(box)
    }
}
