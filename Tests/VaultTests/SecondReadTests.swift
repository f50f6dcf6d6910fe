import Credentials
import SQLiteStore
import Sealing
import Testing

@testable import Vault

/// A bucket is checked once in a transaction. What is read of it later has to be what was checked.
struct SecondReadTests {
    @Test(arguments: [false, true])
    func `a row that is an older one the second time is damaged, and so is one that is gone`(isGone: Bool) throws {
        let scene = try Scene(["acme"])
        var older: RecordRow?
        try scene.store.read { rows in try rows.forEachRecord { older = $0 } }
        try scene.put("acme", secret: "a newer one", note: "newer")
        let store = ShiftingStore(store: scene.store, later: isGone ? nil : older)
        let vault = try Vault.open(store, with: Scene.key(), surroundings: Scene.surroundings)
        try vault.read { snapshot in
            let name = try Name("acme")
            let record = try #require(try snapshot.record(.credential, name))
            #expect(throws: VaultError.damaged(.records)) { try snapshot.record(.credential, name) }
            #expect(throws: VaultError.damaged(.records)) { _ = try snapshot.secretInUse(of: record) }
        }
    }

    @Test func `what a transaction writes itself is what it reads`() throws {
        let scene = try Scene(["acme"])
        try scene.vault.write { transaction in
            let name = try Name("acme")
            for note in ["first", "second"] {
                try transaction.put(draft("acme", note: note), secret: secret(note))
                let written = try #require(try transaction.record(.credential, name))
                #expect(String(decoding: try transaction.secret(of: written).revealed, as: UTF8.self) == note)
                try transaction.update(draft("acme", note: "changed"))
                let changed = try #require(try transaction.record(.credential, name))
                #expect(changed.meta == (try draft("acme", note: "changed").meta))
                try transaction.remove(.credential, name)
                #expect(try transaction.record(.credential, name) == nil)
            }
            transaction.note(AuditNote("forget", "acme"))
        }
    }
}

/// A store that answers the question for one record with another row than the one it read out before.
private struct ShiftingStore: VaultStore {
    let store: any VaultStore
    let later: RecordRow?

    var location: String { store.location }

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
        try store.read { try body(ShiftingRows(rows: $0, later: later)) }
    }

    func write(_ body: (any StoreTransaction) throws -> Void) throws {
        try store.write(body)
    }

    func vacuum() throws {
        try store.vacuum()
    }
}

private struct ShiftingRows: StoreSnapshot {
    let rows: any StoreSnapshot
    let later: RecordRow?

    func record(_ recordID: [UInt8]) throws -> RecordRow? { later }

    func vault() throws -> VaultRow { try rows.vault() }
    func slots() throws -> [SlotRow] { try rows.slots() }
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
}
