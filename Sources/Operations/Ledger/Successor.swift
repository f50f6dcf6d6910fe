import Credentials
import Sealing
import Vault

/// A refresh token that replaces another is kept beside it until it has worked once: until then both are there.
extension VaultTransaction {
    /// Keeps the token that `credential` describes beside the one it is to replace.
    mutating func putSuccessor(_ credential: Credential, secret: borrowing SecretBytes) throws {
        try put(try credential.draft(as: .successor), secret: secret)
    }

    /// The token that waits to replace that of `name`; nil where none does.
    mutating func successor(of name: Name) throws -> (Credential, Secret)? {
        guard let record = try record(.successor, name) else { return nil }
        return (try record.described(), Secret(try secret(of: record)))
    }

    /// Puts the waiting token in the place of the old one.
    mutating func promoteSuccessor(of name: Name) throws -> Credential? {
        guard let (credential, secret) = try successor(of: name) else { return nil }
        try put(credential, secret: secret.bytes)
        try remove(.successor, name)
        return credential
    }

    /// Takes the waiting token along to another name.
    mutating func moveSuccessor(from name: Name, to new: Name) throws {
        guard let (found, secret) = try successor(of: name) else { return }
        var credential = found
        credential.name = new
        try remove(.successor, name)
        try putSuccessor(credential, secret: secret.bytes)
    }
}
