/// A form in which a file hides its text, told by the file's first bytes.
public enum Compression: String, Sendable {
    /// RFC 1952 §2.3.1.
    case gzip
    /// PKWARE's APPNOTE §4.3: an archive, an empty one, and one of several parts.
    case zip
    /// The .xz file format §2.1.1.1.
    case xz
    /// RFC 8878 §3.1.1.
    case zstd
    /// `BZh`, the block size, then a block or the end.
    case bzip2
    /// 7zFormat.txt, SignatureHeader.
    case sevenZip = "7z"

    /// How many bytes tell it.
    public static let headLength = 10

    /// What a file that begins with `head` is compressed by; nil where it is none of these.
    public init?(head: [UInt8]) {
        guard let mark = Self.marks.first(where: { head.starts(with: $0.bytes) }) else { return nil }
        self = mark.form
    }

    /// The bytes that each begins with.
    private static let marks: [(form: Compression, bytes: [UInt8])] = {
        let zips: [[UInt8]] = [[0x03, 0x04], [0x05, 0x06], [0x07, 0x08]]
        let blocks: [[UInt8]] = [[0x31, 0x41, 0x59, 0x26, 0x53, 0x59], [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]]
        return [
            (.gzip, [0x1F, 0x8B]), (.xz, [0xFD] + Array("7zXZ".utf8) + [0x00]), (.zstd, [0x28, 0xB5, 0x2F, 0xFD]),
            (.sevenZip, Array("7z".utf8) + [0xBC, 0xAF, 0x27, 0x1C]),
        ] + zips.map { (.zip, Array("PK".utf8) + $0) }
            + (1...9).flatMap { size in blocks.map { (.bzip2, Array("BZh\(size)".utf8) + $0) } }
    }()
}
