import Foundation
import GRDB
import Testing

@testable import Vault

/// One change that someone without any key can make to a vault's rows, and how reading it must end.
struct Tampering: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let expected: VaultError
    let apply: @Sendable (Database) throws -> Void

    init(_ description: String, _ expected: VaultError, apply: @escaping @Sendable (Database) throws -> Void) {
        testDescription = description
        self.expected = expected
        self.apply = apply
    }

    /// A change that SQL can express.
    init(_ description: String, _ expected: VaultError, sql: String) {
        self.init(description, expected) { try $0.execute(sql: sql) }
    }

    /// A blob of which one byte is another.
    init(_ description: String, _ expected: VaultError, flipping column: String, of table: String, byte: Int) {
        self.init(description, expected) { database in
            let key = table == "audit" ? "n" : table == "vault" ? "id" : "\(table)_id"
            let sql = "SELECT \(key), \(column) FROM \(table) ORDER BY \(key) LIMIT 1"
            let row = try #require(try Row.fetchOne(database, sql: sql))
            var blob: Data = row[1]
            blob[byte < 0 ? blob.count + byte : byte] ^= 1
            let id: DatabaseValue = row[0]
            try database.execute(sql: "UPDATE \(table) SET \(column) = ? WHERE \(key) = ?", arguments: [blob, id])
        }
    }
}

/// The rows of the records in the order of their ids.
func recordIDs(_ database: Database) throws -> [Data] {
    try Data.fetchAll(database, sql: "SELECT record_id FROM record ORDER BY record_id")
}

extension Tampering {
    /// Exchanges columns of the first two records.
    static func exchanging(_ columns: [String]) -> @Sendable (Database) throws -> Void {
        { database in
            let list = columns.joined(separator: ", ")
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT record_id, \(list) FROM record ORDER BY record_id LIMIT 2"
            )
            for (target, source) in zip(rows, rows.reversed()) {
                let assignments = columns.map { "\($0) = ?" }.joined(separator: ", ")
                let values = Array(source.databaseValues).dropFirst() + Array(target.databaseValues).prefix(1)
                try database.execute(
                    sql: "UPDATE record SET \(assignments) WHERE record_id = ?",
                    arguments: StatementArguments(Array(values))
                )
            }
        }
    }

    /// Sets the Argon2id cost that a passphrase slot of its own asks for.
    static func planting(opslimit: UInt64, memlimit: UInt64) -> @Sendable (Database) throws -> Void {
        { database in
            let params = littleEndian(opslimit, memlimit) + [UInt8](repeating: 0, count: 16)
            try plantSlot(database, type: 1, params: params, number: 1)
        }
    }

    static func plantSlot(_ database: Database, type: Int, params: [UInt8], number: UInt8) throws {
        try database.execute(
            sql: "INSERT INTO slot VALUES (?, ?, ?, zeroblob(32), zeroblob(72))",
            arguments: [Data([UInt8](repeating: number, count: 16)), type, Data(params)]
        )
    }
}
