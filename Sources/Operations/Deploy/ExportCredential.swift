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
    /// The network of Ad Manager; nil takes the recorded one.
    public var networkCode: NetworkCode?
    /// What some formats need besides.
    public var options = ExportOptions()
    /// Where it goes, for the audit log and the list of copies: a path, or `-`.
    public var destination: String
    /// What it is for, for both of them.
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
    /// What was written down of it.
    public let note: ExportNote
}

extension Session {
    /// A configuration that a deployed client loads. The audit log and the list of copies have it before it is given out.
    ///
    /// - Parameter developerToken: one to use instead of the one kept with the client.
    /// - Throws: `OperationError.unknown`, `.unusable`, `.auditUnavailable`; `ExportError` where the format cannot hold a
    ///   value, or a service account's key, or lacks an option.
    public func export(
        _ request: ExportRequest,
        developerToken: consuming SecretBytes? = nil
    ) throws -> ExportedFile {
        var given: Secret?
        if let token = developerToken.take() { given = Secret(token) }
        var contents: Secret?
        var warnings: [String] = []
        var note: ExportNote?
        try noting {
            try vault.write { transaction in
                var credential = try transaction.known(Credential.self, request.name)
                guard credential.state != .revoked, credential.state != .revoking else {
                    throw OperationError.unusable(request.name, credential.state)
                }
                contents = Secret(try transaction.file(for: credential, request, developerToken: given))
                warnings = request.warnings(for: credential, hasDeveloperToken: given != nil)
                let deployment = request.deployment(of: credential, in: transaction)
                var former = try transaction.dropDeployments(replacedBy: deployment, besides: credential.name)
                var deployments = try transaction.deployments(of: credential.name)
                former[credential.name] = deployments.replaced(by: deployment)
                if deployments.add(deployment) { credential.exports += 1 }
                try transaction.update(credential)
                try transaction.put(deployments, of: credential.name)
                let detail = request.detail(of: credential)
                transaction.note(AuditNote("export", request.name.description, detail))
                note = ExportNote(name: credential.name, deployment: deployment, former: former, detail: detail)
            }
        }
        guard let contents, let note else { preconditionFailure("the store runs what it is given") }
        return ExportedFile(contents: contents.bytes.copy(), warnings: warnings, note: note)
    }
}

extension ExportRequest {
    fileprivate func detail(of credential: Credential) -> String {
        let end = purpose.map { ", for \($0)" } ?? ""
        return "\(format.rawValue) to \(destination), fingerprint \(credential.fingerprint)\(end)"
    }

    fileprivate func deployment(of credential: Credential, in transaction: borrowing VaultTransaction) -> Deployment {
        Deployment(
            destination: destination,
            format: format.rawValue,
            purpose: purpose,
            actor: transaction.actor,
            at: transaction.now,
            secretNumber: credential.secretNumber
        )
    }
}

extension VaultTransaction {
    fileprivate mutating func file(
        for credential: Credential,
        _ request: ExportRequest,
        developerToken: Secret?
    ) throws -> SecretBytes {
        guard credential.kind == .user, let client = credential.client else {
            let (_, document) = try opened(Credential.self, credential.name)
            return try request.format.file(for: try document.serviceAccountKey(of: credential))
        }
        let deployed = try deployed(credential, by: client, request, developerToken: developerToken)
        return try request.format.file(for: deployed, options: request.options)
    }

    /// What a deployed client loads, with secrets that are on their way out: the log must say so.
    mutating func deployed(
        _ credential: Credential,
        by client: Credential.Client,
        _ request: ExportRequest,
        developerToken: Secret?
    ) throws -> DeployedCredential {
        let (_, token) = try opened(Credential.self, credential.name)
        let (client, secret) = try opened(OAuthClient.self, client.name)
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
            linkedCustomerID: credential.linkedCustomerID,
            // Only digits are ever recorded; what else stands there is left out.
            networkCode: request.networkCode ?? credential.networkCode.flatMap { try? NetworkCode($0) },
            accountEmail: credential.account?.email
        )
    }
}
