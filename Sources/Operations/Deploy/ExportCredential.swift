public import Credentials
public import Deploy
public import Sealing
import Vault

/// What an export is asked for.
public struct ExportRequest: Sendable {
    /// The credential.
    public var name: Name
    /// What is to be written.
    public var format: ExportFormat
    /// The manager to go through; nil takes the recorded one.
    public var loginCustomerID: CustomerID?
    /// Where it goes, for the audit log: a path, or `-`.
    public var destination: String
    /// What it is for, for the audit log.
    public var purpose: String?

    /// An export of `name` as `format` to `destination`.
    public init(name: Name, format: ExportFormat, destination: String) {
        self.name = name
        self.format = format
        self.destination = destination
    }
}

/// A configuration on its way out of the vault.
public struct ExportedFile: ~Copyable {
    /// The whole file.
    public let contents: SecretBytes
    /// What a person should know, each a sentence.
    public let warnings: [String]
}

extension Session {
    /// A configuration that a deployed client loads. The audit log has it before it is given out.
    ///
    /// - Parameter developerToken: one to use instead of the one kept with the client.
    /// - Throws: `OperationError.unknown`, `.unusable`, `.auditUnavailable`; `ExportError` where the format cannot hold a
    ///   value.
    public func export(
        _ request: ExportRequest,
        developerToken: consuming SecretBytes? = nil
    ) throws -> ExportedFile {
        var given: Secret?
        if let token = developerToken.take() { given = Secret(token) }
        var contents: Secret?
        var warnings: [String] = []
        try noting {
            try vault.write { transaction in
                var credential = try transaction.known(Credential.self, request.name)
                guard credential.state != .revoked, credential.state != .revoking else {
                    throw OperationError.unusable(request.name, credential.state)
                }
                let deployed = try transaction.deployed(credential, request: request, developerToken: given)
                contents = Secret(try request.format.file(for: deployed))
                warnings = request.warnings(for: credential)
                credential.exports += 1
                try transaction.update(credential)
                transaction.note(AuditNote("export", request.name.description, request.detail(of: credential)))
            }
        }
        guard let contents else { preconditionFailure("the store runs what it is given") }
        return ExportedFile(contents: contents.bytes.copy(), warnings: warnings)
    }
}

extension ExportRequest {
    fileprivate func detail(of credential: Credential) -> String {
        let end = purpose.map { ", for \($0)" } ?? ""
        return "\(format.rawValue) to \(destination), fingerprint \(credential.fingerprint)\(end)"
    }

    fileprivate func warnings(for credential: Credential) -> [String] {
        var warnings: [String] = []
        if loginCustomerID != nil, format.unsupported.contains(.loginCustomerID) {
            warnings.append("\(format.rawValue) has no place for a login customer id; it was left out")
        }
        if !credential.scopes.isEmpty, !credential.scopes.contains(.adwords) {
            warnings.append("\(credential.name) was not granted adwords, which \(format.rawValue) is made for")
        }
        if credential.state == .suspect {
            let name = credential.name
            warnings.append("the last refresh of \(name) failed; adsvault check \(name) says more")
        }
        return warnings
    }
}

extension VaultTransaction {
    /// What a deployed client loads, with secrets that are on their way out: the log must say so.
    mutating func deployed(
        _ credential: Credential,
        request: ExportRequest,
        developerToken: Secret?
    ) throws -> DeployedCredential {
        let (_, token) = try opened(Credential.self, credential.name)
        let (client, secret) = try opened(OAuthClient.self, credential.client.name)
        var kept = developerToken
        if kept == nil, client.hasDeveloperToken, let record = try record(.developerToken, client.name) {
            kept = Secret(try self.secret(of: record))
        }
        return DeployedCredential(
            clientID: client.id,
            clientSecret: secret.bytes.copy(),
            refreshToken: token.bytes.copy(),
            developerToken: kept?.bytes.copy(),
            loginCustomerID: request.loginCustomerID ?? credential.loginCustomerID,
            accountEmail: credential.account?.email
        )
    }
}
