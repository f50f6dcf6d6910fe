import Operations
import Sealing

/// Takes apart what `git cat-file --batch` says: for each object a line with its name, its type and its size, then its bytes
/// and a newline.
struct GitObjects {
    private let index: SecretIndex
    private var header: [UInt8] = []
    private var current: (name: String, rest: Int, reader: SecretReader?)?
    /// How many objects came.
    private(set) var count = 0
    /// How many of them were not looked at or into, by the reason.
    private(set) var leftOut: [String: Int] = [:]
    /// How many of them are compressed.
    private(set) var compressedCount = 0
    /// How many of them git named and could not give.
    private(set) var unreadable = 0
    /// What was found, by object.
    private(set) var found: [String: [FoundSecret]] = [:]

    init(_ index: SecretIndex) {
        self.index = index
    }

    /// Takes in what git says next.
    mutating func add(_ bytes: RawSpan) {
        var start = 0
        while start < bytes.byteCount {
            guard let object = current else {
                start = readHeader(bytes, from: start)
                continue
            }
            let end = min(bytes.byteCount, start + object.rest)
            if end > start { _ = current?.reader?.add(bytes.extracting(start..<end)) }
            current?.rest -= end - start
            start = end
            if current?.rest == 0, start < bytes.byteCount {
                start += 1  // The newline after the object.
                close()
            }
        }
    }

    /// Counts what broke off with the last word.
    mutating func finish() {
        if current != nil || !header.isEmpty { unreadable += 1 }
        close()
    }

    private mutating func readHeader(_ bytes: RawSpan, from start: Int) -> Int {
        var index = start
        while index < bytes.byteCount, bytes[index] != UInt8(ascii: "\n") {
            header.append(bytes[index])
            index += 1
        }
        guard index < bytes.byteCount else { return index }
        let words = String(decoding: header, as: UTF8.self).split(separator: " ")
        header = []
        if words.count == 3, let size = Int(words[2]), size >= 0 {
            // A tree holds names alone.
            let reader = words[1] == "tree" ? nil : SecretReader(self.index, byteCount: size)
            current = (String(words[0]), size, reader)
        } else {
            // `<object> missing`, also where it is there and damaged: git goes on, and ends with status 0.
            unreadable += 1
        }
        return index + 1
    }

    private mutating func close() {
        guard var object = current else { return }
        current = nil
        count += 1
        object.reader?.finish()
        if let gap = object.reader?.gap { leftOut[gap, default: 0] += 1 }
        if object.reader?.compression != nil { compressedCount += 1 }
        if let secrets = object.reader?.found, !secrets.isEmpty { found[object.name] = secrets }
    }
}
