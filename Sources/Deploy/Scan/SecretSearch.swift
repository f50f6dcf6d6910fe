import Sealing

/// A piece of text that may be a secret.
public struct SecretCandidate: Hashable, Sendable {
    /// What it is by the way it begins; nil for a word that is only as long as a secret that is looked for.
    public let kind: SecretKind?
    /// Whether it is a secret by its looks alone, whoever it belongs to.
    public let isLikely: Bool
    /// The line that it begins at.
    public let line: Int

    fileprivate var unlikely: SecretCandidate { SecretCandidate(kind: kind, isLikely: false, line: line) }
}

/// Cuts out of text whatever may be a secret of Google's: what begins as they do, private keys in PEM, and words of a length
/// that is looked for.
///
/// It looks through base64 as in manifests of Kubernetes, also over several lines, through percent signs as in addresses, and
/// through the backslashes of JSON. Bytes that are no text are searched all the same.
public struct SecretSearch: Sendable {
    private let wordLengths: Set<Int>

    /// A search for secrets that show what they are, and for words of these lengths in bytes.
    public init(wordLengths: Set<Int> = []) {
        self.wordLengths = wordLengths
    }

    /// Lends each candidate in `text`, whose first line is number `line`. One may come twice.
    ///
    /// A private key comes as its base64 digits alone, so that one that is written in another way compares equal. What lies in
    /// base64 comes with the line that the base64 begins at.
    public func candidates(in text: [UInt8], line: Int, _ body: (SecretCandidate, RawSpan) -> Void) {
        search(text, line: line, depth: 0, body)
    }

    private func search(_ text: [UInt8], line first: Int, depth: Int, _ body: (SecretCandidate, RawSpan) -> Void) {
        var line = first
        var index = 0
        let blocks = depth < 2 ? wrappedBase64(in: text) : []
        var block = 0
        while index < text.count {
            let start = index
            while index < text.count, text[index].isOfSecret { index += 1 }
            guard index > start else {
                // What was decoded lies on one line, whatever it says.
                if text[index] == UInt8(ascii: "\n"), depth == 0 { line += 1 }
                index += 1
                continue
            }
            guard let key = PrivateKeyText(in: text, after: start..<index) else {
                while block < blocks.count, blocks[block].range.upperBound <= start { block += 1 }
                let isPart = block < blocks.count && blocks[block].range.contains(start)
                look(at: text, start..<index, isPartOfBase64: isPart, line, depth, body)
                continue
            }
            body(SecretCandidate(kind: .privateKey, isLikely: key.isOfJSON, line: line), key.digits.rawBytes)
            if depth == 0 { line += text[index..<key.end].count { $0 == UInt8(ascii: "\n") } }
            index = key.end
        }
        for block in blocks {
            guard let decoded = textDecoded(base64: block.digits[...]) else { continue }
            search(decoded, line: depth == 0 ? first + block.line : first, depth: depth + 1, body)
        }
    }

    /// Looks at a run of characters that secrets, addresses and base64 are made of.
    private func look(
        at text: [UInt8],
        _ run: Range<Int>,
        isPartOfBase64: Bool,
        _ line: Int,
        _ depth: Int,
        _ body: (SecretCandidate, RawSpan) -> Void
    ) {
        guard run.count >= 8 else { return }
        var word = run.lowerBound
        var isWrapped = (escape: false, percent: false)
        var accessTokenEnd = run.lowerBound
        for index in run {
            let byte = text[index]
            if byte == UInt8(ascii: "\\") { isWrapped.escape = true }
            if byte == UInt8(ascii: "%") { isWrapped.percent = true }
            // Of all that begins so only access tokens could lie within each other: each byte is looked at in one of them.
            if index == run.lowerBound || !text[index - 1].isOfName, let prefix = SecretPrefix(at: index, of: text),
                prefix != .accessToken || index >= accessTokenEnd
            {
                let secret = prefix.range(in: text[index..<run.upperBound])
                let candidate = SecretCandidate(kind: prefix.kind, isLikely: prefix.isLikely(text[secret]), line: line)
                body(candidate, text.rawBytes.extracting(secret))
                if prefix == .accessToken { accessTokenEnd = secret.upperBound }
            }
            if !byte.isOfName {
                offer(text, word..<index, line, body)
                word = index + 1
            }
        }
        offer(text, word..<run.upperBound, line, body)
        if word > run.lowerBound { offer(text, run, line, body) }
        guard depth < 2 else { return }
        if isWrapped.escape { search(unescaped(text[run]), line: line, depth: depth + 1, body) }
        if isWrapped.percent { search(percentDecoded(text[run]), line: line, depth: depth + 1, body) }
        guard let decoded = textDecoded(base64: text[run]) else { return }
        search(decoded, line: line, depth: depth + 1) { candidate, bytes in
            // What ends with one of several lines may go on in the next, and looks like a secret there.
            let isCut = isPartOfBase64 && decoded.suffix(bytes.byteCount).elementsEqual(bytes.array)
            body(isCut ? candidate.unlikely : candidate, bytes)
        }
    }

    private func offer(_ text: [UInt8], _ word: Range<Int>, _ line: Int, _ body: (SecretCandidate, RawSpan) -> Void) {
        guard wordLengths.contains(word.count) else { return }
        body(SecretCandidate(kind: nil, isLikely: false, line: line), text.rawBytes.extracting(word))
    }
}

extension UInt8 {
    /// Whether names and Google's secrets have it: a letter, a digit, `_` or `-`.
    fileprivate var isOfName: Bool { isOfKey && self != UInt8(ascii: ".") }

    /// Whether secrets have it, or what secrets are wrapped in.
    fileprivate var isOfSecret: Bool {
        switch self {
        case UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: "~"), UInt8(ascii: "%"), UInt8(ascii: "\\"): true
        default: isOfKey
        }
    }
}
