import Deploy
import Operations
import Sealing

/// Looks for secrets in one file or object as its bytes come.
struct SecretReader {
    /// Why a long binary file is left out.
    static let reason = "binary, and longer than 16 MiB"

    private let index: SecretIndex
    private let byteCount: Int
    private var pieces = TextPieces()
    private var isBegun = false
    /// What was found, each secret once a line.
    private(set) var found: [FoundSecret] = []
    /// Whether it was not looked at: binary, and too long.
    private var isLeftOut = false
    private var head: [UInt8] = []

    /// What hides the text from a reader, as far as the first bytes tell. What is not hidden is looked at all the same.
    var compression: Compression? { Compression(head: head) }

    /// Why it was not looked at, or not into; nil where it was.
    var gap: String? { compression.map { "compressed (\($0.rawValue))" } ?? (isLeftOut ? Self.reason : nil) }

    /// A reader of `byteCount` bytes, as far as that is known beforehand.
    init(_ index: SecretIndex, byteCount: Int) {
        self.index = index
        self.byteCount = byteCount
    }

    /// Takes in what comes; false where no more of it is wanted.
    mutating func add(_ bytes: RawSpan) -> Bool {
        head += bytes.extracting(0..<min(bytes.byteCount, Compression.headLength - head.count)).array
        if !isBegun {
            isBegun = true
            let head = bytes.extracting(0..<min(bytes.byteCount, 8192)).array
            isLeftOut = byteCount > 16 << 20 && head.contains(0) && !TextEncoding.isUTF16(head)
        }
        guard !isLeftOut else { return false }
        var secrets: [FoundSecret] = []
        pieces.add(bytes) { [index] text, line in secrets += index.secrets(in: text, line: line) }
        take(secrets)
        return true
    }

    /// Looks at what is left.
    mutating func finish() {
        var secrets: [FoundSecret] = []
        pieces.finish { [index] text, line in secrets += index.secrets(in: text, line: line) }
        take(secrets)
    }

    private mutating func take(_ secrets: [FoundSecret]) {
        // Where pieces overlap, the end of one is the start of the next.
        found += secrets.filter { secret in !found.suffix(64).contains(secret) }
    }
}
