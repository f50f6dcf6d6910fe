public import Vault

/// What a check of the audit log showed.
public struct AuditVerdict: Sendable {
    /// How many entries there are.
    public let entries: Int
    /// The mac of the last one; empty where there is none.
    public let head: [UInt8]
}

extension Session {
    /// The whole audit log, oldest first, every link of it checked.
    ///
    /// - Throws: `VaultError.damaged(.audit)`.
    public func audit() throws -> [AuditEntry] {
        try vault.read { try $0.audit() }
    }

    /// Checks the audit log and every record of the vault, its secret included.
    ///
    /// - Throws: `VaultError.damaged`.
    public func verify() throws -> AuditVerdict {
        try vault.read { snapshot in
            _ = try snapshot.verifyWhole()
            let entries = try snapshot.audit()
            return AuditVerdict(entries: entries.count, head: entries.last?.hash ?? [])
        }
    }
}
