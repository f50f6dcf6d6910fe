import Credentials
import Foundation
import GRDB
import SQLiteStore
import Testing

@testable import Vault

struct CopyTests {
    private static let names: Set<String> = ["acme", "globex"]

    @Test func `a copy holds everything, for its owner alone, and opens by the same secret`() throws {
        let scene = try Scene(Array(Self.names))
        let place = scene.place("backup.db")
        let copy = try scene.vault.copy(to: place)
        let state = try scene.vault.read { $0.anchor.state }
        #expect(copy == VaultCopy(location: place.location, state: state, records: 2, auditEntries: 3))
        let opened = try Vault.open(place, with: Scene.key(), surroundings: Scene.surroundings)
        #expect(try opened.names() == Self.names)
        #expect(try opened.text(of: "acme") == "secret of acme")
        #expect(try opened.read { try $0.audit().map(\.action) } == ["init", "login", "login", "show"])
        let attributes = try FileManager.default.attributesOfItem(atPath: place.location)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try scene.folder.names().sorted() == ["backup.db", "vault.db"])
    }

    @Test func `a copy is of one moment while another writes`() throws {
        let scene = try Scene(["acme"])
        let place = scene.place("backup.db")
        try scene.vault.write { transaction in
            try transaction.put(draft("globex"), secret: secret("s"))
            transaction.note(AuditNote("login", "globex"))
            _ = try scene.reopened().copy(to: place)
        }
        #expect(try Vault.open(place, with: Scene.key(), surroundings: Scene.surroundings).names() == ["acme"])
        #expect(try scene.reopened().names() == ["acme", "globex"])
    }

    @Test func `nothing is copied over something that is there`() throws {
        let scene = try Scene(["acme"])
        let place = scene.place("backup.db")
        try Data("mine".utf8).write(to: URL(fileURLWithPath: place.location))
        #expect(throws: VaultError.exists(place.location)) { try scene.vault.copy(to: place) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: place.location)) == Data("mine".utf8))
    }

    @Test(arguments: [
        ("UPDATE record SET payload = zeroblob(length(payload))", VaultError.damaged(.records)),
        ("UPDATE audit SET body = zeroblob(length(body)) WHERE n = 1", .damaged(.audit)),
        ("INSERT INTO audit VALUES (99, zeroblob(60), zeroblob(32))", .damaged(.audit)),
    ])
    func `a damaged vault is not called a backup`(sql: String, expected: VaultError) throws {
        let scene = try Scene(["acme"])
        try scene.tamper { try $0.execute(sql: sql) }
        #expect(throws: expected) { try scene.vault.copy(to: scene.place("backup.db")) }
        #expect(try scene.folder.names() == ["vault.db"])
    }

    @Test func `a copy that is not what was read is not called a backup`() throws {
        let scene = try Scene(["acme"])
        let id = scene.vault.keys.recordID("credential", "acme")
        let place = SpoilingStore(store: scene.place("backup.db")) { try $0.removeRecord(id) }
        #expect(throws: VaultError.damaged(.records)) { try scene.vault.copy(to: place) }
        #expect(try scene.folder.names() == ["vault.db"])
    }

    @Test func `a copy that fails at any step is not there`() throws {
        let scene = try Scene(["acme"])
        var failures = 0
        while true {
            let place = FaultyStore(store: scene.place("backup.db"), fuse: Fuse(after: failures))
            do {
                _ = try scene.vault.copy(to: place)
                break
            } catch is Fuse.Blown {
                failures += 1
                #expect(try scene.folder.names() == ["vault.db"])
            }
        }
        // The head, a slot, a record, two entries, the commit, and the look at the whole file.
        #expect(failures == 7)
        #expect(try scene.folder.names().sorted() == ["backup.db", "vault.db"])
    }

    @Test func `a vault that went back is not copied`() throws {
        let here = try AnchoredScene()
        let older = try here.scene.copied()
        let vault = try here.opened()
        try vault.put("globex")
        try here.replaceFile(by: older)
        #expect(isRollback(#expect(throws: VaultError.self) { _ = try vault.copy(to: here.scene.place("backup.db")) }))
    }
}

/// A store that loses something of what is written to it.
private struct SpoilingStore: VaultStore {
    let store: any VaultStore
    let spoil: @Sendable (any StoreTransaction) throws -> Void

    var location: String { store.location }

    func create(
        _ fill: (any StoreTransaction) throws -> Void,
        checking check: (any StoreSnapshot) throws -> Void
    ) throws {
        try store.create(
            { rows in
                try fill(rows)
                try spoil(rows)
            },
            checking: check
        )
    }

    func replace(
        _ fill: (_ new: any StoreTransaction, _ old: (any StoreSnapshot)?) throws -> Void,
        checking check: (any StoreSnapshot) throws -> Void
    ) throws -> String? {
        try store.replace(fill, checking: check)
    }

    func read(_ body: (any StoreSnapshot) throws -> Void) throws { try store.read(body) }
    func write(_ body: (any StoreTransaction) throws -> Void) throws { try store.write(body) }
    func vacuum() throws { try store.vacuum() }
}

extension Scene {
    /// A place beside the vault.
    func place(_ name: String) -> SQLiteStore {
        SQLiteStore(path: folder.path + "/" + name)
    }
}
