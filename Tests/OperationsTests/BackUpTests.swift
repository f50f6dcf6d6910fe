import Foundation
import SQLiteStore
import Testing
import Vault

@testable import Operations

struct BackUpTests {
    @Test func `a backup is in its own log, and is the last one`() throws {
        let vault = try PassphraseVault()
        let session = try vault.session()
        #expect(try session.vault.lastBackup() == nil)
        let place = SQLiteStore(path: vault.folder.path + "/backup.db")
        let copy = try session.backUp(to: place)
        #expect(copy.auditEntries == 2)
        let entry = try session.vault.lastBackup()
        #expect(entry?.subject == place.location)
        let backup = try openVault(
            place,
            by: Unlocking(
                keeper: nil,
                keyring: FakeKeyring(),
                prefersPassphrase: true,
                notice: { _ in },
                passphrase: { secret("first") }
            ),
            surroundings: .test
        )
        #expect(try backup.read { try $0.audit().last } == entry)
    }

    @Test func `a backup that failed is not the last one`() throws {
        let vault = try PassphraseVault()
        let session = try vault.session()
        _ = try session.backUp(to: SQLiteStore(path: vault.folder.path + "/first.db"))
        let second = FaultyPlace(location: vault.folder.path + "/second.db")
        #expect(throws: VaultError.storage("the disk is full")) { try session.backUp(to: second) }
        #expect(try session.audit().map(\.action).suffix(2) == ["backup", "backup failed"])
        #expect(try session.vault.lastBackup()?.subject.hasSuffix("/first.db") == true)
    }
}

/// A place on a full disk.
private struct FaultyPlace: VaultStore {
    let location: String

    func create(
        _ fill: (any StoreTransaction) throws -> Void,
        checking check: (any StoreSnapshot) throws -> Void
    ) throws {
        throw VaultError.storage("the disk is full")
    }

    func replace(
        _ fill: (_ new: any StoreTransaction, _ old: (any StoreSnapshot)?) throws -> Void,
        checking check: (any StoreSnapshot) throws -> Void
    ) throws -> String? {
        throw VaultError.storage("the disk is full")
    }

    func read(_ body: (any StoreSnapshot) throws -> Void) throws { throw VaultError.missing(location) }
    func write(_ body: (any StoreTransaction) throws -> Void) throws { throw VaultError.missing(location) }
    func vacuum() throws {}
}
