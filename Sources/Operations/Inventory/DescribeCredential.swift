public import Credentials
import Vault

/// What changes of a credential's description; nil leaves as it is.
public struct DescriptionChange: Sendable {
    /// The person who answers for it; an empty text takes the owner away.
    public var owner: String?
    /// Labels to set.
    public var tags: [String: String] = [:]
    /// Labels to take away.
    public var untag: [String] = []

    /// A change of nothing.
    public init() {}
}

extension Session {
    /// Changes what describes a credential.
    ///
    /// - Throws: `OperationError.unknown`; `VaultError.tooLarge` where the labels do not fit.
    public func describe(_ name: Name, _ change: DescriptionChange) throws -> Credential {
        try vault.write { transaction in
            let found = try transaction.known(Credential.self, name)
            var credential = found
            if let owner = change.owner { credential.owner = owner.isEmpty ? nil : owner }
            credential.tags.merge(change.tags) { _, new in new }
            for key in change.untag { credential.tags[key] = nil }
            guard credential != found else { return found }
            if try credential.byteCountOfWords > found.byteCountOfWords { try credential.checkWords() }
            try transaction.update(credential)
            transaction.note(AuditNote("set", name.description))
            return credential
        }
    }

    /// Gives a credential another name.
    ///
    /// - Throws: `OperationError.unknown`, `.taken`.
    public func rename(_ name: Name, to new: Name) throws -> Credential {
        guard new != name else { return try show(name) }
        return try vault.write { transaction in
            let (found, secret) = try transaction.opened(Credential.self, name)
            var credential = found
            if let other = try transaction.value(Credential.self, new) {
                guard other.state == .revoked else { throw OperationError.taken(.credential, new) }
                try transaction.removeCredential(new)
            }
            credential.name = new
            try transaction.moveReach(from: name, to: new)
            let deployments = try transaction.deployments(of: name)
            try transaction.removeCredential(name)
            try transaction.put(credential, secret: secret.bytes)
            try transaction.put(deployments, of: new)
            try transaction.moveSuccessor(from: name, to: new)
            transaction.note(AuditNote("rename", name.description, "to \(new)"))
            return credential
        }
    }

    /// Drops a credential here. At Google its token or key stays alive, and nobody can end it from here any more.
    ///
    /// - Throws: `OperationError.unknown`.
    public func forget(_ name: Name) throws -> Credential {
        try vault.write { transaction in
            let credential = try transaction.known(Credential.self, name)
            try transaction.removeCredential(name)
            try transaction.removeSuccessor(of: name)
            let rest = credential.state == .revoked ? "" : "its \(credential.kind.secretWord) stays alive at Google"
            transaction.note(AuditNote("forget", name.description, rest))
            return credential
        }
    }
}
