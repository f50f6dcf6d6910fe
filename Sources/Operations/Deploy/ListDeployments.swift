public import Credentials
import Vault

/// A copy of a credential, beside the credential.
public struct Deployed: Hashable, Sendable {
    /// The credential as it is now.
    public let credential: Credential
    /// The copy.
    public let deployment: Deployment

    /// A copy of `credential`.
    public init(_ credential: Credential, _ deployment: Deployment) {
        self.credential = credential
        self.deployment = deployment
    }

    /// Whether it holds what the credential has now; what is revoked has nothing.
    public var isCurrent: Bool {
        credential.state != .revoked && deployment.secretNumber == credential.secretNumber
    }
}

/// Who holds copies of some credentials.
public struct DeploymentList: Sendable {
    /// The copies, by credential and then oldest first.
    public let copies: [Deployed]
    /// The credentials that have more copies than are written down, and how many more: those of earlier versions, and of
    /// more than a thousand the oldest. The audit log knows of them.
    public let unlisted: [(name: Name, count: Int)]

    /// These copies.
    public init(copies: [Deployed], unlisted: [(name: Name, count: Int)] = []) {
        self.copies = copies
        self.unlisted = unlisted
    }
}

extension Session {
    /// Who holds a copy of the credentials that pass `filter`.
    ///
    /// - Throws: as `list`; `OperationError.unreadable`.
    public func deployments(_ filter: Filter = Filter()) throws -> DeploymentList {
        let credentials = try list(filter)
        return try vault.read { try $0.deployments(of: credentials) }
    }
}

extension VaultSnapshot {
    /// Who holds a copy of these.
    mutating func deployments(of credentials: [Credential]) throws -> DeploymentList {
        var copies: [Deployed] = []
        var unlisted: [(Name, Int)] = []
        for credential in credentials {
            let known = try deployments(of: credential.name).all
            copies += known.map { Deployed(credential, $0) }
            if credential.exports > known.count { unlisted.append((credential.name, credential.exports - known.count)) }
        }
        return DeploymentList(copies: copies, unlisted: unlisted)
    }
}
