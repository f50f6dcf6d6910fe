import Foundation
import GRDB
import Synchronization
import Testing

@testable import SQLiteStore
@testable import Vault

struct ReplaceTests {
    private let id = [UInt8](repeating: 1, count: 16)

    @Test func `where nothing was, it makes a vault`() throws {
        let folder = try Folder()
        let kept = try SQLiteStore(path: folder.vault).replace { rows, old in
            #expect(old == nil)
            try fill(rows)
        } checking: { rows in
            let epoch = try rows.vault().epoch
            #expect(epoch == 1)
        }
        #expect(kept == nil)
        #expect(try folder.names() == ["vault.db"])
    }

    @Test func `the old vault is seen while the new one is made, and kept under the first free name`() throws {
        let kept = try Folder().filledKept()
        for number in 1...3 {
            let place = try kept.store.replace { rows, old in
                #expect(try old?.vault().epoch == UInt32(number))
                try fill(rows)
                try rows.put(VaultRow(vaultID: id, epoch: UInt32(number + 1), head: [1]))
            } checking: { _ in
            }
            #expect(place == kept.folder.vault + ".replaced-\(number)")
            #expect(try SQLiteStore(path: place ?? "").answer { try $0.vault().epoch } == UInt32(number))
            #expect(try mode(of: kept.folder.vault) == 0o600)
        }
        #expect(try kept.store.answer { try $0.vault().epoch } == 4)
        let names = ["vault.db"] + (1...3).map { "vault.db.replaced-\($0)" }
        #expect(try kept.folder.names() == names)
    }

    @Test func `what fails before the end leaves the old vault and nothing else`() throws {
        struct Failure: Error {}
        let kept = try Folder().filledKept()
        #expect(throws: Failure.self) {
            try kept.store.replace { _, _ in
                throw Failure()
            } checking: { _ in
            }
        }
        #expect(throws: Failure.self) {
            try kept.store.replace { rows, _ in
                try fill(rows)
            } checking: { _ in
                throw Failure()
            }
        }
        #expect(try kept.store.answer { try $0.vault().epoch } == 1)
        #expect(try kept.folder.names() == ["vault.db"])
    }

    @Test func `a link in the vault's place is not replaced`() throws {
        let kept = try Folder().filledKept()
        let link = kept.folder.path + "/link.db"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: kept.folder.vault)
        let error = #expect(throws: VaultError.self) {
            try SQLiteStore(path: link).replace { rows, _ in
                try fill(rows)
            } checking: { _ in
            }
        }
        #expect(isUnsafe(error))
    }

    @Test func `a writer that comes while a vault takes another's place writes to the new one`() throws {
        let kept = try Folder().filledKept()
        let outcome = Mutex<Result<Void, any Error>?>(nil)
        let done = DispatchGroup()
        done.enter()
        _ = try kept.store.replace { rows, _ in
            Thread {
                defer { done.leave() }
                let result = Result {
                    try SQLiteStore(path: kept.folder.vault).write {
                        try $0.append(AuditRow(number: 2, body: [], mac: []))
                    }
                }
                outcome.withLock { $0 = result }
            }.start()
            try fill(rows)
        } checking: { _ in
        }
        #expect(done.wait(timeout: .now() + 60) == .success)
        var entries = 0
        try kept.store.read { try $0.forEachAuditEntry(from: 1) { _ in entries += 1 } }
        try outcome.withLock(\.self)?.get()
        #expect(entries == 2)
    }

    @Test func `whoever has the old file open leaves the new one's journal alone`() throws {
        let kept = try Folder().filledKept()
        let old = try Connection.open(kept.folder.vault, expecting: .vault)
        _ = try kept.store.replace { rows, _ in
            try fill(rows)
        } checking: { _ in
        }
        let new = try Connection.open(kept.folder.vault, expecting: .vault)
        try new.inTransaction(.immediate) { database in
            try database.execute(sql: "PRAGMA cache_size = 1")
            for number in 1...200 as ClosedRange<UInt64> {
                try Rows(database).append(
                    AuditRow(number: 10 + number, body: [UInt8](repeating: 1, count: 500), mac: [])
                )
            }
            #expect(FileManager.default.fileExists(atPath: kept.folder.vault + "-journal"))
            #expect(throws: (any Error).self) {
                try old.read {
                    try Schema.check($0); throw CancellationError()
                }
            }
            #expect(FileManager.default.fileExists(atPath: kept.folder.vault + "-journal"))
            return .commit
        }
        var entries = 0
        try kept.store.read { try $0.forEachAuditEntry(from: 11) { _ in entries += 1 } }
        #expect(entries == 200)
        try old.close()
        try new.close()
    }

    @Test func `who waited while the file was replaced writes to the new one`() throws {
        let kept = try Folder().filledKept()
        try kept.store.read { _ in }
        let other = SQLiteStore(path: kept.folder.vault)
        _ = try other.replace { rows, _ in
            try fill(rows)
        } checking: { _ in
        }
        try kept.store.write { try $0.append(AuditRow(number: 2, body: [], mac: [])) }
        var entries = 0
        try other.read { try $0.forEachAuditEntry(from: 1) { _ in entries += 1 } }
        #expect(entries == 2)
    }

    @Test func `an open file that lost its name is seen to have moved, and is as long as it was`() throws {
        let kept = try Folder().filledKept()
        let queue = try Connection.open(kept.folder.vault, expecting: .vault)
        #expect(try queue.read { try !Connection.hasMoved($0) })
        let byteCount = try queue.read { try Connection.byteCount(of: $0) }
        _ = try kept.store.replace { rows, _ in
            try fill(rows)
            let row = RecordRow(recordID: [UInt8](repeating: 2, count: 16), meta: [1], payloadHead: [1])
            try rows.put(row, payload: [UInt8](repeating: 2, count: 1 << 16))
        } checking: { _ in
        }
        #expect(try queue.read { try Connection.hasMoved($0) })
        #expect(try queue.read { try Connection.byteCount(of: $0) } == byteCount)
        #expect(try kept.folder.vaultByteCount() > byteCount)
        try queue.close()
    }
}
