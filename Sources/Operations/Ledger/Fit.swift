import Credentials
import Sealing
import Vault

extension Credential {
    /// This credential as its record holds it. Google may name more scopes than fit beside the rest; what is required is
    /// kept first, and then as many as there is room for. Should even that be too much, the labels go: a token outweighs
    /// them.
    func fitted() throws -> Credential {
        guard try description().count > RecordDraft.maximumMeta else { return self }
        var fitted = self
        var room = Self.maximumWords / 2
        fitted.requiredScopes = requiredScopes.filter { $0.takes(from: &room) }
        let required = Set(fitted.requiredScopes)
        fitted.scopes = scopes.filter(required.contains)
        if try fitted.description().count > RecordDraft.maximumMeta { fitted.tags = [:] }
        room = RecordDraft.maximumMeta - (try fitted.description().count)
        fitted.scopes = scopes.filter { required.contains($0) || $0.takes(from: &room) }
        return fitted
    }

    /// Checks that what people say of it leaves room in its description for what Google says.
    ///
    /// - Throws: `VaultError.tooLarge`.
    func checkWords() throws {
        guard try byteCountOfWords <= Self.maximumWords else { throw VaultError.tooLarge(name) }
    }

    /// How long its description is without what only Google says.
    var byteCountOfWords: Int {
        get throws {
            var said = self
            said.account = nil
            said.scopes = requiredScopes
            return try said.description().count
        }
    }

    /// Says that its record holds less than all the scopes that were granted.
    func wordsOfScopes(granted: Int) -> String {
        "google granted \(granted) scopes, which is more than a record holds: \(scopes.count) of them are recorded"
    }

    /// Three quarters of what a description may take.
    private static let maximumWords = 12 * 1024
}

extension Scope {
    /// Whether there is room for it, which is then taken: the scope in quotes, and a comma.
    fileprivate func takes(from room: inout Int) -> Bool {
        room -= description.utf8.count + 3
        return room >= 0
    }
}

extension VaultTransaction {
    /// Adds a credential with its token, or puts both in the place of what has its name. It always fits. Access tokens that
    /// are kept under the name came from another one; what a tombstone reached, and its copies, are nothing to whoever takes
    /// its name.
    mutating func put(_ credential: Credential, secret: borrowing SecretBytes) throws {
        try removeAccessTokens(of: credential.name)
        var credential = credential
        if let former = try value(Credential.self, credential.name) {
            if former.state == .revoked {
                try removeReach(of: credential.name)
                try removeDeployments(of: credential.name)
            } else {
                if !former.isOfSameAccount(as: credential) { try removeReach(of: credential.name) }
                let isSame = former.fingerprint == credential.fingerprint
                credential.secretNumber = former.secretNumber + (isSame ? 0 : 1)
            }
        }
        try put(try credential.fitted().draft(), secret: secret)
    }

    /// Changes a credential and leaves its token alone. It always fits. Only of what is active are access tokens kept.
    mutating func update(_ credential: Credential) throws {
        if credential.state != .active { try removeAccessTokens(of: credential.name) }
        try update(try credential.fitted().draft())
    }

    /// Takes a credential away, with its token and what was made of it.
    mutating func removeCredential(_ name: Name) throws {
        try remove(.credential, name)
        try removeAccessTokens(of: name)
        try removeReach(of: name)
        try removeDeployments(of: name)
    }

    /// Takes as much room in the vault's file as a token and its description can take, and leaves it free.
    mutating func makeRoom() throws {
        let name = try Name("room")
        let text = String(repeating: " ", count: RecordDraft.maximumMeta - 256)
        let draft = try SlotLabel(slotID: name.description, label: text, createdAt: now).draft()
        try put(draft, secret: SecretBytes(byteCount: 4096) { _ in })
        try remove(draft.type, name)
    }
}
