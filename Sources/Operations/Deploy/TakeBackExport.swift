import Credentials
import Vault

/// What was written down of an export, so that it can be taken back.
public struct ExportNote: Sendable {
    let name: Name
    let deployment: Deployment
    /// The copies that lay where this one was to lie, by credential.
    let former: [Name: [Deployment]]
    /// What the audit log says of it.
    let detail: String
}

extension Session {
    /// Makes the list of copies what it was before an export of which nothing came to be anywhere. The audit log says that
    /// it failed.
    ///
    /// - Throws: `VaultError`; `OperationError.unreadable`. Then the copy stays listed.
    public func takeBack(_ export: ExportNote) throws {
        try vault.write { transaction in
            for (name, former) in export.former {
                // It was renamed or forgotten meanwhile.
                guard var credential = try transaction.value(Credential.self, name) else { continue }
                var deployments = try transaction.deployments(of: name)
                let deployment = name == export.name ? export.deployment : nil
                credential.exports = max(0, credential.exports + deployments.takeBack(deployment, for: former))
                try transaction.update(credential)
                if deployments.all.isEmpty {
                    try transaction.removeDeployments(of: name)
                } else {
                    try transaction.put(deployments, of: name)
                }
            }
            transaction.note(AuditNote("export failed", export.name.description, "no copy was made: \(export.detail)"))
        }
    }
}
