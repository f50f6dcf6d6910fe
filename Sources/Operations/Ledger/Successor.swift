import Credentials
import Sealing
import Vault

/// A refresh token that replaces another is kept beside it until it has worked once: until then both are there.
struct Waiting: Sendable {
    /// The credential whose token it is to replace.
    let old: Credential
    /// The new token, with what a refresh needs.
    let successor: Refreshable
}

extension VaultSnapshot {
    /// The token that waits to replace that of `name`; nil where none does, or where `name` is being revoked: what is
    /// about to end gets no new life.
    mutating func waiting(for name: Name) throws -> Waiting? {
        guard let record = try record(.successor, name), let old = try value(Credential.self, name),
            old.state != .revoking, old.state != .revoked
        else { return nil }
        let token = Secret(try secretInUse(of: record))
        var clients = OpenedClients()
        return Waiting(old: old, successor: try refreshable(try record.described(), token: token, &clients))
    }
}

extension VaultTransaction {
    /// Keeps the token that `credential` describes beside the one it is to replace.
    mutating func putSuccessor(_ credential: Credential, secret: borrowing SecretBytes) throws {
        try put(try credential.draft(as: .successor), secret: secret)
    }

    /// The description of the token that waits to replace that of `name`; nil where none does.
    mutating func successor(of name: Name) throws -> Credential? {
        try record(.successor, name)?.described()
    }

    /// Drops the token that waits to replace that of `name`, where one does.
    mutating func removeSuccessor(of name: Name) throws {
        if try record(.successor, name) != nil { try remove(.successor, name) }
    }

    /// Takes the waiting token along to another name.
    mutating func moveSuccessor(from name: Name, to new: Name) throws {
        guard let record = try record(.successor, name) else { return }
        var credential: Credential = try record.described()
        credential.name = new
        let secret = try secret(of: record)
        try remove(.successor, name)
        try putSuccessor(credential, secret: secret)
    }
}

extension Credential {
    /// This credential with the token that `successor` describes. What people said about it stays, where they said
    /// nothing newer.
    func succeeded(by successor: Credential) -> Credential {
        var credential = successor
        credential.owner = successor.owner ?? owner
        credential.tags = tags.merging(successor.tags) { _, new in new }
        credential.loginCustomerID = loginCustomerID
        credential.customers = customers
        credential.exports = exports
        return credential
    }
}
