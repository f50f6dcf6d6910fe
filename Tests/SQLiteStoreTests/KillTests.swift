import Foundation
import Testing

@testable import SQLiteStore
@testable import Vault

/// What a process leaves that is killed in the middle of its work.
struct KillTests {
    @Test func `killed while a vault is made, there is none, and it can be made`() async throws {
        let folder = try Folder()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.vault as String] in
            try SQLiteStore(path: path).create { rows in
                try fill(rows)
                killThisProcess()
            }
        }
        #expect(throws: VaultError.missing(folder.vault)) { try SQLiteStore(path: folder.vault).read { _ in } }
        #expect(try !folder.names().isEmpty)
        _ = try folder.filled()
        #expect(try folder.names() == ["vault.db"])
    }

    @Test func `killed while writing, the vault is what it was`() async throws {
        let kept = try Folder().filledKept()
        await killWhileWriting(kept.folder)
        #expect(try kept.folder.names() == ["vault.db", "vault.db-journal"])
        #expect(try kept.folder.vaultByteCount() > 4 << 20)
        #expect(try kept.store.answer { try $0.vault().epoch } == 1)
        var records = 0
        try kept.store.read { try $0.forEachRecord { _ in records += 1 } }
        #expect(records == 1)
        #expect(try kept.folder.names() == ["vault.db"])
    }

    @Test(arguments: [false, true])
    func `a first sector that a power cut tore is put right from the journal`(isWritten: Bool) async throws {
        let kept = try Folder().filledKept()
        let whole = try Data(contentsOf: URL(fileURLWithPath: kept.folder.vault))
        await killWhileWriting(kept.folder)
        try kept.folder.edit { $0.replaceSubrange(0..<512, with: repeatElement(0xa5, count: 512)) }
        if isWritten { try kept.store.write { _ in } } else { try kept.store.read { _ in } }
        #expect(try kept.folder.names() == ["vault.db"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: kept.folder.vault)) == whole)
    }

    @Test func `a journal that puts a write-ahead log in use puts none in use`() async throws {
        let kept = try Folder().filledKept()
        await killWhileWriting(kept.folder)
        let journal = URL(fileURLWithPath: kept.folder.vault + "-journal")
        var bytes = try Data(contentsOf: journal)
        let header = try #require(bytes.range(of: Data("SQLite format 3\0".utf8))).lowerBound
        bytes.replaceSubrange(header + 18..<header + 20, with: [2, 2])
        try bytes.write(to: journal)
        for _ in 0..<2 { #expect(throws: VaultError.damaged(.file)) { try kept.store.read { _ in } } }
        #expect(try kept.folder.names() == ["vault.db"])
    }

    private func killWhileWriting(_ folder: Folder) async {
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.vault as String] in
            try SQLiteStore(path: path).write { rows in
                let id = [UInt8](repeating: 1, count: 16)
                try rows.put(VaultRow(vaultID: id, epoch: 2, head: [1]))
                // More than SQLite keeps in memory: some of it stands in the file already, and has to be taken back.
                for number in UInt8(2)...5 {
                    let row = RecordRow(recordID: [UInt8](repeating: number, count: 16), meta: [1], payloadHead: [1])
                    try rows.put(row, payload: [UInt8](repeating: number, count: 4 << 20))
                }
                killThisProcess()
            }
        }
    }

    @Test(arguments: 0..<8)
    func `killed at any moment of making one, there is none or a whole one`(moment: Int) async throws {
        let folder = try Folder()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.vault as String, moment] in
            Thread {
                usleep(UInt32(moment) * 4000)
                killThisProcess()
            }.start()
            while true {
                try SQLiteStore(path: path).create { try fill($0) }
                try FileManager.default.removeItem(atPath: path)
            }
        }
        do {
            #expect(try SQLiteStore(path: folder.vault).answer { try $0.vault().epoch } == 1)
        } catch VaultError.missing {
            _ = try folder.filled()
        }
    }
}

/// Ends this process as a power cut would: nothing is run any more.
private func killThisProcess() {
    kill(getpid(), SIGKILL)
}
