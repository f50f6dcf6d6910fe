import CSQLite
import Glibc
import GRDB
import Synchronization
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
        configuration.busyMode = patience()
        configuration.label = "adsvault"
        configuration.maximumReaderCount = 1
        configuration.acceptsDoubleQuotedStringLiterals = false
        configuration.prepareDatabase { database in
            guard let handle = unsafe database.sqliteConnection else { throw VaultError.damaged(.file) }
            try unsafe harden(UnsafeMutableRawPointer(handle))
            if expectation == .vault { try checkHeader(of: database, path) }
            for setting in settings { try database.execute(sql: "PRAGMA \(setting)") }
            if expectation == .empty { try Schema.mark(database) }
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Waits up to 30 seconds for others. SQLite's own waiting grows to a tenth of a second, in which many others could
    /// have had their turns; a commit takes some milliseconds.
    private static func patience() -> Database.BusyMode {
        let end = Mutex<ContinuousClock.Instant?>(nil)
        return .callback { tries in
            let now = ContinuousClock.now
            let end = end.withLock { end in
                if tries == 0 || end == nil { end = now + .seconds(30) }
                return end ?? now
            }
            usleep(.random(in: 50...min(100 << min(tries, 6), 4000)))
            return now < end
        }
    }

    /// Whether SQLite lately came upon a row that no vault has, so that it is the file and not the machine that asks for
    /// more memory than there is.
    static func metHugeRow() -> Bool {
        csqlite_largest_request() > 8 << 20
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
        guard unsafe csqlite_has_moved(UnsafeMutableRawPointer(handle), &moved) == 0 else {
            throw VaultError.storage("SQLite cannot tell whether its file was moved")
        }
        return moved != 0
    }

    /// Drops what was read of the file, so that the next transaction reads it again.
    static func forgetPages(of database: Database) throws {
        guard let handle = unsafe database.sqliteConnection else { throw VaultError.damaged(.file) }
        unsafe csqlite_forget_pages(UnsafeMutableRawPointer(handle))
    }

    /// What an error of SQLite is where a disk could not be read: SQLite takes that for a file that is damaged.
    static func failure(_ error: DatabaseError, of database: Database, _ path: String) -> any Error {
        guard [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode),
            let handle = unsafe database.sqliteConnection
        else { return error }
        let number = unsafe csqlite_system_error(UnsafeMutableRawPointer(handle))
        guard [EIO, ENXIO, ERANGE].contains(number) else { return error }
        return VaultError.storage("\(path): \(unsafe String(cString: strerror(number)).lowercased())")
    }

    /// How long the open file is, whatever has its name by now.
    static func byteCount(of database: Database) throws -> Int64 {
        guard let handle = unsafe database.sqliteConnection else { throw VaultError.damaged(.file) }
        var count: Int64 = 0
        guard unsafe csqlite_byte_count(UnsafeMutableRawPointer(handle), &count) == 0 else {
            throw VaultError.storage("SQLite cannot tell how long its file is")
        }
        return count
    }

    /// SQLite's header says at bytes 18 and 19 whether a write-ahead log is in use, which a vault never has.
    static func checkHeader(of database: Database, _ path: String) throws {
        guard let handle = unsafe database.sqliteConnection.map({ unsafe UnsafeMutableRawPointer($0) }) else {
            throw VaultError.damaged(.file)
        }
        guard !VaultFile.exists(path + "-wal") else {
            throw VaultError.unsafeFile("there is \(path)-wal, and a vault has no such file; move it away")
        }
        var header = try unsafe header(handle, path)
        if VaultFile.exists(path + "-journal") {
            // A power cut may have torn the header itself: what the journal can put right is put right first.
            do {
                _ = try Int.fetchOne(database, sql: "PRAGMA schema_version")
            } catch let error as DatabaseError where headerErrors.contains(error.resultCode) {
                // The header tells.
            }
            header = try unsafe Self.header(handle, path)
        }
        guard header.starts(with: Array("SQLite format 3\0".utf8)), header[18] == 1, header[19] == 1
        else { throw VaultError.damaged(.file) }
    }

    /// What SQLite says of a header that is no database's, or asks for a write-ahead log.
    private static let headerErrors: [ResultCode] = [.SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_CANTOPEN]

    @unsafe
    private static func header(_ handle: UnsafeMutableRawPointer, _ path: String) throws -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 100)
        let status = unsafe csqlite_read_start(handle, &header, Int32(header.count))
        guard status == SQLITE_OK || status == csqlite_short_read else {
            throw VaultError.storage("\(path): \(unsafe String(cString: sqlite3_errstr(status)))")
        }
        guard status == SQLITE_OK else { throw VaultError.damaged(.file) }
        return header
    }

    @unsafe
    private static func harden(_ handle: UnsafeMutableRawPointer) throws {
        guard unsafe csqlite_harden(handle) == 0, unsafe csqlite_forbid_log(handle) == 0 else {
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
