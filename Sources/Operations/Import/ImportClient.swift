import Credentials
import Deploy
import Vault

extension ImportPlan {
    /// The client that the token was granted to: the one of its id that is there, else the file's, under the name that the
    /// credential knows it by, or its project's.
    mutating func client(
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
            name: clientNames.take(near: stem),
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
        holdings.add(Holdings.Client(client: client, secret: secret, developerToken: token))
        newClients.insert(client.name)
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
        holdings.keep(developerToken: token, with: known.client)
    }

    func developerToken(of imported: ImportedCredential) -> String? {
        switch imported.developerToken {
        case .some(let token): vault.fingerprint(of: token)
        case .none: nil
        }
    }
}
