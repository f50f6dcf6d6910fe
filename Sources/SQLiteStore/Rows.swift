import CSQLite
import Foundation
import GRDB
import Vault

/// The rows of a vault in an open transaction. Every column's type and the bounds of every length are checked.
struct Rows: StoreTransaction {
    private let database: Database

    init(_ database: Database) {
        self.database = database
    }

    func vault() throws -> VaultRow {
        let statement = try database.cachedStatement(sql: "SELECT vault_id, epoch, head FROM vault LIMIT 2")
        let rows = try Row.fetchCursor(statement)
        guard let row = try rows.next() else { throw VaultError.damaged(.head) }
        let vaultID = try row.blob(0, atMost: 16, of: .head)
        guard vaultID.count == 16, let epoch = UInt32(exactly: try row.integer(1, of: .head)) else {
            throw VaultError.damaged(.head)
        }
        let head = try row.blob(2, atMost: 16 * 1024, of: .head)
        guard try rows.next() == nil else { throw VaultError.damaged(.head) }
        return VaultRow(vaultID: vaultID, epoch: epoch, head: head)
    }

    func slots() throws -> [SlotRow] {
        let sql = "SELECT slot_id, type, params, commitment, wrap FROM slot ORDER BY slot_id LIMIT 65"
        let rows = try Row.fetchCursor(database.cachedStatement(sql: sql))
        var slots: [SlotRow] = []
        while let row = try rows.next() {
            guard let type = UInt32(exactly: try row.integer(1, of: .slots)) else { throw VaultError.damaged(.slots) }
            slots.append(
                SlotRow(
                    slotID: try row.blob(0, atMost: 16, of: .slots),
                    type: type,
                    params: try row.blob(2, atMost: 256, of: .slots),
                    commitment: try row.blob(3, atMost: 32, of: .slots),
                    wrap: try row.blob(4, atMost: 256, of: .slots)
                )
            )
        }
        return slots
    }

    func forEachRecord(inBucket bucket: UInt8, _ body: (RecordRow) throws -> Void) throws {
        let from = Data([bucket])
        // Every id has 16 bytes, so nothing of this bucket lies above 17 bytes of 0xff behind its first.
        let to = Data([bucket] + [UInt8](repeating: 0xff, count: 16))
        try forEach("WHERE record_id >= ? AND record_id <= ?", [from, to], body)
    }

    func record(_ recordID: [UInt8]) throws -> RecordRow? {
        var found: RecordRow?
        try forEach("WHERE record_id = ?", [Data(recordID)]) { found = $0 }
        return found
    }

    func forEachRecord(_ body: (RecordRow) throws -> Void) throws {
        try forEach("", [], body)
    }

    func payload(of recordID: [UInt8]) throws -> [UInt8]? {
        let sql = "SELECT payload FROM record WHERE record_id = ?"
        let statement = try database.cachedStatement(sql: sql)
        guard let row = try Row.fetchOne(statement, arguments: [Data(recordID)]) else { return nil }
        return try row.blob(0, atMost: maximumPayload, of: .records)
    }

