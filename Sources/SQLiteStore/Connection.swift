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
            guard let handle = unsafe database.sqliteConnection else { throw VaultError.damaged(.file) }
            if expectation == .vault { try unsafe checkHeader(UnsafeMutableRawPointer(handle)) }
            try unsafe harden(UnsafeMutableRawPointer(handle))
            for setting in settings { try database.execute(sql: "PRAGMA \(setting)") }
            if expectation == .empty { try Schema.mark(database) }
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Whether SQLite lately came upon a row that no vault has, so that it is the file and not the machine that asks for
    /// more memory than there is.
    static func metHugeRow() -> Bool {
        platform_sqlite_largest_request() > 8 << 20
    }

    /// The number of pages and the bytes of each, as the database tells them within a transaction.
    static func pages(of database: Database) throws -> (count: Int64, byteCount: Int64) {
        let count = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        let byteCount = try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0
        return (count, byteCount)
    }

    /// Whether the open file has lost its name, or has another by now.
    static func hasMoved(_ database: Database) throws -> Bool {
        guard let handle = unsafe database.sqliteConnection else { throw VaultError.damaged(.file) }
        var moved: Int32 = 0
        guard unsafe platform_sqlite_has_moved(UnsafeMutableRawPointer(handle), &moved) == 0 else {
            throw VaultError.storage("SQLite cannot tell whether its file was moved")
        }
        return moved != 0
    }

    /// SQLite's header says at bytes 18 and 19 whether a write-ahead log is in use, which a vault never has.
    @unsafe
    private static func checkHeader(_ handle: UnsafeMutableRawPointer) throws {
        var header = [UInt8](repeating: 0, count: 100)
        guard unsafe platform_sqlite_read_start(handle, &header, Int32(header.count)) == 0,
            header.starts(with: Array("SQLite format 3\0".utf8)), header[18] == 1, header[19] == 1
        else { throw VaultError.damaged(.file) }
    }

    @unsafe
    private static func harden(_ handle: UnsafeMutableRawPointer) throws {
        guard unsafe platform_sqlite_harden(handle) == 0 else {
            throw VaultError.storage("SQLite refuses its defensive settings")
        }
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
