import Foundation
import Testing

@testable import SQLiteStore
@testable import Vault

struct CreateTests {
    @Test func `the file and its folders are their owner's alone`() throws {
        let folder = try Folder()
        let path = folder.path + "/deep/er/vault.db"
        try SQLiteStore(path: path).create { try fill($0) }
        #expect(try mode(of: path) == 0o600)
        #expect(try mode(of: folder.path + "/deep/er") == 0o700)
        #expect(try mode(of: folder.path + "/deep") == 0o700)
    }

    @Test func `nothing but the vault lies in the folder`() throws {
        let folder = try Folder()
        _ = try folder.filled()
        #expect(try folder.names() == ["vault.db"])
    }

    @Test func `a vault that is there already is not overwritten`() throws {
        let folder = try Folder()
        let store = try folder.filled()
        let before = try Data(contentsOf: URL(fileURLWithPath: folder.vault))
        #expect(throws: VaultError.exists(folder.vault)) { try store.create { _ in } }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.vault)) == before)
        #expect(try folder.names() == ["vault.db"])
    }

    @Test func `a link that leads nowhere is not followed`() throws {
        let folder = try Folder()
        try FileManager.default.createSymbolicLink(
            atPath: folder.vault,
            withDestinationPath: folder.path + "/elsewhere"
        )
        #expect(throws: VaultError.exists(folder.vault)) { try folder.filled() }
        #expect(try folder.names() == ["vault.db"])
    }

    @Test func `a vault that comes into being meanwhile is not overwritten`() throws {
        let folder = try Folder()
        let store = SQLiteStore(path: folder.vault)
        #expect(throws: VaultError.exists(folder.vault)) {
            try store.create { rows in
                try fill(rows)
                try Data("other".utf8).write(to: URL(fileURLWithPath: folder.vault))
            }
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.vault)) == Data("other".utf8))
        #expect(try folder.names() == ["vault.db"])
    }

    @Test func `a failure while filling leaves nothing behind`() throws {
        struct Failure: Error {}
        let folder = try Folder()
        #expect(throws: Failure.self) {
            try SQLiteStore(path: folder.vault).create { rows in
                try fill(rows)
                throw Failure()
            }
        }
        #expect(try folder.names().isEmpty)
    }

    @Test func `a folder in which others can write is refused`() throws {
        let folder = try Folder()
        try setMode(0o777, of: folder.path)
        let error = #expect(throws: VaultError.self) { try folder.filled() }
        #expect(isUnsafe(error))
        #expect(try folder.names().isEmpty)
    }

    @Test(arguments: ["/file/vault.db", "/file/deep/vault.db"])
    func `a file where a folder should be is said`(place: String) throws {
        let folder = try Folder()
        try Data().write(to: URL(fileURLWithPath: folder.path + "/file"))
        let store = SQLiteStore(path: folder.path + place)
        let refused = VaultError.unusablePlace("\(folder.path)/file is not a folder")
        #expect(throws: refused) { try store.checkPlace() }
        #expect(throws: VaultError.self) { try store.create { _ in } }
        #expect(try folder.names() == ["file"])
    }

    @Test func `a place that is taken is refused beforehand, and a free one is not touched`() throws {
        let folder = try Folder()
        try SQLiteStore(path: folder.path + "/deep/vault.db").checkPlace()
        #expect(try folder.names().isEmpty)
        let store = try folder.filled()
        #expect(throws: VaultError.exists(folder.vault)) { try store.checkPlace() }
    }

    @Test(arguments: [
        (EACCES, "no permission to make a vault in /v"), (EPERM, "no permission to make a vault in /v"),
        (EROFS, "the file system that holds /v is read-only"), (ENOTDIR, "a file stands where /v needs a folder"),
        (ENAMETOOLONG, "/v: File name too long"),
    ])
    func `what the system has against a place is said plainly`(number: Int32, words: String) {
        #expect(VaultFile.placeError("/v", number) == .unusablePlace(words))
    }

    @Test func `a full disk is no wrong place`() {
        #expect(VaultFile.placeError("/v", ENOSPC) == .storage("/v: No space left on device"))
    }

    @Test func `drafts that killed processes left are cleared away, and nothing else`() throws {
        let folder = try Folder()
        let draft = folder.vault + ".new-" + UUID().uuidString
        let kept = ["vault.db.new-mine", "other.db.new-\(UUID().uuidString)", "vault.db-journal.new"]
        for path in [draft, draft + "-journal"] + kept.map({ folder.path + "/" + $0 }) {
            try Data().write(to: URL(fileURLWithPath: path))
        }
        _ = try folder.filled()
        #expect(Set(try folder.names()) == Set(kept + ["vault.db"]))
    }

    @Test func `the draft of somebody who is at work stays`() throws {
        struct Failure: Error {}
        let folder = try Folder()
        try SQLiteStore(path: folder.vault).create { rows in
            try fill(rows)
            #expect(throws: Failure.self) { try SQLiteStore(path: folder.vault).create { _ in throw Failure() } }
        }
        #expect(try folder.names() == ["vault.db"])
        #expect(try SQLiteStore(path: folder.vault).answer { try $0.vault().epoch } == 1)
    }
}
