import CryptoExtras
import Foundation

/// A service account of a Cloud project. It is an account like any other to the APIs; its keys are what it has beside that.
struct ServiceAccount {
    /// One of its keys, of which Google keeps the public half.
    struct Key {
        let publicKey: _RSA.Signing.PublicKey
        var isDisabled = false
    }

    let project: String
    /// Its keys, by id.
    var keys: [String: Key] = [:]
    /// The scopes with which it may act for any user (domain-wide delegation); empty where that was never set up.
    var delegatedScopes: Set<String> = []
}

/// What can be done to a service account's key in the console.
public enum KeyAction: String, Sendable, Codable {
    case disable, enable, delete
}

/// The service accounts that exist, and their keys.
extension Google {
    /// Adds a service account with a key, or a further key to the one that is there.
    /// - Returns: the file that Google's console hands out for the key.
    public func addServiceAccount(_ email: String, project: String = "sandbox-project") throws -> JSON {
        let account = accounts[email] ?? addAccount(email)
        let pair = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let id = randomHex(byteCount: 20)
        var owner = serviceAccounts[email] ?? ServiceAccount(project: project)
        owner.keys[id] = ServiceAccount.Key(publicKey: pair.publicKey)
        serviceAccounts[email] = owner
        return [
            "type": "service_account",
            "project_id": .string(owner.project),
            "private_key_id": .string(id),
            "private_key": .string(pair.pkcs8PEMRepresentation + "\n"),
            "client_email": .string(email),
            "client_id": .string(account.sub),
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": "https://oauth2.googleapis.com/token",
            "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
            "universe_domain": "googleapis.com",
        ]
    }

    /// Does something to a key, as in the console.
    public func change(key id: String, by action: KeyAction) throws(DirectoryError) {
        guard let email = serviceAccounts.first(where: { $0.value.keys[id] != nil })?.key else { throw .unknownKey(id) }
        switch action {
        case .disable: serviceAccounts[email]?.keys[id]?.isDisabled = true
        case .enable: serviceAccounts[email]?.keys[id]?.isDisabled = false
        case .delete: serviceAccounts[email]?.keys[id] = nil
        }
    }

    /// Lets a service account act for every user with these scopes, and with no others (domain-wide delegation).
    public func delegate(_ scopes: [String], to email: String) throws(DirectoryError) {
        guard serviceAccounts[email] != nil else { throw .unknownAccount(email) }
        let (valid, unknown) = Scopes.parse(scopes.joined(separator: " "))
        if let scope = unknown.first { throw .unknownScope(scope) }
        serviceAccounts[email]?.delegatedScopes = Set(valid)
    }

    private func randomHex(byteCount: Int) -> String {
        (0..<byteCount).map { _ in
            let digits = String(UInt8.random(in: .min ... .max), radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
