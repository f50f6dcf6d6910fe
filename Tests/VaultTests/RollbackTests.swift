import Credentials
import Foundation
import GRDB
import SQLiteStore
import Sealing
import Testing

@testable import Vault

/// Parts of an older state of the same vault, each genuine in itself, put back beside newer ones.
struct RollbackTests {
    @Test(arguments: ["record", "vault", "slot", "audit"])
    func `one table of an older state is found`(table: String) throws {
        let scene = try Scene(["acme", "globex"])
        let older = try scene.copied()
        try scene.add(keyring([UInt8](repeating: 9, count: 16)))
        try scene.put("acme", secret: "rotated")
        try scene.putBack([table], from: older)
        let expected: [String: VaultError.Part] = [
            "record": .records, "vault": .slots, "slot": .slots, "audit": .audit,
        ]
        #expect(throws: VaultError.damaged(try #require(expected[table]))) {
            try scene.reopened().readEverything()
        }
    }

    @Test func `an older head with its records and slots is found by the log`() throws {
        let scene = try Scene(["acme"])
        let older = try scene.copied()
        try scene.put("acme", secret: "rotated")
        try scene.putBack(["vault", "slot", "record"], from: older)
        #expect(throws: VaultError.damaged(.audit)) { try scene.reopened().readEverything() }
        #expect(throws: VaultError.damaged(.audit)) { try scene.reopened().read { try $0.audit() } }
    }

    @Test func `one record of an older state is found, whoever is asked for in its bucket`() throws {
        let scene = try Scene(["acme", "globex"])
        let older = try scene.copied()
        try scene.put("acme", secret: "rotated")
        let id = scene.vault.keys.recordID("credential", "acme")
        try scene.putBack(["record"], from: older, where: "record_id = x'\(hex(id))'")
        #expect(throws: VaultError.damaged(.records)) {
            try scene.vault.read { _ = try $0.record(.credential, Name("acme")) }
        }
        #expect(try scene.vault.read { try $0.record(.credential, Name("globex"))?.name.description } == "globex")
    }

    @Test func `a record taken away is not called absent`() throws {
        let scene = try Scene(["acme"])
        try scene.tamper { try $0.execute(sql: "DELETE FROM record") }
        #expect(throws: VaultError.damaged(.records)) {
            try scene.vault.read { _ = try $0.record(.credential, Name("acme")) }
        }
        #expect(throws: VaultError.damaged(.records)) { try scene.put("acme", secret: "again") }
    }

    @Test func `a payload of an older state is found`() throws {
        let scene = try Scene(["acme"])
        let older = try scene.copied()
        try scene.put("acme", secret: "rotated")
        try scene.tamper { database in
            try database.execute(sql: "ATTACH ? AS older", arguments: [older])
            try database.execute(sql: "UPDATE record SET payload = (SELECT payload FROM older.record)")
        }
        #expect(throws: VaultError.damaged(.records)) { try scene.vault.text(of: "acme") }
    }

    @Test func `a slot of another vault with the same secret opens nothing`() throws {
        let scene = try Scene(["acme"])
        let other = try Scene(["globex"])
        try scene.putBack(["slot"], from: other.store.location)
        #expect(throws: VaultError.wrongSecret) { try scene.reopened() }
    }

    @Test func `a slot of another vault beside the own ones is found`() throws {
        let scene = try Scene(["acme"])
        let other = try Scene()
        try other.add(keyring([UInt8](repeating: 9, count: 16)))
        try scene.tamper { database in
            try database.execute(sql: "ATTACH ? AS other", arguments: [other.store.location])
            try database.execute(sql: "INSERT INTO slot SELECT * FROM other.slot WHERE type = 2")
        }
        #expect(throws: VaultError.damaged(.slots)) { try scene.reopened() }
    }

    @Test func `a slot of the epoch before opens nothing`() throws {
        let scene = try Scene(["acme"])
        let older = try scene.copied()
        _ = try scene.rotated(scene.vault)
        try scene.putBack(["slot"], from: older)
        #expect(throws: VaultError.wrongSecret) { try scene.reopened() }
    }

    @Test(arguments: [(120, 2), (124, 4), (124, 3), (127, 0x80)])
    func `a head that asks for a later reader is refused as such`(offset: Int, value: UInt8) throws {
        let scene = try Scene(["acme"])
        try scene.editHead { $0[offset] = value }
        #expect(throws: VaultError.newerFormat) { try scene.reopened() }
    }

    @Test func `a box of a later write than the head's is refused`() throws {
        let scene = try Scene(["acme"])
        try scene.editHead { $0[0] = 1 }
        #expect(throws: VaultError.damaged(.records)) { try scene.reopened().names() }
    }

    @Test func `a count of records that is not theirs is found`() throws {
        let scene = try Scene(["acme"])
        try scene.editHead { $0[8] = 2 }
        #expect(throws: VaultError.damaged(.records)) { try scene.reopened().names() }
    }
}

extension Scene {
    /// A copy of the file as it is now.
    func copied() throws -> String {
        let copy = folder.path + "/" + UUID().uuidString
        try FileManager.default.copyItem(atPath: store.location, toPath: copy)
        return copy
    }

    /// Puts rows of another file in the place of this one's.
    func putBack(_ tables: [String], from other: String, where condition: String = "true") throws {
        let queue = try DatabaseQueue(path: store.location)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "ATTACH ? AS other", arguments: [other])
            for table in tables {
                try database.execute(sql: "DELETE FROM \(table) WHERE \(condition)")
                try database.execute(sql: "INSERT INTO \(table) SELECT * FROM other.\(table) WHERE \(condition)")
            }
        }
        try queue.close()
    }

    /// Seals the head anew with its body changed, as only someone with the key could.
    func editHead(_ edit: @escaping (inout [UInt8]) -> Void) throws {
        let keys = vault.keys
        try store.write { rows in
            var row = try rows.vault()
            let nonce = try #require(Nonce(Array(row.head[1..<25])))
            let opened = SecretBox.openPlain(Array(row.head[25...]).rawBytes, nonce: nonce, key: keys.head)
            var body = try #require(opened)
            edit(&body)
            row.head.replaceSubrange(25..., with: SecretBox.seal(body.rawBytes, nonce: nonce, key: keys.head))
            try rows.put(row)
        }
    }
}
