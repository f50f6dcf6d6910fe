public import Credentials
import GoogleHTTP
import OAuthFlow
public import Sealing
import Vault

/// An access token on its way to whoever asked.
public struct AccessToken: ~Copyable {
    /// The bearer token.
    public let secret: SecretBytes
    /// When it ends.
    public let expiresAt: Timestamp
    /// What it is good for; nil where Google left it out.
    public let scopes: [Scope]?
    /// What a person should know, each a sentence.
    public let warnings: [String]
}

extension Session {
    /// An access token of a credential. The audit log has it before it is given out.
    ///
    /// - Parameter scopes: a part of what was granted; empty for all of it.
    /// - Throws: `OperationError.dead` where Google refused the refresh token, `.google`, `.unknown`, `.unusable`,
    ///   `.notStored`, `.auditUnavailable`.
    public func accessToken(of name: Name, scopes: [Scope] = []) async throws -> AccessToken {
        let subject = try vault.read { try $0.refreshable(name) }
        let state = subject.credential.state
        guard state != .revoking else { throw OperationError.unusable(name, state) }
        do {
            let answer = try await refresh(subject, scopes: scopes.isEmpty ? nil : scopes)
            let access = try answer.access.get()
            // What came in the place of the refresh token is in the vault by now.
            guard !Task.isCancelled else { throw GoogleError.http(.cancelled) }
            try noting {
                try vault.write { transaction in
                    if let current = try transaction.holder(of: answer.subject.credential) {
                        // An access token of fewer scopes says nothing about what was granted.
                        let granted = scopes.isEmpty ? answer.scopes : nil
                        try transaction.update(current.refreshed(answer, granted: granted, at: now()))
                    }
                    transaction.note(AuditNote("token", name.description))
                }
            }
            return AccessToken(
                secret: access.token.bytes.copy(),
                expiresAt: access.expiresAt,
                scopes: answer.scopes,
                warnings: answer.warnings
            )
        } catch let error as GoogleError {
            throw try failure(error, of: subject.credential)
        }
    }

    /// What a refused refresh means, after noting it in the credential's state.
    private func failure(_ error: GoogleError, of credential: Credential) throws -> OperationError {
        guard case .invalidGrant = error else { return .google(error) }
        try vault.write { transaction in
            guard let current = try transaction.holder(of: credential) else { return }
            let suspected = current.suspected(at: now())
            guard suspected != current else { return }
            try transaction.update(suspected)
            transaction.note(AuditNote("suspect", current.name.description, "\(error)"))
        }
        return .dead(credential.name, error)
    }

    /// Runs the write that must be in the audit log before a secret leaves.
    ///
    /// - Throws: `OperationError.auditUnavailable` where it could not be written.
    func noting(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch VaultError.storage(let reason) {
            throw OperationError.auditUnavailable(reason)
        }
    }
}
