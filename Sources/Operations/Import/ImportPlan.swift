import Credentials
import Deploy
import Foundation
import Sealing
import Vault

/// What importing a file does: found out against what the vault holds, before anything is done.
struct ImportPlan {
    /// The credentials to add, each with what it is made of.
    private(set) var credentials: [(Credential, ImportedCredential)] = []
    /// The keys of service accounts to add, each with what it is made of.
    var keys: [(Name, ServiceAccountDescription, ImportedCredential)] = []
    /// The clients to add.
    var clients: [(OAuthClient, ImportedCredential)] = []
    /// The developer tokens to keep with clients that have none.
    var developerTokens: [(client: Name, ImportedCredential)] = []
    var outcome = ImportOutcome()
    /// What the vault holds afterwards.
    var holdings: Holdings

    let request: ImportRequest
    let now: Timestamp
    let vault: Vault
    private let path: String
    /// What is called nothing that could be a name.
    let fallback: Name
    /// What new credentials and clients may be called.
    var credentialNames: FreeNames
    var clientNames: FreeNames
    var newClients: Set<Name> = []

    /// The plan for a file at `path`.
    ///
    /// - Throws: `ImportRefusal`; `OperationError.taken` for a name that is asked for.
    init(
        _ file: ImportedFile,
        at path: String,
        _ request: ImportRequest,
        against holdings: Holdings,
        vault: Vault,
        now: Timestamp
    ) throws {
        self.holdings = holdings
        self.path = path
        self.request = request
        self.now = now
        self.vault = vault
        fallback = try Name("imported")
        credentialNames = FreeNames(without: holdings.credentials.map(\.name))
        clientNames = FreeNames(without: holdings.clients.map(\.client.name))
        guard request.name == nil || file.credentials.count == 1 else {
            throw ImportRefusal.severalCredentials(count: file.credentials.count)
        }
        outcome.notes = file.notes.map(\.description)
        outcome.remains = Self.words(of: file.unknown)
        for imported in file.credentials { try add(imported) }
    }

    private mutating func add(_ imported: ImportedCredential) throws {
        switch imported.material {
        case .user(let user): try add(user, imported)
        case .serviceAccount(let key): try add(key, imported)
        case .keyFile(let path):
            note(imported, .keyFile(path: path), nil)
            let place = path.map { "the key file \($0)" } ?? "the key file that line \(imported.line) names"
            outcome.remains.append("the credential, which is in \(place)")
        }
    }

    private mutating func add(_ user: borrowing ImportedCredential.User, _ imported: ImportedCredential) throws {
        let fingerprint = vault.fingerprint(of: user.refreshToken)
        if let holder = holdings.holder(of: fingerprint) {
            // A client that nobody needs is not taken in for a dead token.
            guard holder.state != .revoked else {
                noteClientLeftOut(user, imported)
                return note(imported, .revoked, holder.name)
            }
            noteDifferences(imported, from: holder)
            noteWishes(imported, of: holder)
            let client = client(of: user, imported, preferring: holder.client?.name)
            return note(imported, .alreadyThere, holder.name, client: client)
        }
        let name = try name(for: imported)
        let client = client(of: user, imported)
        var credential = Credential(
            name: name,
            kind: .user,
            account: nil,
            client: Credential.Client(name: client.name, id: client.id, project: client.project),
            scopes: [],
            requiredScopes: [],
            createdAt: now,
            fingerprint: fingerprint
        )
        credential.owner = request.owner
        credential.tags = request.tags
        credential.isAgeKnown = false
        credential.loginCustomerID = imported.loginCustomerID
        credential.linkedCustomerID = imported.linkedCustomerID
        credential.networkCode = imported.networkCode?.digits
        try credential.checkWords()
        if imported.impersonatedEmail != nil {
            outcome.remains.append("the user to act for in line \(imported.line), which is for service accounts")
        }
        holdings.add(credential)
        credentials.append((credential, imported))
        note(imported, .imported, name, client: client)
    }

    private mutating func name(for imported: ImportedCredential) throws -> Name {
        if let name = request.name {
            guard holdings.credential(named: name).map({ $0.state == .revoked }) ?? true else {
                throw OperationError.taken(.credential, name)
            }
            credentialNames.take(name)
            return name
        }
        let base = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        let stem = imported.accountEmail.flatMap { Name(nearestTo: $0) } ?? Name(nearestTo: base)
        return credentialNames.take(near: stem ?? fallback)
    }

    mutating func note(
        _ imported: ImportedCredential,
        _ result: ImportedItem.Result,
        _ name: Name?,
        client: OAuthClient? = nil
    ) {
        outcome.items.append(
            ImportedItem(
                result: result,
                name: name,
                kind: imported.kind,
                format: imported.format,
                line: imported.line,
                client: client?.name,
                isNewClient: client.map { newClients.contains($0.name) } ?? false
            )
        )
    }
}
