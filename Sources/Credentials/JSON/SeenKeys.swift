/// The keys of one object so far. Objects are small as a rule, and for few keys looking beats hashing; most are known
/// to be new by a mark that no other has.
struct SeenKeys {
    private var marks: UInt64 = 0
    private var few: [String] = []
    private var many: Set<String> = []

    /// Adds a key; false where it is there already.
    mutating func insert(_ key: String) -> Bool {
        let mark = Self.mark(of: key)
        let isMarked = marks & mark != 0
        marks |= mark
        guard few.count >= 32 else {
            if isMarked, few.contains(key) { return false }
            if few.isEmpty { few.reserveCapacity(20) }
            few.append(key)
            return true
        }
        return !few.contains(key) && many.insert(key).inserted
    }

    private static func mark(of key: String) -> UInt64 {
        let letters = key.utf8
        // Beyond ASCII, equal keys may be spelled differently.
        guard letters.allSatisfy({ $0 < 0x80 }) else { return .max }
        let spread = UInt64(letters.first ?? 0) &* 7 &+ UInt64(letters.last ?? 0) &* 13 &+ UInt64(letters.count)
        return 1 << (spread % 64)
    }
}
