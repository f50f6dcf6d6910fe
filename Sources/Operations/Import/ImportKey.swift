import Credentials
import Deploy
import Vault

extension ImportPlan {
    /// Takes in the key of a service account, where it is not there yet. Under the name of another key of its account it
    /// takes that one's place.
    mutating func add(_ key: borrowing ServiceAccountKey, _ imported: ImportedCredential) throws {
        var description = ServiceAccountDescription()
        description.name = request.name
        description.owner = request.owner
        description.tags = request.tags
        description.impersonatedEmail = imported.impersonatedEmail
        description.loginCustomerID = imported.loginCustomerID
        guard let name = request.name ?? Name(nearestTo: key.clientEmail) else {
            throw OperationError.unreadable(.credential, key.clientEmail)
        }
        _ = try key.signer(for: description.impersonatedEmail, named: name)
        var credential = key.credential(named: name, description, at: now)
        credential.fingerprint = vault.fingerprint(of: key.document)
        let living = holdings.credentials.filter { $0.state != .revoked }
        if let holder = living.first(where: { $0.hasKey(of: credential) }) {
            noteWishes(imported, of: holder)
            return note(imported, .alreadyThere, holder.name)
        }
        if let holder = living.first(where: { $0.name == name }) {
            let other = credentialNames.take(near: name)
            if request.name == nil {
                credential.name = other
            } else {
                guard holder.kind == .serviceAccount, holder.account?.email == credential.account?.email else {
                    throw OperationError.taken(.credential, name)
                }
                outcome.notes.append(
                    "the former key of \(name) is \(other) now; it works until it is deleted in the Cloud console"
                )
                holdings.rename(name, to: other)
            }
        }
        credentialNames.take(credential.name)
        holdings.add(credential)
        keys.append((name, description, imported))
        note(imported, .imported, credential.name)
    }
}
