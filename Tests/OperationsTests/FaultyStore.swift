import Synchronization
import Vault

/// A store whose disk fails when a test says so: at the n-th step of all writes, a commit being one, or at every step.
final class FaultyStore: VaultStore {
    private let store: any VaultStore
    /// Where the store lies, which is there as long as the store is.
    private let folder: Folder
    private let faults = Faults()
    private let errand = Mutex<(@Sendable () throws -> Void)?>(nil)

    var location: String { store.location }

    init(_ store: any VaultStore, in folder: Folder) {
        self.store = store
        self.folder = folder
    }

    /// Lets the n-th step from now fail, once.
    func fail(atStep number: Int) { faults.order { $0.failing = number...number } }
    /// Lets every step fail until `work()`.
    func fail() { faults.order { $0.failing = 1...Int.max } }
    /// Everything works again.
    func work() { faults.order { $0.failing = nil } }
    /// Lets another process do something before the next write begins, once.
    func beforeNextWrite(_ happen: @escaping @Sendable () throws -> Void) { errand.withLock { $0 = happen } }
    /// Whether a step has failed since the last order.
    var hasFailed: Bool { faults.hasFailed }

    func create(
        _ fill: (any StoreTransaction) throws -> Void,
        checking check: (any StoreSnapshot) throws -> Void
    ) throws {
        try store.create(fill, checking: check)
    }

    func replace(
        _ fill: (_ new: any StoreTransaction, _ old: (any StoreSnapshot)?) throws -> Void,
        checking check: (any StoreSnapshot) throws -> Void
    ) throws -> String? {
        try store.replace(fill, checking: check)
    }

    func read(_ body: (any StoreSnapshot) throws -> Void) throws {
        try store.read(body)
    }

    func write(_ body: (any StoreTransaction) throws -> Void) throws {
        try errand.withLock { $0.take() }?()
        try store.write { rows in
            try body(FaultyTransaction(rows: rows, faults: faults))
            try faults.step()
        }
    }

    func vacuum() throws {
        try store.vacuum()
    }
}

private final class Faults: Sendable {
    struct State {
        var steps = 0
        var failing: ClosedRange<Int>?
        var hasFailed = false
    }

    private let state = Mutex(State())

    var hasFailed: Bool { state.withLock { $0.hasFailed } }

    func order(_ change: (inout State) -> Void) {
        state.withLock { state in
            state = State()
            change(&state)
        }
    }

    func step() throws(VaultError) {
        let fails = state.withLock { state in
            state.steps += 1
            guard state.failing?.contains(state.steps) == true else { return false }
            state.hasFailed = true
            return true
        }
        if fails { throw .storage("vault.db: the disk is full") }
    }
}

private struct FaultyTransaction: StoreTransaction {
    let rows: any StoreTransaction
    let faults: Faults

    func vault() throws -> VaultRow { try rows.vault() }
    func slots() throws -> [SlotRow] { try rows.slots() }
    func record(_ recordID: [UInt8]) throws -> RecordRow? { try rows.record(recordID) }
    func payload(of recordID: [UInt8]) throws -> [UInt8]? { try rows.payload(of: recordID) }

    func forEachRecord(inBucket bucket: UInt8, _ body: (RecordRow) throws -> Void) throws {
        try rows.forEachRecord(inBucket: bucket, body)
    }

    func forEachRecord(_ body: (RecordRow) throws -> Void) throws { try rows.forEachRecord(body) }

    func forEachAuditEntry(from first: UInt64, _ body: (AuditRow) throws -> Void) throws {
        try rows.forEachAuditEntry(from: first, body)
    }

    func put(_ row: VaultRow) throws {
        try faults.step()
        try rows.put(row)
    }

    func put(_ row: SlotRow) throws {
        try faults.step()
        try rows.put(row)
    }

    func removeSlot(_ slotID: [UInt8]) throws {
        try faults.step()
        try rows.removeSlot(slotID)
    }

    func put(_ row: RecordRow, payload: [UInt8]) throws {
        try faults.step()
        try rows.put(row, payload: payload)
    }

    func setMeta(_ meta: [UInt8], of recordID: [UInt8]) throws {
        try faults.step()
        try rows.setMeta(meta, of: recordID)
    }

    func removeRecord(_ recordID: [UInt8]) throws {
        try faults.step()
        try rows.removeRecord(recordID)
    }

    func append(_ row: AuditRow) throws {
        try faults.step()
        try rows.append(row)
    }
}
