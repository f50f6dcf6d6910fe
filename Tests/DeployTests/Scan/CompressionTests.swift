import Deploy
import Testing

/// Compressed files, told by their first bytes.
struct CompressionTests {
    @Test(arguments: [
        ("1f8b0800", Compression.gzip), ("504b0304", .zip), ("504b0506", .zip), ("504b0708", .zip),
        ("fd377a585a00", .xz), ("28b52ffd", .zstd), ("425a6839314159265359", .bzip2), ("425a6831177245385090", .bzip2),
        ("377abcaf271c", .sevenZip),
    ])
    func `each form is told by its mark, and not by less of it`(head: String, form: Compression) {
        let bytes = bytes(head)
        #expect(Compression(head: bytes) == form)
        #expect(Compression(head: bytes + [0]) == form)
        #expect(bytes.count <= Compression.headLength)
        let mark = form == .gzip ? bytes.prefix(2) : bytes[...]
        #expect(Compression(head: Array(mark.dropLast())) == nil)
    }

    @Test(arguments: ["", "PK: a key", "BZh9 is no block", "7z"])
    func `a text that begins alike is none`(text: String) {
        #expect(Compression(head: Array(text.utf8)) == nil)
    }

    private func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
    }
}
