import Foundation
import GRDB
import Testing

@testable import SQLiteStore
@testable import Vault

/// What the file is and who may touch it, before any row is believed.
struct FileTests {
    private let pageByteCount = 8192

    @Test func `no file is no vault`() throws {
        let folder = try Folder()
        let store = SQLiteStore(path: folder.vault)
        #expect(throws: VaultError.missing(folder.vault)) { try store.read { _ in } }
        #expect(throws: VaultError.missing(folder.vault)) { try store.write { _ in } }
        #expect(try folder.names().isEmpty)
    }

    @Test(arguments: ["/nowhere/vault.db", "/vault.db/vault.db"])
    func `no folder is no vault`(path: String) throws {
        let folder = try Folder()
        _ = try folder.filled()
        #expect(throws: VaultError.missing(folder.path + path)) {
            try SQLiteStore(path: folder.path + path).read { _ in }
        }
    }

    @Test(arguments: [0o604, 0o640, 0o620, 0o602, 0o601, 0o666])
    func `a file that others can reach is refused`(mode: Int) throws {
        let folder = try Folder()
        let store = try folder.filled()
        try setMode(mode, of: folder.vault)
        let error = #expect(throws: VaultError.self) { try store.read { _ in } }
        #expect(isUnsafe(error))
    }

    @Test(arguments: [0o770, 0o707, 0o1777])
    func `a folder in which others can write is refused`(mode: Int) throws {
        let folder = try Folder()
        let store = try folder.filled()
        try setMode(mode, of: folder.path)
        let error = #expect(throws: VaultError.self) { try store.read { _ in } }
        #expect(isUnsafe(error))
    }

    @Test func `a folder that others can look into is not`() throws {
        let folder = try Folder()
        let store = try folder.filled()
        try setMode(0o755, of: folder.path)
        try store.read { _ in }
    }

    @Test func `a symbolic link is refused`() throws {
        let folder = try Folder()
        _ = try folder.filled()
        let link = folder.path + "/link.db"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.vault)
        #expect(throws: VaultError.unsafeFile("\(link) is a symbolic link")) {
            try SQLiteStore(path: link).read { _ in }
        }
    }

    @Test func `a file of two names is refused`() throws {
        let folder = try Folder()
        let store = try folder.filled()
        try FileManager.default.linkItem(atPath: folder.vault, toPath: folder.path + "/second.db")
        #expect(throws: VaultError.unsafeFile("\(folder.vault) has a second name (a hard link)")) {
            try store.read { _ in }
        }
    }

    @Test func `a folder or a pipe is no vault`() throws {
        let folder = try Folder()
        let inner = folder.path + "/inner"
        try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: false)
        #expect(throws: VaultError.unsafeFile("\(inner) is not a file")) { try SQLiteStore(path: inner).read { _ in } }
        let pipe = folder.path + "/pipe"
        try #require(unsafe mkfifo(pipe, 0o600) == 0)
        #expect(throws: VaultError.unsafeFile("\(pipe) is not a file")) { try SQLiteStore(path: pipe).read { _ in } }
    }

    @Test(arguments: [
        Data(), Data("SQLite format 3\0".utf8), Data("not a database".utf8), Data(repeating: 0, count: 8192),
    ])
    func `a file of anything else is damaged`(content: Data) throws {
        let folder = try Folder()
        try content.write(to: URL(fileURLWithPath: folder.vault))
        try setMode(0o600, of: folder.vault)
        #expect(throws: VaultError.damaged(.file)) { try SQLiteStore(path: folder.vault).read { _ in } }
    }

    @Test func `a database of another program is not taken for a vault`() throws {
        let folder = try Folder()
        let queue = try DatabaseQueue(path: folder.vault)
        try queue.write { try $0.execute(sql: "CREATE TABLE diary (day)") }
        try queue.close()
        try setMode(0o600, of: folder.vault)
        #expect(throws: VaultError.damaged(.file)) { try SQLiteStore(path: folder.vault).read { _ in } }
    }

    @Test(arguments: [18, 19])
    func `a file that says it has a write-ahead log is damaged`(offset: Int) throws {
        let folder = try Folder()
        let store = try folder.filled()
        try folder.edit { $0[offset] = 2 }
        #expect(throws: VaultError.damaged(.file)) { try store.read { _ in } }
        #expect(try folder.names() == ["vault.db"])
    }

    @Test func `a write-ahead log beside the vault is not read`() throws {
        let folder = try Folder()
        let store = try folder.filled()
        try Data([1]).write(to: URL(fileURLWithPath: folder.vault + "-wal"))
        let error = #expect(throws: VaultError.self) { try store.read { _ in } }
        #expect(isUnsafe(error))
        #expect(try folder.names() == ["vault.db", "vault.db-wal"])
    }

    @Test func `a file cut by a page is damaged`() throws {
        let folder = try Folder()
        let store = try folder.filled()
        try folder.edit { $0.removeLast(pageByteCount) }
        #expect(throws: VaultError.damaged(.file)) { try store.read { _ in } }
    }

    @Test(arguments: [1, 4096, 8191, 8193])
    func `a file with something behind its pages that is no page is damaged`(byteCount: Int) throws {
        let folder = try Folder()
        let store = try folder.filled()
        try folder.edit { $0.append(Data(repeating: 0, count: byteCount)) }
        #expect(throws: VaultError.damaged(.file)) { try store.read { _ in } }
    }

    @Test(arguments: [1, 3], [false, true])
    func `pages that a process was stopped before giving back are cut off`(count: Int, isWritten: Bool) throws {
        let folder = try Folder()
        let store = try folder.filled()
        let whole = try Data(contentsOf: URL(fileURLWithPath: folder.vault))
        try folder.edit { $0.append(Data(repeating: 0xa5, count: count * pageByteCount)) }
        if isWritten { try store.write { try readAll($0) } } else { try store.read { try readAll($0) } }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.vault)) == whole)
        #expect(try folder.names() == ["vault.db"])
    }

    @Test func `pages in use are not cut off, however few the file says it has`() throws {
        let folder = try Folder()
        let store = try folder.filled()
        let whole = try Data(contentsOf: URL(fileURLWithPath: folder.vault))
        for claim in 1..<UInt8(whole.count / pageByteCount) {
            try folder.edit { $0.replaceSubrange(28..<32, with: [0, 0, 0, claim]) }
            let edited = try Data(contentsOf: URL(fileURLWithPath: folder.vault))
            #expect(throws: VaultError.damaged(.file)) { try store.read { _ in } }
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder.vault)) == edited)
        }
    }

    @Test func `a file of which any page is overwritten is damaged, and nothing traps`() throws {
        let folder = try Folder()
        let store = try folder.filled()
        let whole = try Data(contentsOf: URL(fileURLWithPath: folder.vault))
        for page in 0..<whole.count / pageByteCount {
            try folder.edit {
                $0.replaceSubrange(
                    page * pageByteCount..<(page + 1) * pageByteCount,
                    with: repeatElement(0xa5, count: pageByteCount)
                )
            }
            #expect(throws: VaultError.damaged(.file)) { try store.read { try readAll($0) } }
            try folder.edit { $0 = whole }
        }
        try store.read { try readAll($0) }
    }

    @Test func `a file with random slips is read or refused, never more`() throws {
        let folder = try Folder()
        let store = try folder.filled()
        let whole = try Data(contentsOf: URL(fileURLWithPath: folder.vault))
        var random = Seeded(state: 11)
        for _ in 0..<300 {
            try folder.edit { data in
                data = whole
                for _ in 0..<4 {
                    data[Int.random(in: 16..<data.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
            }
            do { try store.read { try readAll($0) } } catch { #expect(error is VaultError) }
        }
    }

    private func readAll(_ rows: any StoreSnapshot) throws {
        _ = try rows.vault()
        _ = try rows.slots()
        try rows.forEachRecord { _ in }
        for bucket in UInt8.min...UInt8.max { try rows.forEachRecord(inBucket: bucket) { _ in } }
        _ = try rows.payload(of: [UInt8](repeating: 1, count: 16))
        try rows.forEachAuditEntry(from: 0) { _ in }
    }
}

extension Folder {
    /// Changes the vault's bytes in place.
    func edit(_ body: (inout Data) -> Void) throws {
        let url = URL(fileURLWithPath: vault)
        var data = try Data(contentsOf: url)
        body(&data)
        try data.write(to: url)
    }
}

/// The same numbers in every run (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
