import SQLiteStore
import Sealing
import Testing

@testable import Vault

/// Counts that whoever has the key wrote: too high to go on from, or too low for the rows that are there.
struct CountTests {
    @Test(arguments: Count.allCases)
    func `a count at its end is damage, and nothing overflows`(_ count: Count) throws {
        let scene = try Scene(["acme"])
        let keys = scene.vault.keys
        var head = try scene.vault.read { $0.head }
        switch count {
        case .writes: head.seq = .max
        case .records: head.recordCount = .max
        case .entries: head.auditCount = .max
        }
        let row = VaultRow(vaultID: keys.vaultID, epoch: 1, head: head.sealed(keys: keys, random: .system))
        try scene.store.write { try $0.put(row) }
        #expect(throws: VaultError.damaged(.head)) { try scene.put("globex", secret: "s") }
    }

    @Test func `rows beyond the count are not read on`() throws {
        let scene = try Scene()
        let flood = Flood()
        let head = try scene.vault.read { $0.head }
        var snapshot = VaultSnapshot(flood, keys: scene.vault.keys, head: head)
        #expect(throws: VaultError.damaged(.records)) { _ = try snapshot.records() }
        #expect(flood.records == 1)
        #expect(throws: VaultError.damaged(.audit)) { _ = try snapshot.audit() }
        #expect(UInt64(flood.entries) == head.auditCount + 1)
    }
}

enum Count: CaseIterable {
    case writes, records, entries
}

/// A vault with more rows than anybody wrote.
private final class Flood: StoreSnapshot {
    private(set) var records = 0
    private(set) var entries = 0

    func vault() throws -> VaultRow { throw VaultError.damaged(.head) }
    func slots() throws -> [SlotRow] { [] }
    func record(_ recordID: [UInt8]) throws -> RecordRow? { nil }
    func payload(of recordID: [UInt8]) throws -> [UInt8]? { nil }
    func forEachRecord(inBucket bucket: UInt8, _ body: (RecordRow) throws -> Void) throws {}

    func forEachRecord(_ body: (RecordRow) throws -> Void) throws {
        for number in UInt8(1)...100 {
            records += 1
            try body(RecordRow(recordID: [UInt8](repeating: number, count: 16), meta: [], payloadHead: []))
        }
    }

    func forEachAuditEntry(from first: UInt64, _ body: (AuditRow) throws -> Void) throws {
        for number in UInt64(1)...100 {
            entries += 1
            try body(AuditRow(number: number, body: [], mac: []))
        }
    }
}
