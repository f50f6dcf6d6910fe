import CSQLite
import GRDB
import Synchronization
import Vault

/// One connection that is open between transactions, since to open it costs as much as a small transaction. It holds no
/// lock meanwhile, and no row.
final class IdleConnection: Sendable {
    private let path: String
    private let idle = Mutex<DatabaseQueue?>(nil)

    /// For the vault at `path`. Nothing is opened yet.
    init(path: String) {
        self.path = path
    }

    /// Runs `body` on the idle connection, or on one of its own where that is at work or the file is another one by now.
    /// After an error nothing of the connection is used again.
    func use(_ body: (DatabaseQueue) throws -> Void) throws {
        let queue = try take() ?? Connection.open(path, expecting: .vault)
        do {
            try body(queue)
        } catch let error as DatabaseError {
            throw queue.inDatabase { Connection.failure(error, of: $0, path) }
        }
        keep(queue)
    }

    /// What fails here fails after the work is done, and costs a connection.
    private func keep(_ queue: DatabaseQueue) {
        guard (try? queue.inDatabase({ try Connection.forgetPages(of: $0) })) != nil else { return }
        let spare: DatabaseQueue? = idle.withLock { idle in
            if idle == nil {
                idle = queue
                return nil
            }
            return queue
        }
        try? spare?.close()
    }

    /// The idle connection, where it still is to the file of this name and that is one to be opened.
    private func take() throws -> DatabaseQueue? {
        let taken = idle.withLock { idle in
            defer { idle = nil }
            return idle
        }
        guard let taken else { return nil }
        let isUsable = try taken.inDatabase { database in
            if try Connection.hasMoved(database) { return false }
            try Connection.checkHeader(of: database, path)
            return true
        }
        if isUsable { return taken }
        // It goes with its last holder in any case.
        try? taken.close()
        return nil
    }
}
