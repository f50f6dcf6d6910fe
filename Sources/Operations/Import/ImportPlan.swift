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
    private(set) var clients: [(OAuthClient, ImportedCredential)] = []
    /// The developer tokens to keep with clients that have none.
    private(set) var developerTokens: [(client: Name, ImportedCredential)] = []
    var outcome = ImportOutcome()
    /// What the vault holds afterwards.
    var holdings: Holdings

    let request: ImportRequest
    let now: Timestamp
    let vault: Vault
    private let path: String
    /// What is called nothing that could be a name.
    private let fallback: Name

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
        guard request.name == nil || file.credentials.count == 1 else {
            throw ImportRefusal.severalCredentials(count: file.credentials.count)
        }
        outcome.notes = file.notes.map(\.description)
        for imported in file.credentials { try add(imported) }
    }

    private mutating func add(_ imported: ImportedCredential) throws {
        switch imported.material {
        case .user(let user): try add(user, imported)
        case .serviceAccount(let key): try add(key, imported)
        case .keyFile(let path):
            note(imported, .keyFile(path: path), nil)
            outcome.remains.append("the credential, which is in the key file \(path)")
        }
    }

    private mutating func add(_ user: borrowing ImportedCredential.User, _ imported: ImportedCredential) throws {
        let fingerprint = vault.fingerprint(of: user.refreshToken)
        if let holder = holdings.holder(of: fingerprint) {
            // A client that nobody needs is not taken in for a dead token.
            guard holder.state != .revoked else { return note(imported, .revoked, holder.name) }
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
        holdings.credentials.removeAll { $0.name == name }
        holdings.credentials.append(credential)
        credentials.append((credential, imported))
        note(imported, .imported, name, client: client)
    }

    /// The client that the token was granted to: the one of its id that is there, else the file's, under the name that the
    /// credential knows it by, or its project's.
    private mutating func client(
        of user: borrowing ImportedCredential.User,
        _ imported: ImportedCredential,
        preferring name: Name? = nil
    ) -> OAuthClient {
        let secret = vault.fingerprint(of: user.clientSecret)
        guard let known = holdings.client(id: user.clientID, secret: secret) else {
            let stem = name ?? Name(nearestTo: OAuthClient.project(ofClientID: user.clientID)) ?? fallback
            return newClient(user.clientID, named: stem, secret: secret, imported)
        }
        if known.secret != secret {
            let name = known.client.name
            outcome.notes.append(
                "line \(imported.line): the client \(name) has another secret in the vault, which stays: nobody can tell which is the newer one"
            )
            outcome.remains.append("another secret of the client \(name)")
        }
        keepDeveloperToken(with: known, imported)
        return known.client
    }

    private mutating func newClient(
        _ id: String,
        named stem: Name,
        secret: String,
        _ imported: ImportedCredential
    ) -> OAuthClient {
        var client = OAuthClient(
            name: free(stem, among: holdings.clients.map(\.client.name)),
            id: id,
            // Configurations do not say; nearly all are made for desktop clients, whose loopback redirects need no entry.
            kind: .installed,
            project: OAuthClient.project(ofClientID: id),
            endpoints: .google,
            redirectURIs: [],
            createdAt: now
        )
        let token = developerToken(of: imported)
        client.hasDeveloperToken = token != nil
        holdings.clients.append(Holdings.Client(client: client, secret: secret, developerToken: token))
        clients.append((client, imported))
        return client
    }

    private mutating func keepDeveloperToken(with known: Holdings.Client, _ imported: ImportedCredential) {
        guard let token = developerToken(of: imported), token != known.developerToken else { return }
        let name = known.client.name
        guard known.developerToken == nil else {
            outcome.notes.append(
                "line \(imported.line): the client \(name) has another developer token in the vault, which stays"
            )
            return outcome.remains.append("another developer token")
        }
        developerTokens.append((name, imported))
        for index in holdings.clients.indices where holdings.clients[index].client.name == name {
            holdings.clients[index].developerToken = token
            holdings.clients[index].client.hasDeveloperToken = true
        }
    }

    private func developerToken(of imported: ImportedCredential) -> String? {
        switch imported.developerToken {
        case .some(let token): vault.fingerprint(of: token)
        case .none: nil
        }
    }

    private func name(for imported: ImportedCredential) throws -> Name {
        if let name = request.name {
            guard holdings.credentials.allSatisfy({ $0.name != name || $0.state == .revoked }) else {
                throw OperationError.taken(.credential, name)
            }
            return name
        }
        let base = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        let stem = imported.accountEmail.flatMap { Name(nearestTo: $0) } ?? Name(nearestTo: base)
        return free(stem ?? fallback, among: holdings.credentials.map(\.name))
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
                isNewClient: clients.contains { $0.0.name == client?.name }
            )
        )
    }
}

/// The name, or where it is taken one with a number behind it.
func free(_ name: Name, among taken: [Name]) -> Name {
    guard taken.contains(name) else { return name }
    let stem = String(String.UnicodeScalarView(name.description.unicodeScalars.prefix(Name.maximumLength - 8)))
    // Of as many candidates as there are names, and one more, one is free.
    let candidates = (2...taken.count + 2).lazy.compactMap { try? Name("\(stem)-\($0)") }
    return candidates.first { !taken.contains($0) } ?? name
}
