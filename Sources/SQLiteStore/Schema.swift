import GRDB
import Vault

/// The tables of format 1: these four and nothing else.
enum Schema {
    private static let applicationID: Int32 = 0x4144_5356
    private static let version: Int32 = 1

    private static let tables = [
        "vault":
            "CREATE TABLE vault (id INTEGER PRIMARY KEY CHECK (id = 1), vault_id BLOB NOT NULL, epoch INTEGER NOT NULL, head BLOB NOT NULL)",
        "slot":
            "CREATE TABLE slot (slot_id BLOB PRIMARY KEY, type INTEGER NOT NULL, params BLOB NOT NULL, commitment BLOB NOT NULL, wrap BLOB NOT NULL) WITHOUT ROWID",
        "record":
            "CREATE TABLE record (record_id BLOB PRIMARY KEY, meta BLOB NOT NULL, payload_head BLOB NOT NULL, payload BLOB NOT NULL) WITHOUT ROWID",
        "audit": "CREATE TABLE audit (n INTEGER PRIMARY KEY, body BLOB NOT NULL, mac BLOB NOT NULL)",
    ]

    /// With SQLite's usual 4096, a record of a common size would not fit beside others, and lie on a page of its own.
    private static let pageByteCount = 8192

    /// Marks a new file as a vault, before it has a page.
    static func mark(_ database: Database) throws {
        try database.execute(sql: "PRAGMA page_size = \(pageByteCount)")
        try database.execute(sql: "PRAGMA journal_mode = DELETE")
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
        try database.execute(sql: "PRAGMA user_version = \(version)")
    }

    static func create(in database: Database) throws {
        for name in ["vault", "slot", "record", "audit"] { try database.execute(sql: tables[name, default: ""]) }
    }

    /// Checks that the file is a vault of this version and holds the four tables, to the letter, and nothing else.
    ///
    /// - Throws: `VaultError.damaged(.schema)`, `.newerFormat`.
    static func check(_ database: Database) throws {
        let id = try Int32.fetchOne(database, sql: "PRAGMA application_id")
        guard id == applicationID else { throw VaultError.damaged(.file) }
        let version = try Int32.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= Self.version else { throw VaultError.newerFormat }
        guard version == Self.version else { throw VaultError.damaged(.schema) }
        var found: [String: String] = [:]
        let rows = try Row.fetchCursor(database, sql: "SELECT type, name, tbl_name, sql FROM sqlite_schema LIMIT 16")
        while let row = try rows.next() {
            let columns = Array(row.databaseValues.map(\.storage))
            guard case .string("table") = columns[0], case .string(let name) = columns[1],
                case .string(name) = columns[2], case .string(let sql) = columns[3], found[name] == nil
            else { throw VaultError.damaged(.schema) }
            found[name] = sql
        }
        guard found == tables else { throw VaultError.damaged(.schema) }
    }
}
