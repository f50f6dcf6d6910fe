import Credentials
import Vault

extension Session {
    /// What the vault's secrets are known by where they lie in plaintext. Each is opened once for it, and none is kept.
    ///
    /// - Throws: `VaultError`; `OperationError.unreadable`.
    public func secretIndex() throws -> SecretIndex {
        let vault = vault
        return try vault.read { snapshot in
            var index = SecretIndex(vault: vault)
            for record in try snapshot.records({ $0.isSecretOfGoogle ? $0 : nil }) {
                guard let (kind, owner) = try record.ownership() else { continue }
                index.learn(try snapshot.secretInUse(of: record), kind, of: owner)
            }
            return index
        }
    }
}

extension Record {
    fileprivate var isSecretOfGoogle: Bool {
        switch RecordType(rawValue: type) {
        case .credential, .successor, .client, .developerToken: true
        default: false
        }
    }

    /// What its secret is and whose; nil for a tombstone, which has none.
    fileprivate func ownership() throws -> (FoundSecret.Kind, FoundSecret.Owner)? {
        switch RecordType(rawValue: type) {
        case .client: return (.clientSecret, .client(name))
        case .developerToken: return (.developerToken, .client(name))
        default:
            let credential: Credential = try described()
            guard credential.state != .revoked else { return nil }
            return (credential.kind == .user ? .refreshToken : .privateKey, .credential(name))
        }
    }
}
