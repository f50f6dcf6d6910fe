public import Credentials
import Deploy
import OAuthFlow
import Sealing
import Vault

extension Session {
    /// An access token by what a service account's key signs.
    ///
    /// - Parameter scopes: what it shall be good for; nil for what is recorded.
    /// - Throws: `GoogleError`; `OperationError.unusableKey`, `.unreadable`.
    func signedAccess(of subject: Refreshable, scopes: [Scope]?) async throws -> Refreshed {
        let credential = subject.credential
        let key = try subject.token.serviceAccountKey(of: credential)
        let account = try key.signer(for: credential.key?.impersonatedEmail, named: credential.name)
        let asked = scopes ?? credential.signedScopes
        let reply = try await google.access(signedBy: account, scopes: asked)
        return Refreshed(
            access: reply.heldAccess(at: now()),
            // Google leaves them out where they are those that were asked for (RFC 6749 §5.1).
            scopes: reply.scopes ?? asked,
            account: nil,
            refreshTokenExpiresIn: nil,
            warnings: reply.warnings,
            subject: subject
        )
    }
}

extension ServiceAccountKey {
    /// The service account, ready to sign.
    ///
    /// - Parameters:
    ///   - user: the user for whom it acts; nil where it acts for itself.
    ///   - name: what the key is called here.
    /// - Throws: `OperationError.unusableKey`.
    borrowing func signer(for user: String?, named name: Name) throws(OperationError) -> ServiceAccount {
        do {
            let key = try SigningKey(pem: privateKey)
            return ServiceAccount(email: clientEmail, keyID: keyID, key: key, impersonatedEmail: user)
        } catch {
            throw .unusableKey(name, error)
        }
    }
}

extension Secret {
    /// The service account's key that this is the document of.
    ///
    /// - Throws: `OperationError.unreadable`.
    func serviceAccountKey(of credential: Credential) throws(OperationError) -> ServiceAccountKey {
        do {
            return try ServiceAccountKey(bytes.copy())
        } catch {
            throw .unreadable(.credential, credential.name.description)
        }
    }
}

extension Credential {
    /// What a service account's access tokens are for: the scopes that are recorded, else Google Ads.
    public var signedScopes: [Scope] { requiredScopes.isEmpty ? [.adwords] : requiredScopes }

    /// What a check asks for: of a service account what is recorded and what is required beyond it, since nobody has to
    /// consent to that; nil for a user's, to whom all is given that was granted.
    func scopesToAsk(requiring required: [Scope]?) -> [Scope]? {
        guard kind == .serviceAccount else { return nil }
        let recorded = signedScopes
        return recorded + (required ?? []).filter { !recorded.contains($0) }
    }
}

extension Credential.Kind {
    /// What its secret is called.
    public var secretWord: String {
        switch self {
        case .user: "token"
        case .serviceAccount: "key"
        }
    }
}
