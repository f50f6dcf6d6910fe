import Sealing

/// Takes apart what `git log --reverse --raw --cc` says: which commit first brought an object in, and under which path.
struct GitOrigins {
    /// Where an object comes from.
    struct Origin {
        /// The commit's place in the log, from the oldest.
        let number: Int
        let commit: String?
        let path: String
    }

    private let wanted: Set<String>
    private var line: [UInt8] = []
    private var commit: String?
    private var number = 0
    /// The origins of the objects that are wanted, as far as the log tells.
    private(set) var origins: [String: Origin] = [:]

    init(of wanted: Set<String>) {
        self.wanted = wanted
    }

    /// Takes in what git says next.
    mutating func add(_ bytes: RawSpan) {
        for index in 0..<bytes.byteCount {
            guard bytes[index] == UInt8(ascii: "\n") else {
                line.append(bytes[index])
                continue
            }
            read(String(decoding: line, as: UTF8.self))
            line = []
        }
    }

    private mutating func read(_ line: String) {
        guard line.hasPrefix(":") else {
            guard !line.isEmpty else { return }
            commit = line
            number += 1
            // A secret may stand in the commit itself, as a rule in its message.
            return keep(line, path: "(commit)")
        }
        // For n parents n colons, then n + 1 modes and as many objects, the status, a tab and the path.
        let parents = line.prefix { $0 == ":" }.count
        let parts = line.split(separator: "\t", maxSplits: 1)
        let words = parts[0].dropFirst(parents).split(separator: " ")
        guard parts.count == 2, words.count >= 2 * parents + 2 else { return }
        keep(String(words[2 * parents + 1]), path: String(parts[1]))
    }

    private mutating func keep(_ object: String, path: String) {
        guard wanted.contains(object), origins[object] == nil else { return }
        origins[object] = Origin(number: number, commit: commit, path: path)
    }
}
