import Synchronization

@testable import Vault

/// A store in which the n-th step that writes fails, the commit being one of them.
struct FaultyStore: VaultStore {
    let store: any VaultStore
    let fuse: Fuse

    var location: String { store.location }

    func create(
        _ fill: (any StoreTransaction) throws -> Void,
        checking check: (any StoreSnapshot) throws -> Void
    ) throws {
        try store.create { rows in
            try fill(FaultyRows(rows: rows, fuse: fuse))
            try fuse.step()
        } checking: { rows in
            try check(rows)
            try fuse.step()
        }
    }

    func replace(
        _ fill: (_ new: any StoreTransaction, _ old: (any StoreSnapshot)?) throws -> Void,
        checking check: (any StoreSnapshot) throws -> Void
    ) throws -> String? {
        try store.replace { rows, old in
            try fill(FaultyRows(rows: rows, fuse: fuse), old)
            try fuse.step()
        } checking: { rows in
            try check(rows)
            try fuse.step()
        }
    }

    func read(_ body: (any StoreSnapshot) throws -> Void) throws {
        try store.read(body)
    }

    func write(_ body: (any StoreTransaction) throws -> Void) throws {
        try store.write { rows in
            try body(FaultyRows(rows: rows, fuse: fuse))
            try fuse.step()
        }
    }

    func vacuum() throws {
        try fuse.step()
        try store.vacuum()
    }
}

/// Counts steps, and blows at one of them.
final class Fuse: Sendable {
    struct Blown: Error {}

    private let left: Mutex<Int>

    /// A fuse that lets `steps` steps pass.
    init(after steps: Int) {
        left = Mutex(steps)
    }

    func step() throws(Blown) {
        let remains = left.withLock { left in
            left -= 1
            return left >= 0
        }
        if !remains { throw Blown() }
    }
}

private struct FaultyRows: StoreTransaction {
    let rows: any StoreTransaction
    let fuse: Fuse

    func vault() throws -> VaultRow { try rows.vault() }
    func slots() throws -> [SlotRow] { try rows.slots() }
    func record(_ recordID: [UInt8]) throws -> RecordRow? { try rows.record(recordID) }
    func payload(of recordID: [UInt8]) throws -> [UInt8]? { try rows.payload(of: recordID) }

    func forEachRecord(inBucket bucket: UInt8, _ body: (RecordRow) throws -> Void) throws {
        try rows.forEachRecord(inBucket: bucket, body)
    }

    func forEachRecord(_ body: (RecordRow) throws -> Void) throws {
        try rows.forEachRecord(body)
    }

    func forEachAuditEntry(from first: UInt64, _ body: (AuditRow) throws -> Void) throws {
        try rows.forEachAuditEntry(from: first, body)
    }

    func put(_ row: VaultRow) throws {
        try fuse.step()
        try rows.put(row)
    }

    func put(_ row: SlotRow) throws {
        try fuse.step()
        try rows.put(row)
    }

    func removeSlot(_ slotID: [UInt8]) throws {
        try fuse.step()
        try rows.removeSlot(slotID)
    }

    func put(_ row: RecordRow, payload: [UInt8]) throws {
        try fuse.step()
        try rows.put(row, payload: payload)
    }

    func setMeta(_ meta: [UInt8], of recordID: [UInt8]) throws {
        try fuse.step()
        try rows.setMeta(meta, of: recordID)
    }

    func removeRecord(_ recordID: [UInt8]) throws {
        try fuse.step()
        try rows.removeRecord(recordID)
    }

    func append(_ row: AuditRow) throws {
        try fuse.step()
        try rows.append(row)
    }
}
