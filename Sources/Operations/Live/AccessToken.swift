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
    /// Whether it was kept from an earlier time, and Google not asked.
    public let isKept: Bool
    /// What a person should know, each a sentence.
    public let warnings: [String]
}

/// Which access token is asked for.
struct TokenRequest: Sendable {
    let name: Name
    /// A part of what was granted, ascending; none for all of it.
    let scopes: [Scope]
    /// How long it shall live at least.
    let minTTL: Duration
    let askedAt: Timestamp
}

extension Session {
    /// An access token of a credential: one that is kept, else a new one. The audit log has it before it is given out.
    /// Of several who ask at once, one asks Google for all.
    ///
    /// - Parameters:
    ///   - scopes: a part of what was granted; empty for all of it.
    ///   - minTTL: how long it shall live at least; where that is longer than Google gives, it is a new one, and shorter.
    /// - Throws: `OperationError.dead` where Google refused the refresh token, `.google`, `.unknown`, `.unusable`,
    ///   `.notStored`, `.auditUnavailable`; `CancellationError`.
    public func accessToken(
        of name: Name,
        scopes: [Scope] = [],
        minTTL: Duration = .seconds(300)
    ) async throws -> AccessToken {
        let request = TokenRequest(name: name, scopes: Set(scopes).sorted(), minTTL: minTTL, askedAt: now())
        guard let turns, let turn = turns.turn(at: .accessToken, name, of: vault) else {
            return try await keptOrNewToken(request)
        }
        if !turns.take(turn) {
            // Another asks Google. What is kept may do meanwhile; a crowd that looked for it by writing would be slow.
            if try seemsKept(request), let kept = try keptToken(request) { return kept }
            try await turns.take(turn, within: turnLimit)
        }
        let token = try await keptOrNewToken(request)
        _ = consume turn
        return token
    }

    private func keptOrNewToken(_ request: TokenRequest) async throws -> AccessToken {
        if let kept = try keptToken(request) { return kept }
        return try await newToken(request)
    }

    private func newToken(_ request: TokenRequest) async throws -> AccessToken {
        let name = request.name
        let subject = try vault.read { try $0.refreshable(name) }
        let state = subject.credential.state
        guard state != .revoking else { throw OperationError.unusable(name, state) }
        do {
            let answer = try await refresh(subject, scopes: request.scopes.isEmpty ? nil : request.scopes)
            let access = try answer.access.get()
            // What came in the place of the refresh token is in the vault by now.
            guard !Task.isCancelled else { throw GoogleError.http(.cancelled) }
            try noting {
                try vault.write { transaction in
                    if let current = try transaction.holder(of: answer.subject.credential) {
                        // An access token of fewer scopes says nothing about what was granted.
                        let granted = request.scopes.isEmpty ? answer.scopes : nil
                        let refreshed = current.refreshed(answer, granted: granted, at: now())
                        try transaction.update(refreshed)
                        try transaction.keep(access, granted: answer.scopes, of: refreshed, for: request, at: now())
                    }
                    transaction.note(AuditNote("token", name.description))
                }
            }
            return AccessToken(
                secret: access.token.bytes.copy(),
                expiresAt: access.expiresAt,
                scopes: answer.scopes,
                isKept: false,
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
    func noting<Answer: ~Copyable>(_ body: () throws -> Answer) throws -> Answer {
        do {
            return try body()
        } catch VaultError.storage(let reason) {
            throw OperationError.auditUnavailable(reason)
        }
    }
}
