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
        try put(try credential.fitted().draft(as: .successor), secret: secret)
    }

    /// The description of the token that waits to replace that of `name`; nil where none does.
    mutating func successor(of name: Name) throws -> Credential? {
        try record(.successor, name)?.described()
    }

    /// Drops the token that waits to replace that of `name`, where one does.
    mutating func removeSuccessor(of name: Name) throws {
        if try record(.successor, name) != nil { try remove(.successor, name) }
    }

    /// Makes the token that waits to replace that of `name` a credential of its own, so that another can wait, or the
    /// name can go.
    ///
    /// - Parameter state: its state then; nil keeps it.
    /// - Returns: its name; nil where none was waiting.
    @discardableResult
    mutating func setAside(successorOf name: Name, as state: Credential.State? = nil) throws -> Name? {
        guard let record = try record(.successor, name) else { return nil }
        var credential: Credential = try record.described()
        credential.name = try freeName(near: name)
        credential.state = state ?? credential.state
        let secret = try secret(of: record)
        try remove(.successor, name)
        try put(credential, secret: secret)
        note(AuditNote("set aside", name.description, "the token that waited for it is \(credential.name) now"))
        return credential.name
    }

    /// Keeps a refresh token that came in the place of one which has another successor by now, or whose name is gone.
    /// Of two that come at once nobody knows which one Google keeps alive: the later waits beside the earlier until it
    /// has worked, or becomes a credential of its own.
    mutating func shelter(_ credential: Credential, secret: borrowing SecretBytes) throws {
        let current = try value(Credential.self, credential.name)
        if let current, current.state == .revoked, current.grant != nil, current.grant == credential.grant {
            return  // Proven dead, and this with it: Google ends a grant as a whole.
        }
        if let current, current.state != .revoked, current.isOfSameOrigin(as: credential),
            try successor(of: current.name) == nil
        {
            try putSuccessor(credential, secret: secret)
            let reason = "Google replaced the refresh token twice; the second waits to be tried"
            return note(AuditNote("renew", current.name.description, reason))
        }
        var own = credential
        if current != nil { own.name = try freeName(near: credential.name) }
        try put(own, secret: secret)
        let reason = "Google replaced a token that \(credential.name) no longer holds"
        note(AuditNote("renew", own.name.description, reason))
    }

    /// A name like `name` that no credential has: with a number behind it.
    mutating func freeName(near name: Name) throws -> Name {
        let taken = Set(try all(Credential.self).map(\.name))
        let stem = String(String.UnicodeScalarView(name.description.unicodeScalars.prefix(Name.maximumLength - 8)))
        var number = 2
        while true {
            let candidate = try Name("\(stem)-\(number)")
            if !taken.contains(candidate) { return candidate }
            number += 1
        }
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
    /// Whether both are tokens of one account by one client, as far as the accounts are known.
    fileprivate func isOfSameOrigin(as other: Credential) -> Bool {
        client?.id == other.client?.id && isOfSameAccount(as: other)
    }

    /// Whether both are of one account, as far as those are known.
    func isOfSameAccount(as other: Credential) -> Bool {
        let (mine, theirs) = (account?.subject, other.account?.subject)
        return mine == nil || theirs == nil || mine == theirs
    }

    /// This credential with the token that `successor` describes. What people said about it stays, where they said
    /// nothing newer.
    func succeeded(by successor: Credential) -> Credential {
        var credential = successor
        credential.owner = successor.owner ?? owner
        credential.tags = tags.merging(successor.tags) { _, new in new }
        credential.exports = exports
        guard isOfSameAccount(as: successor) else { return credential }
        credential.loginCustomerID = loginCustomerID
        credential.customers = customers
        credential.linkedCustomerID = linkedCustomerID
        credential.networkCode = networkCode
        return credential
    }
}
