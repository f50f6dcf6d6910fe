public import Credentials
import Deploy
public import Sealing
import Vault

/// Who gets the use of credentials for a while. The audit log names it; what a command's arguments say, it does not.
public enum Borrower: Sendable {
    /// A command that is about to be run.
    case command(String)
    /// Whoever asks at this place.
    case service(at: String)
}

/// The secrets of a credential on their way to a command.
public struct LentSecrets: ~Copyable {
    /// What is known of it.
    public let credential: Credential
    /// Its variables, `NAME=value`, each ended by a zero byte.
    public let variables: SecretBytes
}

extension Session {
    /// Notes that access tokens of credentials are about to be handed out. Each token that leaves the vault for it has an
    /// entry of its own besides; what is handed out again and again has none.
    ///
    /// - Returns: the credentials, in the order of their names as given.
    /// - Throws: `OperationError.unknown`, `.unusable`, `.auditUnavailable`.
    public func lendTokens(of names: [Name], to borrower: Borrower) throws -> [Credential] {
        try noting {
            try underNewestKey { vault in
                try vault.write { transaction in
                    try names.map { name in
                        let credential = try transaction.lendable(name)
                        transaction.note(borrower.note(on: credential, lending: "access tokens"))
                        return credential
                    }
                }
            }
        }
    }

    /// An access token for a server that outlives many a change of the vault: also under a key that the vault got
    /// meanwhile.
    ///
    /// - Throws: as `accessToken(of:scopes:minTTL:)`; where the new key is out of reach, what keeps it so.
    public func lentToken(of name: Name, scopes: [Scope], minTTL: Duration) async throws -> AccessToken {
        let opened = vault
        do {
            return try await accessToken(of: name, scopes: scopes, minTTL: minTTL)
        } catch VaultError.rekeyed {
            _ = try current.renewed(after: opened)
            return try await accessToken(of: name, scopes: scopes, minTTL: minTTL)
        }
    }

    /// Makes sure that a credential, of which tokens were lent, may still be lent. Asks nobody but the vault.
    ///
    /// - Throws: `OperationError.unknown`, `.unusable`; where a new key is out of reach, what keeps it so.
    public func checkLoan(of name: Name) throws {
        try underNewestKey { vault in
            try vault.read { snapshot in _ = try snapshot.known(Credential.self, name).inUse() }
        }
    }

    /// The secrets of a credential, as the variables of one command. The audit log has it before they are given out.
    ///
    /// - Throws: `OperationError.unknown`, `.unusable`, `.auditUnavailable`; `ExportError.usersOnly` for a service account,
    ///   whose key no variable holds.
    public func lendSecrets(of name: Name, to borrower: Borrower) throws -> LentSecrets {
        var lent: (credential: Credential, variables: Secret)?
        try noting {
            try underNewestKey { vault in
                try vault.write { transaction in
                    let credential = try transaction.lendable(name)
                    guard credential.kind == .user, let client = credential.client else {
                        throw ExportError.usersOnly(.env)
                    }
                    let request = ExportRequest(name: name, format: .env, destination: "-")
                    let deployed = try transaction.deployed(credential, by: client, request, developerToken: nil)
                    lent = (credential, Secret(try deployed.environmentBlock()))
                    transaction.note(borrower.note(on: credential, lending: "secrets"))
                }
            }
        }
        guard let lent else { preconditionFailure("the store runs what it is given") }
        return LentSecrets(credential: lent.credential, variables: lent.variables.bytes.copy())
    }
}

extension Borrower {
    fileprivate func note(on credential: Credential, lending what: String) -> AuditNote {
        switch self {
        case .command(let command): AuditNote("exec", credential.name.description, "\(what) to \(command)")
        case .service(let place): AuditNote("broker serve", credential.name.description, "\(what) at \(place)")
        }
    }
}

extension VaultTransaction {
    /// A credential that is in use.
    fileprivate mutating func lendable(_ name: Name) throws -> Credential {
        try known(Credential.self, name).inUse()
    }
}

extension Credential {
    /// The same, unless it is revoked.
    fileprivate func inUse() throws -> Credential {
        guard state != .revoked, state != .revoking else { throw OperationError.unusable(name, state) }
        return self
    }
}
