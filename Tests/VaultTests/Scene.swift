import Credentials
import Foundation
import GRDB
import SQLiteStore
import Sealing

@testable import Vault

/// A folder of its own for one test, gone with it.
final class Folder: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "adsvault-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
        path = folder.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)  // What the system leaves of it, it clears itself.
    }

    /// The names of what lies in it.
    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path)
    }
}

/// A vault in a folder of its own. Its slot is a recovery code's, which unlike a passphrase costs no time.
struct Scene {
    let folder: Folder
    let store: SQLiteStore
    let vault: Vault

    static let slotID = [UInt8](repeating: 0x51, count: 16)
    static let surroundings = Surroundings(actor: "ops@host") { Timestamp(milliseconds: 1_795_255_200_000) }

    /// A vault that holds `names`, each with a secret made of its name.
    init(_ names: [String] = []) throws {
        folder = try Folder()
        store = SQLiteStore(path: folder.path + "/vault.db")
        vault = try Self.create(in: store)
        for name in names { try put(name, secret: "secret of \(name)") }
    }

    static func create(in store: any VaultStore) throws -> Vault {
        try Vault.create(in: store, level: .interactive, surroundings: surroundings) { transaction in
            try transaction.put(PreparedSlot(key(), level: .interactive, slotID: slotID))
            transaction.note(AuditNote("init", "vault"))
        }
    }

    /// The secret of the scene's slot.
    static func key(_ byte: UInt8 = 7) throws(VectorError) -> SlotSecret {
        try recovery(hex([UInt8](repeating: byte, count: 32)))
    }

    func put(_ name: String, secret text: String, note: String = "") throws {
        try vault.write { transaction in
            try transaction.put(draft(name, note: note), secret: secret(text))
            transaction.note(AuditNote("login", name))
        }
    }

    /// The vault opened anew, as another process would.
    func reopened(with secret: borrowing SlotSecret) throws -> Vault {
        try Vault.open(SQLiteStore(path: store.location), with: secret, surroundings: Self.surroundings)
    }

    func reopened() throws -> Vault {
        try reopened(with: Self.key())
    }

    /// Changes the file as someone without any key could.
    func tamper(_ body: (Database) throws -> Void) throws {
        let queue = try DatabaseQueue(path: store.location)
        try queue.writeWithoutTransaction(body)
        try queue.close()
    }

    /// Everything that stands in the file, row by row.
    func rows() throws -> [String] {
        let queue = try DatabaseQueue(path: store.location)
        return try queue.read { database in
            try ["vault", "slot", "record", "audit"].flatMap { table in
                try Row.fetchAll(database, sql: "SELECT * FROM \(table)").map { "\(table) \($0.debugDescription)" }
            }
        }
    }
}

func draft(_ name: String, note: String = "", type: RecordType = .credential) throws -> RecordDraft {
    var writer = JSONWriter()
    writer.object { writer in
        writer.field("type", type.rawValue)
        writer.field("name", name)
        writer.field("note", note)
    }
    return RecordDraft(type: type, name: try Name(name), meta: writer.bytes)
}

extension Vault {
    /// The secret of a credential as text; nil where there is no such credential.
    func text(of name: String) throws -> String? {
        try write { transaction in
            guard let record = try transaction.record(.credential, Name(name)) else { return nil }
            transaction.note(AuditNote("show", name))
            return String(decoding: try transaction.secret(of: record).revealed, as: UTF8.self)
        }
    }

    /// The names of all records.
    func names() throws -> Set<String> {
        try read { Set(try $0.records().map(\.name.description)) }
    }

    /// Reads everything there is: every record, every secret, the whole audit log.
    func readEverything() throws {
        let records = try read { try $0.records() }
        try write { transaction in
            for record in records { _ = try transaction.secret(of: record) }
            transaction.note(AuditNote("show", "everything"))
        }
        _ = try read { try $0.audit() }
    }
}

extension Scene {
    /// The slot that the scene's key opens.
    func recoverySlot() throws -> Slot {
        guard let slot = try vault.read({ try $0.slots() }).first(where: { $0.kind == .recovery }) else {
            throw VaultError.damaged(.slots)
        }
        return slot
    }

    /// Whether these bytes stand anywhere in the file.
    func fileHolds(_ bytes: [UInt8]) throws -> Bool {
        try Data(contentsOf: URL(fileURLWithPath: store.location)).range(of: Data(bytes)) != nil
    }
}
