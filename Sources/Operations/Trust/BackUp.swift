public import Vault

extension Session {
    /// Writes a copy of the vault to where nothing is yet, and reads all of it there before it gets its name.
    ///
    /// The log's line comes before the copy, so that the copy has it: until something else is written, it is the newest
    /// state, and restoring it goes back nowhere. Where there is no copy in the end, a second line says so.
    ///
    /// - Throws: as `Vault.copy(to:)`.
    public func backUp(to place: any VaultStore) throws -> VaultCopy {
        try vault.write { $0.note(AuditNote(Backups.action, place.location)) }
        do {
            return try vault.copy(to: place)
        } catch {
            // That there is no copy is what has to be heard of; a vault that takes no line either says so next time.
            try? vault.write { $0.note(AuditNote(Backups.failure, place.location)) }
            throw error
        }
    }
}

extension Vault {
    /// The last line of the log that tells of a backup; nil where there is none.
    ///
    /// - Throws: `VaultError.damaged(.audit)`.
    public func lastBackup() throws -> AuditEntry? {
        Backups.last(in: try read { try $0.audit() })
    }
}

/// What the log says of backups.
enum Backups {
    static let action = "backup"
    static let failure = "backup failed"

    /// The last backup that was not said to have failed.
    static func last(in entries: [AuditEntry]) -> AuditEntry? {
        var failed: Set<String> = []
        for entry in entries.reversed() {
            if entry.action == failure { failed.insert(entry.subject) }
            guard entry.action == action else { continue }
            if failed.remove(entry.subject) == nil { return entry }
        }
        return nil
    }
}
