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

    @Test func `a folder that cannot be made is said`() throws {
        let folder = try Folder()
        try Data().write(to: URL(fileURLWithPath: folder.path + "/file"))
        let error = #expect(throws: VaultError.self) {
            try SQLiteStore(path: folder.path + "/file/vault.db").create { _ in }
        }
        guard case .storage = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
