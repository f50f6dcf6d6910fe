/// Where the documents of a file of JSON lie, and the file without what .NET allows beyond JSON.
struct JSONDocuments {
    /// The file with blanks in place of comments and of commas that no value follows; as long as the file itself.
    let cleaned: [UInt8]
    /// The documents, each an object, with the blanks behind it where it is the only one; and the line that each starts at,
    /// from 1.
    let documents: [(range: Range<Int>, line: Int)]

    init(_ bytes: [UInt8]) throws(ImportError) {
        var cleaned = bytes
        var documents: [(range: Range<Int>, line: Int)] = []
        var start = (offset: 0, line: 1)
        var line = 1
        var depth = 0
        var comma: Int?
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            var next = index + 1
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): break
            case UInt8(ascii: "\""):
                next = Self.endOfString(bytes, from: index)
                comma = nil
            case UInt8(ascii: "/"):
                guard let end = Self.endOfComment(bytes, from: index) else { throw ImportError(.notJSON, line: line) }
                next = end
                for place in index..<next where bytes[place] != UInt8(ascii: "\n") {
                    cleaned[place] = UInt8(ascii: " ")
                }
            case UInt8(ascii: ","): comma = index
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if depth == 0 { start = (index, line) }
                depth += 1
                comma = nil
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if let comma { cleaned[comma] = UInt8(ascii: " ") }
                comma = nil
                depth -= 1
                guard depth >= 0 else { throw ImportError(.notJSON, line: line) }
                if depth == 0 { documents.append((start.offset..<next, start.line)) }
            default:
                guard depth > 0 else { throw ImportError(.notJSON, line: line) }
                comma = nil
            }
            line += bytes[index..<next].count { $0 == UInt8(ascii: "\n") }
            index = next
        }
        guard depth == 0 else { throw ImportError(.notJSON, line: line) }
        // A file of one document is that document to its last byte, the closing newline included.
        if documents.count == 1, cleaned[documents[0].range.upperBound...].allSatisfy({ $0 <= UInt8(ascii: " ") }) {
            documents[0].range = documents[0].range.lowerBound..<bytes.count
        }
        self.cleaned = cleaned
        self.documents = documents
    }

    private static func endOfString(_ bytes: [UInt8], from start: Int) -> Int {
        var index = start + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, bytes.count)
    }

    /// Where the comment ends that begins at `start`; nil where none begins there.
    private static func endOfComment(_ bytes: [UInt8], from start: Int) -> Int? {
        let next = start + 1 < bytes.count ? bytes[start + 1] : 0
        var index = start + 2
        switch next {
        case UInt8(ascii: "/"):
            while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
            return index
        case UInt8(ascii: "*"):
            while index + 1 < bytes.count, bytes[index] != UInt8(ascii: "*") || bytes[index + 1] != UInt8(ascii: "/") {
                index += 1
            }
            return min(index + 2, bytes.count)
        default:
            return nil
        }
    }
}
