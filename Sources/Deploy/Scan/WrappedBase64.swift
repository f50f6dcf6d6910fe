/// The base64 in `text` that was broken into lines of one length and a last one no longer, as MIME and `base64` do
/// (RFC 2045 §6.8).
struct WrappedBase64 {
    /// Its digits without padding.
    fileprivate(set) var digits: [UInt8]
    /// Where it lies in the text.
    fileprivate(set) var range: Range<Int>
    /// How many lines stand before it.
    let line: Int
}

/// All the base64 in `text` that was broken into lines, in the order in which it stands there.
func wrappedBase64(in text: [UInt8]) -> [WrappedBase64] {
    var blocks: [WrappedBase64] = []
    var block: WrappedBase64?
    var width = 0
    func close() {
        if let block, block.digits.count > width { blocks.append(block) }
        block = nil
    }
    for (number, line) in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
        guard let (digits, isPadded) = digitsAlone(line) else {
            close()
            continue
        }
        if let begin = block?.range.lowerBound, digits.count <= width {
            block?.digits += digits
            block?.range = begin..<line.endIndex
            if digits.count == width, !isPadded { continue }
            close()
        } else {
            close()
            guard digits.count >= shortestLine else { continue }
            block = WrappedBase64(digits: Array(digits), range: line.startIndex..<line.endIndex, line: number)
            width = digits.count
        }
    }
    close()
    return blocks
}

/// Where the base64 begins that ends with the last line of `text`, a whole one, and may go on in the next; nil where none
/// does. What is longer than `limit` is not followed to its beginning, but to that of one of its lines.
func openBase64(in text: ArraySlice<UInt8>, limit: Int) -> Int? {
    let newline = UInt8(ascii: "\n")
    guard text.last == newline else { return nil }
    var begin: Int?
    var width = 0
    let last = text.endIndex - 1
    var end = last
    while last - (begin ?? last) < limit {
        let start = text[..<end].lastIndex(of: newline).map { $0 + 1 } ?? text.startIndex
        guard let (digits, isPadded) = digitsAlone(text[start..<end]), !isPadded, digits.count >= shortestLine,
            begin == nil || digits.count == width
        else { break }
        begin = start
        width = digits.count
        guard start > text.startIndex else { break }
        end = start - 1
    }
    return begin
}

/// Lines that are shorter are words.
private let shortestLine = 32

/// The base64 digits that a line has between blanks and padding, where it has nothing else; and whether it is padded.
private func digitsAlone(_ line: ArraySlice<UInt8>) -> (digits: ArraySlice<UInt8>, isPadded: Bool)? {
    let start = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    let digits = start.prefix { $0.isBase64 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    let end = start[digits.endIndex...]
    guard !digits.isEmpty, end.allSatisfy({ $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "\r") }) else { return nil }
    return (digits, end.first == UInt8(ascii: "="))
}
