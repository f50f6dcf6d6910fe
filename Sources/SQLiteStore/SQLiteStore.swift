import CSQLite
import Foundation
import GRDB
import Synchronization
public import Vault

/// A vault in one SQLite file. The file is treated as hostile: its settings, schema and size are checked before any row
/// is believed.
public final class SQLiteStore: VaultStore {
    /// The file's path.
    public let location: String
    private let connection: IdleConnection

    /// A store in the file at `path`. Nothing is opened yet.
    public init(path: String) {
        location = path
        connection = IdleConnection(path: path)
    }

    /// Bounds what SQLite takes in this process, whatever a file says: five times the format's largest row, and some pages.
    /// For a program that has to do with one vault at a time.
    public static func limitMemory() {
        _ = csqlite_limit_heap(24 << 20)
    }

    /// Refuses a place where no file can be made.
    public func checkPlace() throws {
        try VaultFile.checkPlace(location)
    }

    /// Makes the file under another name and gives it its own only when it is whole: no moment shows half a vault.
    public func create(
        _ fill: (any StoreTransaction) throws -> Void,
        checking check: (any StoreSnapshot) throws -> Void
    ) throws {
        guard !VaultFile.exists(location) else { throw VaultError.exists(location) }
        let draft = Draft(of: location)
        defer { draft.discard() }
        try draft.make(fill, checking: check)
        try VaultFile.publish(draft.path, as: location)
    }

    /// Makes the file under another name, while the old one is locked, and exchanges their names: every moment shows a
    /// whole vault. A file that is no database cannot be locked, and nobody could write to it.
    public func replace(
        _ fill: (_ new: any StoreTransaction, _ old: (any StoreSnapshot)?) throws -> Void,
        checking check: (any StoreSnapshot) throws -> Void
    ) throws -> String? {
        guard VaultFile.exists(location) else {
            try create({ try fill($0, nil) }, checking: check)
            return nil
        }
        let draft = Draft(of: location)
        defer { draft.discard() }
        var kept: String?
        var isLocked = false
        do {
            try write { old in
                isLocked = true
                try draft.make({ try fill($0, old) }, checking: check)
                kept = try VaultFile.exchange(draft.path, with: location)
            }
        } catch VaultError.damaged where !isLocked {
            try draft.make({ try fill($0, nil) }, checking: check)
            kept = try VaultFile.exchange(draft.path, with: location)
        }
        return kept
    }

    /// Reads in one transaction, once the file and its tables have been found to be a vault's.
    public func read(_ body: (any StoreSnapshot) throws -> Void) throws {
        try onWholeFile {
            try connected { queue in
                try queue.inTransaction(.deferred) { database in
                    guard try excessPages(database) == 0 else { throw UnfinishedVacuum() }
                    try body(Rows(database))
                    return .commit
                }
            }
        }
    }

    /// Writes in one transaction, which holds the write lock before anything is checked or read.
    public func write(_ body: (any StoreTransaction) throws -> Void) throws {
        try onWholeFile {
            try connected { queue in
                try queue.inTransaction(.immediate) { database in
                    guard try excessPages(database) == 0 else { throw UnfinishedVacuum() }
                    try body(Rows(database))
                    return .commit
                }
            }
        }
    }

    /// Writes the file anew, without the pages of removed rows.
    public func vacuum() throws {
        try connected { queue in
            try Self.vacuums.withLock { _ in
                // The copy of a whole vault takes what it takes.
                let limit = csqlite_limit_heap(0)
                defer { _ = csqlite_limit_heap(limit) }
                try queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM") }
            }
        }
    }

    /// The limit is the whole process's: one at a time lifts it.
    private static let vacuums = Mutex(())

    private func connected(_ body: (DatabaseQueue) throws -> Void) throws {
        try VaultFile.check(location)
        do {
            try connection.use(body)
        } catch {
            throw storeError(error, location)
        }
    }

    /// Checks that the file is a vault's and is whole. Gives how many pages lie behind its own.
    private func excessPages(_ database: Database) throws -> Int64 {
        guard try !Connection.hasMoved(database) else { throw Moved() }
        try Schema.check(database)
        // Of the file that is open: another one may have its name since.
        return try VaultFile.excessPages(
            byteCount: Connection.byteCount(of: database),
            pages: Connection.pages(of: database)
        )
    }

    /// Runs `body`, which sees the whole file that has the vault's name, or throws before it sees anything. Where a process
    /// was stopped before the end of a VACUUM, that is brought to its end first.
    private func onWholeFile(_ body: () throws -> Void) throws {
        for _ in 0..<10 {
            do {
                return try body()
            } catch is Moved {
                // Whoever waited for the lock while another vault took this one's place has the old file open.
            } catch is UnfinishedVacuum {
                try finishVacuum()
            }
        }
        throw VaultError.busy
    }

    private func finishVacuum() throws {
        do {
            try connected { queue in
                // Under the write lock: whoever else shrinks the file holds it until that is done.
                try queue.inTransaction(.immediate) { database in
                    if try excessPages(database) > 0 {
                        // The count of pages is a mere claim: nothing is cut off that any table or list is missing.
                        guard try String.fetchOne(database, sql: "PRAGMA quick_check(1)") == "ok" else {
                            throw VaultError.damaged(.file)
                        }
                        try VaultFile.cutExcess(location, pages: Connection.pages(of: database))
                    }
                    return .commit
                }
            }
        } catch is Moved {
            // Then nobody needs it.
        }
    }
}

/// The file has pages behind those that it says it has.
private struct UnfinishedVacuum: Error {}

/// The open file has lost its name, or has another by now.
private struct Moved: Error {}

/// What an error of SQLite or GRDB means for a vault; anything else passes as it is.
func storeError(_ error: any Error, _ path: String) -> any Error {
    guard let error = error as? DatabaseError else { return error }
    let cause = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: return VaultError.busy
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT, .SQLITE_TOOBIG: return VaultError.damaged(.file)
    case .SQLITE_NOMEM where Connection.metHugeRow(): return VaultError.damaged(.file)
    case .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_SCHEMA: return VaultError.damaged(.schema)
    default: return VaultError.storage("\(path): \(cause)")
    }
}
