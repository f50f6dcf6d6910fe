import Testing

@testable import Sealing

struct SecretBytesTests {
    @Test func `bytes are filled in place and lent`() {
        let bytes = SecretBytes(byteCount: 3) { span in
            for index in 0..<3 { span.storeBytes(of: UInt8(index + 1), toByteOffset: index, as: UInt8.self) }
        }
        #expect(bytes.byteCount == 3)
        #expect(bytes.revealed == [1, 2, 3])
    }

    @Test func `what is not filled is zero`() {
        #expect(SecretBytes(byteCount: 100) { _ in }.revealed == [UInt8](repeating: 0, count: 100))
    }

    @Test func `none at all are possible`() {
        #expect(SecretBytes(byteCount: 0) { _ in }.revealed == [])
        #expect(secret([]).copy().revealed == [])
    }

    @Test func `an error while filling is the initialiser's`() {
        struct Failure: Error {}
        #expect(throws: Failure.self) { _ = try SecretBytes(byteCount: 3) { _ in throw Failure() } }
    }

    @Test func `taking bytes out of an array leaves zeros there`() {
        var array = counting(10, from: 1)
        #expect(SecretBytes(wiping: &array).revealed == counting(10, from: 1))
        #expect(array == [UInt8](repeating: 0, count: 10))
    }

    @Test func `wiping an array leaves zeros, also of none`() {
        var array = counting(10, from: 1)
        wipe(&array)
        #expect(array == [UInt8](repeating: 0, count: 10))
        var empty: [UInt8] = []
        wipe(&empty)
        #expect(empty.isEmpty)
    }

    @Test(arguments: [0, 1, 31, 32, 33, 64, 1000, 2048, 2049, 16_384, 100_000])
    func `what was given back is wiped, and zero for whoever gets it next`(byteCount: Int) {
        for _ in 0..<3 {
            let ones = [UInt8](repeating: 0xff, count: byteCount)
            let all = (0..<(byteCount > 2048 ? 20 : 600)).map { _ in Held(secret(ones)) }
            #expect(all.allSatisfy { $0.bytes.revealed == ones })
        }
        #expect(SecretBytes(byteCount: byteCount) { _ in }.revealed == [UInt8](repeating: 0, count: byteCount))
    }

    @Test func `of many that are held at once none lies on another`() {
        let all = (0..<5000).map { number in Held(secret(counting(1 + number % 100, from: number % 251))) }
        for (number, held) in all.enumerated() {
            #expect(held.bytes.revealed == counting(1 + number % 100, from: number % 251))
        }
    }

    @Test func `many threads get and give back, and each has its own`() async {
        await withTaskGroup(of: Bool.self) { group in
            for thread in 0..<8 {
                group.addTask {
                    (0..<5000).allSatisfy { number in
                        let expected = [UInt8](repeating: UInt8(thread), count: 1 + number % 70)
                        return secret(expected).revealed == expected
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    @Test func `random bytes differ`() {
        #expect(SecretBytes(randomByteCount: 32).revealed != SecretBytes(randomByteCount: 32).revealed)
        #expect(SymmetricKey().revealed != SymmetricKey().revealed)
        #expect(RandomSource.system.bytes(32) != RandomSource.system.bytes(32))
    }

    @Test func `a copy has the same bytes in memory of its own`() {
        let original = secret(counting(32))
        let copy = original.copy()
        original.overwrite(at: 0, with: [0xff].rawBytes)
        #expect(copy.revealed == counting(32))
    }

    @Test(arguments: [0, 15, 16, 17, 255, 256, 257, 100_000])
    func `a buffer grows to what is written into it`(byteCount: Int) {
        var buffer = SecretBuffer(capacity: 0)
        for byte in counting(byteCount) { buffer.append(byte) }
        #expect(buffer.byteCount == byteCount)
        #expect(buffer.finish().revealed == counting(byteCount))
    }

    @Test func `a buffer takes text, secrets and single bytes`() {
        var buffer = SecretBuffer(capacity: 16)
        buffer.append("tökén=")
        buffer.append(secret(counting(300)))
        buffer.append(UInt8(ascii: "\n"))
        #expect(buffer.finish().revealed == Array("tökén=".utf8) + counting(300) + [10])
    }

    @Test func `what is taken back is gone`() {
        var buffer = SecretBuffer()
        buffer.append("abc")
        buffer.removeLast()
        buffer.append("d")
        #expect(buffer.byteCount == 3)
        #expect(buffer.finish().revealed == Array("abd".utf8))
    }

    @Test func `nothing can be taken back from nothing`() {
        var buffer = SecretBuffer()
        buffer.removeLast()
        buffer.append("abc")
        buffer.removeAll()
        #expect(buffer.byteCount == 0)
        #expect(buffer.finish().revealed == [])
    }
}

/// Secret bytes in an array.
private final class Held {
    let bytes: SecretBytes

    init(_ bytes: consuming SecretBytes) {
        self.bytes = bytes
    }
}
