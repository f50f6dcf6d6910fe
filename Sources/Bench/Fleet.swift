import Credentials
import Foundation
import Sealing
import SQLiteStore
import Vault

/// A vault with the tokens of many accounts of the stand-in.
struct Fleet {
    /// What the credentials are called.
    let names: [String]
    private let vaultPath: String
    private let passphrasePath: String

    /// Fills a vault of its own in `folder`.
    init(_ scenario: Scenario, called name: String, in folder: URL, program: Program) throws {
        names = scenario.credentials.map(\.name)
        vaultPath = folder.appending(path: name + ".db").path
        passphrasePath = try Sample.passphraseFile(in: folder)
        try program.run(["init", "--unlock", "passphrase", "--kdf", "interactive"] + options)
        for client in scenario.clients {
            let file = folder.appending(path: client.name + ".json")
            try client.secretFile.bytes.write(to: file)
            try program.run(["client", "add", file.path, "--name", client.name] + options)
        }
        let surroundings = Sample.surroundings(in: folder)
        let vault = try Vault.open(SQLiteStore(path: vaultPath), with: Sample.secret, surroundings: surroundings)
        try vault.write { transaction in
            for credential in scenario.credentials { try Self.put(credential, of: scenario, in: &transaction) }
            transaction.note(AuditNote("seed", "\(names.count) credentials"))
        }
    }

    /// The options by which the program finds the vault.
    var options: [String] { place + ["--passphrase-file", passphrasePath] }

    /// Those where it is unlocked already.
    var place: [String] { ["--vault", vaultPath, "--quiet"] }

    private static func put(
        _ known: Scenario.Credential,
        of scenario: Scenario,
        in transaction: inout VaultTransaction
    ) throws {
        guard let client = scenario.clients.first(where: { $0.name == known.client }) else {
            throw Bench.Failure.wrongAnswer("client \(known.client)")
        }
        let scopes = try known.scopes.map { try Scope($0) }
        let token = SecretBytes(copying: Array(known.refreshToken.utf8).rawBytes)
        let credential = Credential(
            name: try Name(known.name),
            kind: .user,
            account: Account(email: known.email, subject: known.sub),
            client: Credential.Client(name: try Name(client.name), id: client.id, project: client.project),
            scopes: scopes,
            requiredScopes: scopes,
            createdAt: Timestamp(Date()),
            fingerprint: transaction.fingerprint(of: token)
        )
        let draft = RecordDraft(type: .credential, name: credential.name, meta: try credential.description())
        try transaction.put(draft, secret: token)
    }
}
