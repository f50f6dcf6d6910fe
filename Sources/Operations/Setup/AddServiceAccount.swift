public import Credentials
public import Deploy
import Sealing
import Vault

/// What is said of a service account's key when it comes into the vault.
public struct ServiceAccountDescription: Sendable {
    /// What to call it; nil takes the account's address.
    public var name: Name?
    /// The person who answers for it.
    public var owner: String?
    /// Free labels.
    public var tags: [String: String] = [:]
    /// What its access tokens are for; empty for Google Ads.
    public var scopes: [Scope] = []
    /// The user for whom it acts, by domain-wide delegation; nil where it acts for itself.
    public var impersonatedEmail: String?
    /// The manager through which customers are reached.
    public var loginCustomerID: CustomerID?

    /// Nothing is said of it.
    public init() {}
}

/// A key that is in the vault now.
public struct AddedServiceAccount: Sendable {
    /// The credential.
    public let credential: Credential
    /// Under which name the key lies that had this one before: it works until it is deleted at Google. Nil where there was
    /// none.
    public let former: Name?
}

extension Session {
    /// Stores a service account's key, byte for byte. Google is not asked.
    ///
    /// Under a name that another key of the same account has, the new one takes the place, with what was said of the old
    /// one, which stays under a name of its own. Where no name is given and the address is taken, it gets a number.
    ///
    /// - Throws: `OperationError.keyKnown` where the same key is there already; `.taken` where the name is another
    ///   account's; `.unusableKey`; `VaultError.tooLarge` where the labels do not fit.
    public func addServiceAccount(
        _ key: borrowing ServiceAccountKey,
        _ description: ServiceAccountDescription = ServiceAccountDescription()
    ) throws -> AddedServiceAccount {
        guard let name = description.name ?? Name(nearestTo: key.clientEmail) else {
            throw OperationError.unreadable(.credential, key.clientEmail)
        }
        _ = try key.signer(for: description.impersonatedEmail, named: name)
        let document = Secret(key.document.copy())
        let draft = key.credential(named: name, description, at: now())
        return try vault.write { try $0.add(draft, document, mayRename: description.name == nil) }
    }
}

extension VaultTransaction {
    /// Stores a key whose name was chosen, as `Session.addServiceAccount` does.
    mutating func add(
        _ key: borrowing ServiceAccountKey,
        named name: Name,
        _ description: ServiceAccountDescription
    ) throws -> AddedServiceAccount {
        let draft = key.credential(named: name, description, at: now)
        return try add(draft, Secret(key.document.copy()), mayRename: description.name == nil)
    }
}

extension ServiceAccountKey {
    /// The credential that the key makes, without its fingerprint.
    borrowing func credential(
        named name: Name,
        _ description: ServiceAccountDescription,
        at now: Timestamp
    ) -> Credential {
        var credential = Credential(
            name: name,
            kind: .serviceAccount,
            account: Account(email: clientEmail, subject: clientID),
            client: nil,
            key: Credential.Key(id: keyID, project: project, impersonatedEmail: description.impersonatedEmail),
            scopes: [],
            requiredScopes: description.scopes,
            createdAt: now,
            fingerprint: ""
        )
        credential.isAgeKnown = false
        credential.owner = description.owner
        credential.tags = description.tags
        credential.loginCustomerID = description.loginCustomerID
        return credential
    }
}

extension VaultTransaction {
    fileprivate mutating func add(
        _ draft: Credential,
        _ document: Secret,
        mayRename: Bool
    ) throws -> AddedServiceAccount {
        var credential = draft
        credential.fingerprint = fingerprint(of: document.bytes)
        let living = try all(Credential.self).filter { $0.state != .revoked }
        if let holder = living.first(where: { $0.hasKey(of: credential) }) {
            throw OperationError.keyKnown(holder.name)
        }
        var former: Name?
        if let holder = living.first(where: { $0.name == draft.name }) {
            if mayRename {
                credential.name = try freeName(near: draft.name)
            } else {
                guard holder.kind == .serviceAccount, holder.account?.email == draft.account?.email else {
                    throw OperationError.taken(.credential, draft.name)
                }
                former = try moveAside(holder)
                credential = credential.following(holder)
            }
        }
        if credential.requiredScopes.isEmpty { credential.requiredScopes = [.adwords] }
        try credential.checkWords()
        try put(credential, secret: document.bytes)
        let place = former.map { "; the former key is \($0) now" } ?? ""
        note(AuditNote("import", credential.name.description, credential.keyWords + place))
        return AddedServiceAccount(credential: credential, former: former)
    }

    /// Gives a key whose name is wanted a name of its own. What is known of the account's reach stays behind.
    private mutating func moveAside(_ holder: Credential) throws -> Name {
        let (found, secret) = try opened(Credential.self, holder.name)
        var former = found
        former.name = try freeName(near: holder.name)
        try put(former, secret: secret.bytes)
        return former.name
    }
}

extension Credential {
    /// Whether both are the same key, even where a document was written anew.
    func hasKey(of other: Credential) -> Bool {
        guard kind == .serviceAccount else { return false }
        return fingerprint == other.fingerprint || (key?.id == other.key?.id && account?.email == other.account?.email)
    }

    /// This key in the place of another one of its account: what was said of that stays, where nothing newer is said.
    fileprivate func following(_ former: Credential) -> Credential {
        var credential = self
        credential.owner = owner ?? former.owner
        credential.tags = former.tags.merging(tags) { _, new in new }
        if requiredScopes.isEmpty { credential.requiredScopes = former.requiredScopes }
        credential.key?.impersonatedEmail = key?.impersonatedEmail ?? former.key?.impersonatedEmail
        credential.loginCustomerID = loginCustomerID ?? former.loginCustomerID
        credential.customers = former.customers
        return credential
    }

    /// Which key it is, for the audit log.
    fileprivate var keyWords: String {
        "service account \(account?.name ?? ""), key \(key?.id ?? ""), fingerprint \(fingerprint)"
    }
}
