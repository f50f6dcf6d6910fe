public import Credentials
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
}

extension Session {
    /// An access token of a credential. The audit log has it before it is given out.
    ///
    /// - Parameter scopes: a part of what was granted; empty for all of it.
    /// - Throws: `OperationError.dead` where Google refused the refresh token, `.google`, `.unknown`, `.unusable`.
    public func accessToken(of name: Name, scopes: [Scope] = []) async throws -> AccessToken {
        let subject = try vault.write { transaction in
            let credential = try transaction.known(Credential.self, name)
            guard credential.state != .revoking else { throw OperationError.unusable(name, credential.state) }
            return try transaction.refreshable(credential)
        }
        do {
            let answer = try await refresh(subject, scopes: scopes.isEmpty ? nil : scopes)
            try noting {
                try vault.write { transaction in
                    let credential = try transaction.known(Credential.self, name)
                    var refreshed = credential.refreshed(answer, at: now())
                    // An access token of fewer scopes says nothing about what was granted.
                    if !scopes.isEmpty { refreshed.scopes = credential.scopes }
                    try transaction.update(refreshed)
                    transaction.note(AuditNote("token", name.description))
                }
            }
            return AccessToken(
                secret: answer.accessToken.bytes.copy(),
                expiresAt: answer.expiresAt,
                scopes: answer.scopes
            )
        } catch let error as GoogleError {
            throw try failure(error, of: name)
        }
    }

    /// What a refused refresh means, after noting it in the credential's state.
    func failure(_ error: GoogleError, of name: Name) throws -> OperationError {
        guard case .invalidGrant = error else { return .google(error) }
        try vault.write { transaction in
            let credential = try transaction.known(Credential.self, name)
            let suspected = credential.suspected(at: now())
            guard suspected != credential else { return }
            try transaction.update(suspected)
            transaction.note(AuditNote("suspect", name.description, "\(error)"))
        }
        return .dead(name, error)
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
