extension SeededGenerator {
    /// A number from 0 to `bound`, that one not included.
    mutating func below(_ bound: Int) -> Int { bound < 1 ? 0 : Int.random(in: 0..<bound, using: &self) }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }

    /// Of any length that a secret may have; few are long, and one in a thousand is as long as can be.
    mutating func secret() -> [UInt8] {
        switch below(1000) {
        case 0: [UInt8](repeating: .random(in: .min ... .max, using: &self), count: 4 << 20)
        case 1..<50: bytes(below(40_000))
        default: bytes(below(600))
        }
    }

    /// A text of at most `limit` bytes, some of whose characters JSON must escape.
    mutating func text(_ limit: Int) -> String {
        let letters: [Character] = ["a", "Z", "0", " ", "\"", "\\", "/", "ä", "…", "\n", "\u{1}", "\u{1F511}"]
        return String((0..<below(limit / 6)).map { _ in letters[below(letters.count)] })
    }
}
