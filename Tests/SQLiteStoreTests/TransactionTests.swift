import Foundation
import GRDB
import Testing

@testable import SQLiteStore
@testable import Vault

struct TransactionTests {
    private let id = [UInt8](repeating: 1, count: 16)

    @Test func `what is written is read, column by column`() throws {
        let store = try Folder().filledKept()
        try store.store.read { rows in
            #expect(try rows.vault() == VaultRow(vaultID: id, epoch: 1, head: [1, 2, 3]))
            #expect(try rows.slots() == [SlotRow(slotID: id, type: 3, params: [], commitment: [4], wrap: [5])])
            #expect(try rows.payload(of: id) == [8])
            #expect(try rows.payload(of: [UInt8](repeating: 2, count: 16)) == nil)
            var records: [RecordRow] = []
            try rows.forEachRecord { records.append($0) }
            #expect(records == [RecordRow(recordID: id, meta: [6], payloadHead: [7])])
            var entries: [AuditRow] = []
            try rows.forEachAuditEntry(from: 1) { entries.append($0) }
            #expect(entries == [AuditRow(number: 1, body: [9], mac: [10])])
        }
    }

    @Test func `a bucket holds the records of its first byte and no others`() throws {
        let kept = try Folder().filledKept()
        let ids: [[UInt8]] = [0, 1, 2, 254, 255].flatMap { first in
            [[first] + [UInt8](repeating: 0, count: 15), [first] + [UInt8](repeating: 0xff, count: 15)]
        }
        try kept.store.write { rows in
            for id in ids { try rows.put(RecordRow(recordID: id, meta: [0], payloadHead: [0]), payload: [0]) }
        }
        for bucket in [UInt8(0), 2, 3, 254, 255] {
            var found: [[UInt8]] = []
            try kept.store.read { try $0.forEachRecord(inBucket: bucket) { found.append($0.recordID) } }
            #expect(found == ids.filter { $0[0] == bucket })
        }
    }

    @Test func `a write that throws leaves nothing`() throws {
        struct Failure: Error {}
        let kept = try Folder().filledKept()
        #expect(throws: Failure.self) {
            try kept.store.write { rows in
                try rows.removeRecord(id)
                try rows.removeSlot(id)
                throw Failure()
            }
        }
        #expect(try kept.store.answer { try $0.payload(of: id) } == [8])
        #expect(try kept.folder.names() == ["vault.db"])
    }

    @Test func `a record that is not there cannot be changed or removed`() throws {
        let kept = try Folder().filledKept()
        let other = [UInt8](repeating: 2, count: 16)
        #expect(throws: VaultError.damaged(.records)) { try kept.store.write { try $0.setMeta([1], of: other) } }
        #expect(throws: VaultError.damaged(.records)) { try kept.store.write { try $0.removeRecord(other) } }
    }

    @Test func `another connection of this process does not drop a writer's lock`() throws {
        let kept = try Folder().filledKept()
        try kept.store.write { rows in
            try rows.put(VaultRow(vaultID: id, epoch: 2, head: [1]))
            let held = try locks(on: kept.folder.vault)
            #expect(!held.isEmpty)
            #expect(try SQLiteStore(path: kept.folder.vault).answer { try $0.vault().epoch } == 1)
            #expect(try locks(on: kept.folder.vault) == held)
        }
        #expect(try locks(on: kept.folder.vault).isEmpty)
    }

    @Test func `what was removed does not stay in the file`() throws {
        let kept = try Folder().filledKept()
        let needle = Data("needle in the haystack".utf8)
        try kept.store.write { rows in
            try rows.put(RecordRow(recordID: id, meta: [6], payloadHead: [7]), payload: [UInt8](needle))
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: kept.folder.vault)).range(of: needle) != nil)
        try kept.store.write { try $0.removeRecord(id) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: kept.folder.vault)).range(of: needle) == nil)
    }

    @Test func `vacuuming gives space back and keeps the rows`() throws {
        let kept = try Folder().filledKept()
        let large = [UInt8](repeating: 2, count: 16)
        try kept.store.write { rows in
            try rows.put(
                RecordRow(recordID: large, meta: [6], payloadHead: [7]),
                payload: [UInt8](repeating: 3, count: 100_000)
            )
        }
        let before = try kept.folder.vaultByteCount()
        try kept.store.write { try $0.removeRecord(large) }
        try kept.store.vacuum()
        #expect(try kept.folder.vaultByteCount() < before - 90_000)
        #expect(try kept.store.answer { try $0.payload(of: id) } == [8])
        #expect(try mode(of: kept.folder.vault) == 0o600)
    }

    /// The POSIX locks that the kernel knows on the file at `path`, as it lists them without their changing numbers.
    private func locks(on path: String) throws -> [String] {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let inode = try #require(attributes[.systemFileNumber] as? Int)
        return try String(contentsOfFile: "/proc/locks", encoding: .utf8).split(separator: "\n")
            .filter { $0.contains(":\(inode) ") && $0.contains("WRITE") }
            .map { String($0.drop { $0 != ":" }) }
            .sorted()
    }
}

/// A store together with the folder that it lies in, which lasts as long.
struct KeptStore {
    let folder: Folder
    let store: SQLiteStore
}

extension SQLiteStore {
    /// What `body` makes of the rows.
    func answer<Answer>(_ body: (any StoreSnapshot) throws -> Answer) throws -> Answer {
        var answer: Answer?
        try read { answer = try body($0) }
        return try #require(answer)
    }
}

extension Folder {
    func filledKept() throws -> KeptStore {
        KeptStore(folder: self, store: try filled())
    }

    func vaultByteCount() throws -> Int {
        try Data(contentsOf: URL(fileURLWithPath: vault)).count
    }
}
