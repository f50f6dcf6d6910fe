/// What a transaction knows of the rows that it checked or wrote itself, so that each reading of them is held against the
/// first one.
struct CheckedRows {
    /// A row's id, and the lowest bits of its mark: enough, since nobody without the key knows any mark. A transaction may
    /// write a hundred thousand.
    typealias Known = (id: UInt128, mark: UInt64)

    /// The rows of each bucket that was checked, ascending by id.
    private var buckets: [UInt8: [Known]] = [:]

    /// Whether all rows of this bucket were checked.
    func covers(_ bucket: UInt8) -> Bool {
        buckets[bucket] != nil
    }

    /// Whether a row of this id and mark, or no such row where that is nil, is what was checked.
    func hold(_ mark: UInt256?, for recordID: [UInt8]) -> Bool {
        guard let rows = buckets[recordID[0]] else { return false }
        let id = UInt128(bigEndian: recordID)
        let place = Self.place(of: id, in: rows)
        let known = place < rows.count && rows[place].id == id ? rows[place].mark : nil
        return known == mark?.lowestBits
    }

    /// Adds a bucket with all its rows, which come ascending by id.
    mutating func add(_ bucket: UInt8, _ rows: [Known]) {
        buckets[bucket] = rows
    }

    /// Takes note of a row that was written, or, where its mark is nil, removed.
    mutating func replace(_ recordID: [UInt8], with mark: UInt256?) {
        guard covers(recordID[0]) else { return }
        let id = UInt128(bigEndian: recordID)
        Self.replace(id, with: mark.map { (id, $0.lowestBits) }, in: &buckets[recordID[0], default: []])
    }

    private static func replace(_ id: UInt128, with row: Known?, in rows: inout [Known]) {
        let place = place(of: id, in: rows)
        let isKnown = place < rows.count && rows[place].id == id
        rows.replaceSubrange(place..<(isKnown ? place + 1 : place), with: row.map { [$0] } ?? [])
    }

    /// Where a row of this id is, or would be.
    private static func place(of id: UInt128, in rows: [Known]) -> Int {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
