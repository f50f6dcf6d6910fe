import Foundation
import GRDB
import Vault

/// A vault's file while it is made, under a name of its own beside the one it shall have.
final class Draft {
    let path: String
    private let location: String
    /// Held from before the file is there until it is a vault, or nothing.
    private var lock: DraftLock?

    init(of location: String) {
        self.location = location
        path = location + ".new-" + UUID().uuidString
    }

    /// Makes and fills it, and has it checked as the vault that it will be.
    func make(
        _ fill: (any StoreTransaction) throws -> Void,
        checking check: (any StoreSnapshot) throws -> Void
    ) throws {
        try VaultFile.makeFolder(of: location)
        lock = DraftLock(of: location)
        do {
            try VaultFile.makeEmpty(path)
            let queue = try Connection.open(path, expecting: .empty)
            try queue.inTransaction(.immediate) { database in
                try Schema.create(in: database)
                try fill(Rows(database))
                return .commit
            }
            try queue.close()
        } catch {
            throw storeError(error, location)
        }
        try SQLiteStore(path: path).read(check)
    }

    /// Removes what is left of it.
    func discard() {
        VaultFile.discard(path)
    }
}
