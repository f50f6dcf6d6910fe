import Credentials
public import Deploy
import Foundation
import Sealing
import Vault

extension Session {
    /// Takes over the credentials of a file, with their clients, in one commit. What is there already is not stored twice.
    ///
    /// Whose a token is, and for what, shows with its first refresh.
    ///
    /// - Parameter path: where the file lies: its name may name the credential, and the audit log has the whole of it.
    /// - Throws: `ImportRefusal`; `OperationError.taken`; `VaultError.tooLarge`. Then nothing of the file was taken over.
    public func importFile(
        _ file: ImportedFile,
        at path: String,
        _ request: ImportRequest = ImportRequest()
    ) throws -> ImportOutcome {
        let vault = vault
        return try vault.write { transaction in
            let plan = try ImportPlan(
                file,
                at: path,
                request,
                against: Holdings(&transaction),
                vault: vault,
                now: now()
            )
            try transaction.carryOut(plan, from: URL(fileURLWithPath: path).standardizedFileURL.path)
            return plan.outcome
        }
    }

    /// What imports would do, one after the other. Nothing is written, now or then.
    public func rehearseImports() throws -> ImportRehearsal {
        ImportRehearsal(vault: vault, now: now, holdings: try vault.read { try Holdings(&$0) })
    }
}

/// Imports that are only thought through: each sees what the ones before it would have stored.
public struct ImportRehearsal: Sendable {
    let vault: Vault
    let now: @Sendable () -> Timestamp
    var holdings: Holdings

    /// What importing a file would do.
    ///
    /// - Throws: as `Session.importFile`.
    public mutating func importFile(
        _ file: ImportedFile,
        at path: String,
        _ request: ImportRequest = ImportRequest()
    ) throws -> ImportOutcome {
        let plan = try ImportPlan(file, at: path, request, against: holdings, vault: vault, now: now())
        holdings = plan.holdings
        return plan.outcome
    }
}

extension VaultTransaction {
    fileprivate mutating func carryOut(_ plan: ImportPlan, from path: String) throws {
        for (client, imported) in plan.clients {
            try put(client, clientOf: imported)
            if client.hasDeveloperToken { try put(developerTokenOf: imported, with: client) }
            note(AuditNote("client add", client.name.description, "\(client.id), from \(path)"))
        }
        for (name, imported) in plan.developerTokens {
            var client = try known(OAuthClient.self, name)
            client.hasDeveloperToken = true
            try put(developerTokenOf: imported, with: client)
            try update(client)
            note(AuditNote("client set", name.description, "developer token, from \(path)"))
        }
        for (credential, imported) in plan.credentials {
            switch imported.material {
            case .user(let user): try put(credential, secret: user.refreshToken)
            case .serviceAccount: continue
            case .keyFile: continue
            }
            let client = credential.client.map { ", client \($0.name)" } ?? ""
            let origin = "\(imported.format.rawValue) of \(path)\(client)"
            note(AuditNote("import", credential.name.description, origin))
        }
        for (name, description, imported) in plan.keys {
            switch imported.material {
            case .serviceAccount(let key): _ = try add(key, named: name, description)
            case .user: continue
            case .keyFile: continue
            }
        }
    }

    private mutating func put(_ client: OAuthClient, clientOf imported: ImportedCredential) throws {
        switch imported.material {
        case .user(let user): try put(client, secret: user.clientSecret)
        case .serviceAccount: break
        case .keyFile: break
        }
    }

    private mutating func put(developerTokenOf imported: ImportedCredential, with client: OAuthClient) throws {
        switch imported.developerToken {
        case .some(let token): try put(client.draft(as: .developerToken), secret: token)
        case .none: break
        }
    }
}
