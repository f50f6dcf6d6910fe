/// What a transaction knows of the rows that it checked or wrote itself, so that each reading of them is held against the
/// first one.
struct CheckedRows {
    private var buckets: Set<UInt8> = []
    /// By the rows' ids the lowest bits of their marks: enough, since nobody without the key knows any mark. A transaction
    /// may write a hundred thousand.
    private var marks: [UInt128: UInt64] = [:]

    /// Whether all rows of this bucket were checked.
    func covers(_ bucket: UInt8) -> Bool {
        buckets.contains(bucket)
    }

    /// Whether a row of this id and mark, or no such row where that is nil, is what was checked.
    func hold(_ mark: UInt256?, for recordID: [UInt8]) -> Bool {
        marks[Self.number(recordID)] == mark?.lowestBits
    }

    /// Adds a bucket with all its rows.
    mutating func add(_ bucket: UInt8, _ rows: [(recordID: [UInt8], mark: UInt256)]) {
        buckets.insert(bucket)
        for row in rows { marks[Self.number(row.recordID)] = row.mark.lowestBits }
    }

    /// Takes note of a row that was written, or, where its mark is nil, removed.
    mutating func replace(_ recordID: [UInt8], with mark: UInt256?) {
        if covers(recordID[0]) { marks[Self.number(recordID)] = mark?.lowestBits }
    }

    private static func number(_ recordID: [UInt8]) -> UInt128 {
        recordID.reduce(0) { $0 << 8 | UInt128($1) }
    }
}
