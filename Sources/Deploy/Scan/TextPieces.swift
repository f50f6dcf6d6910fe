import Sealing

/// A long text that comes in pieces, handed on in larger ones, which end with a line and cut through no private key and no base64
/// over several lines. Of UTF-16 they have the characters of ASCII, each as one byte.
///
/// Where a line is longer than a piece, it is cut between words; and where not even a word ends, or base64 goes on for long,
/// the next piece begins with the end of the one before.
public struct TextPieces {
    private var text: [UInt8] = []
    private var encoding = TextEncoding()
    private var line = 1
    /// How much is handed on at once, in bytes.
    private let size: Int

    /// Nothing yet.
    public init(size: Int = 1 << 20) {
        self.size = size
    }

    /// Adds what came; `body` gets a piece, and the number of its first line, whenever there is enough for one.
    public mutating func add(_ bytes: RawSpan, _ body: ([UInt8], Int) throws -> Void) rethrows {
        text += encoding.plain(bytes.array)
        guard text.count >= size else { return }
        let (end, start) = ending ?? (text.count, max(0, text.count - overlap))
        try hand(text[..<end], body)
        let rest = text[start...]
        line += text[..<start].count { $0 == UInt8(ascii: "\n") }
        text = Array(rest)
    }

    /// Hands on what is left.
    public mutating func finish(_ body: ([UInt8], Int) throws -> Void) rethrows {
        text += encoding.end()
        if !text.isEmpty { try hand(text[...], body) }
        text = []
    }

    private func hand(_ part: ArraySlice<UInt8>, _ body: ([UInt8], Int) throws -> Void) rethrows {
        try body(Array(part), line)
    }

    /// Where a piece can end, and the next one begin: after its last line or word, or before a private key or base64 that may
    /// go on; nil where there is no such place.
    private var ending: (end: Int, next: Int)? {
        let gap = text.lastIndex(of: UInt8(ascii: "\n")) ?? text.suffix(overlap).lastIndex { gaps.contains($0) }
        guard let gap else { return nil }
        let tail = text[...gap].suffix(overlap)
        if let begin = tail.lastStart(of: "-----BEGIN"), tail[begin...].lastStart(of: "-----END") == nil {
            return begin > 0 ? (begin, begin) : nil
        }
        guard let begin = openBase64(in: text[...gap], limit: overlap) else { return (gap + 1, gap + 1) }
        return begin > 0 ? (gap - begin < overlap ? begin : gap + 1, begin) : nil
    }

    private var overlap: Int { min(PrivateKeyText.limit, size / 2) }
}

/// What neither secrets nor their wrappings have within them.
private let gaps = Set(" \t\"',;<>{}".utf8)

extension ArraySlice<UInt8> {
    /// Where `word` stands last; nil where it stands nowhere.
    fileprivate func lastStart(of word: StaticString) -> Int? {
        let letters = Array(word.description.utf8)
        return indices.last { self[$0] == letters[0] && self[$0...].starts(with: letters) }
    }
}
