import CPlatform
import GRDB
import Vault

/// SQLite connections set up for a file that may be hostile.
enum Connection {
    enum Expectation {
        case empty
        case vault
    }

    /// Opens the database at `path`, which exists.
    static func open(_ path: String, expecting expectation: Expectation) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        configuration.label = "adsvault"
        configuration.maximumReaderCount = 1
        configuration.acceptsDoubleQuotedStringLiterals = false
        configuration.prepareDatabase { database in
            try harden(database)
            if expectation == .empty { try Schema.mark(database) }
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// The number of pages and the bytes of each, as the database tells them within a transaction.
    static func pages(of database: Database) throws -> (count: Int64, byteCount: Int64) {
        let count = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        let byteCount = try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0
        return (count, byteCount)
    }

    private static func harden(_ database: Database) throws {
        guard let handle = unsafe database.sqliteConnection else { throw VaultError.damaged(.file) }
        guard unsafe platform_sqlite_harden(UnsafeMutableRawPointer(handle)) == 0 else {
            throw VaultError.storage("SQLite refuses its defensive settings")
        }
        for setting in settings { try database.execute(sql: "PRAGMA \(setting)") }
    }

    private static let settings = [
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "secure_delete = ON",
        "mmap_size = 0",
        "temp_store = MEMORY",
        "synchronous = EXTRA",
        "foreign_keys = OFF",
    ]
}
