import Dispatch
import Foundation
import Synchronization

/// Opens many rows, a batch at a time on all cores, and sums up their marks.
struct Scan<Value: Sendable>: ~Copyable {
    private let keys: EpochKeys
    private let newestSeq: UInt64
    private let read: @Sendable (Record) throws -> Value?
    private var waiting: [RecordRow] = []
    private var values: [Value] = []
    private var sums = Sums()

    /// A scan of rows of writes up to `newestSeq`, which keeps what `read` makes of them.
    init(keys: EpochKeys, newestSeq: UInt64, read: @escaping @Sendable (Record) throws -> Value?) {
        self.keys = keys
        self.newestSeq = newestSeq
        self.read = read
    }

    /// Takes the next row in. Throws what is wrong with it, or with one before.
    mutating func add(_ row: RecordRow) throws {
        waiting.append(row)
        if waiting.count == batchSize { try open() }
    }

    /// What was made of all rows, in their order, and the sums of their marks.
    consuming func finish() throws -> (values: [Value], sums: Sums) {
        try open()
        return (values, sums)
    }

    /// So many that threads are worth their start, and of a size that memory does not notice.
    private var batchSize: Int { 512 }

    private mutating func open() throws {
        let rows = waiting
        waiting.removeAll(keepingCapacity: true)
        let share = max(32, (rows.count + coreCount - 1) / coreCount)
        let shares = stride(from: 0, to: rows.count, by: share).map { rows[$0..<min($0 + share, rows.count)] }
        let done = Mutex<[Result<Opened, any Error>?]>(Array(repeating: nil, count: shares.count))
        DispatchQueue.concurrentPerform(iterations: shares.count) { [keys, newestSeq, read] index in
            let opened = Result { try Opened(shares[index], keys: keys, newestSeq: newestSeq, read: read) }
            done.withLock { $0[index] = opened }
        }
        for case let opened? in done.withLock({ $0 }) {
            let opened = try opened.get()
            values += opened.values
            for (bucket, mark) in opened.marks { sums[bucket] &+= mark }
        }
    }

    private var coreCount: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// A share of a batch, opened.
    private struct Opened: Sendable {
        var values: [Value] = []
        var marks: [(bucket: UInt8, mark: UInt256)] = []

        init(
            _ rows: ArraySlice<RecordRow>,
            keys: EpochKeys,
            newestSeq: UInt64,
            read: (Record) throws -> Value?
        ) throws {
            var boxes = RecordBoxes(keys)
            values.reserveCapacity(rows.count)
            marks.reserveCapacity(rows.count)
            for row in rows {
                marks.append((row.recordID[0], keys.mark(of: row)))
                if let value = try read(try boxes.open(row, upTo: newestSeq)) { values.append(value) }
            }
        }
    }
}