    func forEachAuditEntry(from first: UInt64, _ body: (AuditRow) throws -> Void) throws {
        guard let first = Int64(exactly: first) else { throw VaultError.damaged(.audit) }
        guard try Row.fetchOne(database.cachedStatement(sql: "SELECT n FROM audit WHERE n < 1 LIMIT 1")) == nil else {
            throw VaultError.damaged(.audit)
        }
        let sql = "SELECT n, body, mac FROM audit WHERE n >= ? ORDER BY n"
        let rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: [first])
        while let row = try rows.next() {
            guard let number = UInt64(exactly: try row.integer(0, of: .audit)) else { throw VaultError.damaged(.audit) }
            let sealed = try row.blob(1, atMost: maximumAuditEntry, of: .audit)
            try body(AuditRow(number: number, body: sealed, mac: try row.blob(2, atMost: 32, of: .audit)))
        }
    }

    func put(_ row: VaultRow) throws {
        let sql = "INSERT OR REPLACE INTO vault (id, vault_id, epoch, head) VALUES (1, ?, ?, ?)"
        let statement = try database.cachedStatement(sql: sql)
        try statement.execute(arguments: [Data(row.vaultID), Int64(row.epoch), Data(row.head)])
    }

    func put(_ row: SlotRow) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO slot (slot_id, type, params, commitment, wrap) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                Data(row.slotID), Int64(row.type), Data(row.params), Data(row.commitment), Data(row.wrap),
            ]
        )
    }

    func removeSlot(_ slotID: [UInt8]) throws {
        try database.execute(sql: "DELETE FROM slot WHERE slot_id = ?", arguments: [Data(slotID)])
    }

    func put(_ row: RecordRow, payload: [UInt8]) throws {
        let sql = "INSERT OR REPLACE INTO record (record_id, meta, payload_head, payload) VALUES (?, ?, ?, ?)"
        let statement = try database.cachedStatement(sql: sql)
        try statement.execute(arguments: [Data(row.recordID), Data(row.meta), Data(row.payloadHead), Data(payload)])
    }

    func setMeta(_ meta: [UInt8], of recordID: [UInt8]) throws {
        let statement = try database.cachedStatement(sql: "UPDATE record SET meta = ? WHERE record_id = ?")
        try statement.execute(arguments: [Data(meta), Data(recordID)])
        guard database.changesCount == 1 else { throw VaultError.damaged(.records) }
    }

    func removeRecord(_ recordID: [UInt8]) throws {
        let statement = try database.cachedStatement(sql: "DELETE FROM record WHERE record_id = ?")
        try statement.execute(arguments: [Data(recordID)])
        guard database.changesCount == 1 else { throw VaultError.damaged(.records) }
    }

    func append(_ row: AuditRow) throws {
        guard let number = Int64(exactly: row.number) else { throw VaultError.damaged(.audit) }
        let statement = try database.cachedStatement(sql: "INSERT INTO audit (n, body, mac) VALUES (?, ?, ?)")
        try statement.execute(arguments: [number, Data(row.body), Data(row.mac)])
    }

    private func forEach(
        _ condition: String,
        _ arguments: StatementArguments,
        _ body: (RecordRow) throws -> Void
    ) throws {
        let sql = "SELECT record_id, meta, payload_head FROM record \(condition) ORDER BY record_id"
        let statement = try database.cachedStatement(sql: sql)
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        while try rows.next() != nil {
            try body(
                RecordRow(
                    recordID: unsafe statement.blob(0, atMost: 16).bytes,
                    meta: unsafe statement.blob(1, atMost: maximumMeta).bytes,
                    payloadHead: unsafe statement.blob(2, atMost: 53).bytes
                )
            )
        }
    }

    // The format's bounds, with room for padding and a box's frame.
    private let maximumMeta = 17 * 1024
    private let maximumAuditEntry = 5 * 1024
    private let maximumPayload = 4 * 1024 * 1024 + 1024
}

extension Statement {
    /// The bytes of a column of the current row, which must be a BLOB within bounds; there until the next row. Without the
    /// copies that GRDB makes of them: a scan reads a hundred thousand rows.
    @unsafe
    fileprivate func blob(_ column: Int32, atMost maximum: Int) throws -> UnsafeRawBufferPointer {
        let statement = unsafe sqliteStatement
        guard unsafe sqlite3_column_type(statement, column) == SQLITE_BLOB else { throw VaultError.damaged(.records) }
        let byteCount = unsafe Int(sqlite3_column_bytes(statement, column))
        guard byteCount <= maximum else { throw VaultError.damaged(.records) }
        return unsafe UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, column), count: byteCount)
    }
}

extension Row {
    /// The bytes of a column that must be a BLOB within bounds.
    fileprivate func blob(_ column: Int, atMost byteCount: Int, of part: VaultError.Part) throws -> [UInt8] {
        guard case .blob(let data) = databaseValue(at: column).storage, data.count <= byteCount else {
            throw VaultError.damaged(part)
        }
        return [UInt8](data)
    }

    /// The number in a column that must be an INTEGER.
    fileprivate func integer(_ column: Int, of part: VaultError.Part) throws -> Int64 {
        guard case .int64(let value) = databaseValue(at: column).storage else { throw VaultError.damaged(part) }
        return value
    }

    private func databaseValue(at column: Int) -> DatabaseValue {
        self[column]
    }
}
