import Credentials
import Foundation
import Sealing
import SQLiteStore
import Vault

/// A vault of made-up credentials, and a bare database with as many boxes of the same size.
struct Sample {
    let count: Int
    /// The bare database.
    let bare: Bare
    private let vaultPath: String
    private let passphrasePath: String

    private let surroundings: Surroundings

    private static let passphrase = "made up for the bench"

    init(count: Int, in folder: URL) throws {
        self.count = count
        surroundings = Self.surroundings(in: folder)
        vaultPath = folder.appending(path: "vault-\(count).db").path
        bare = try Self.bare(folder.appending(path: "bare-\(count).db").path)
        passphrasePath = try Self.passphraseFile(in: folder)
        try makeVault()
        try bare.make(count: count)
        // What the disk still writes of them would be waited for by the first commits.
        sync()
    }

    /// A file with the passphrase.
    static func passphraseFile(in folder: URL) throws -> String {
        let path = folder.appending(path: "passphrase").path
        try Data(passphrase.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        return path
    }

    /// What a vault in `folder` takes from outside, as the program has it.
    static func surroundings(in folder: URL) -> Surroundings {
        let anchors = AnchorFile(folder: stateHome(in: folder) + "/adsvault")
        return Surroundings(actor: "bench", anchorPlaces: [anchors.place]) { Timestamp(Date()) }
    }

    /// Where the program keeps the anchors of the vaults in `folder`.
    static func stateHome(in folder: URL) -> String { folder.appending(path: "state").path }

    /// The options by which the program finds the vault.
    var options: [String] { ["--vault", vaultPath, "--passphrase-file", passphrasePath] }

    /// The number of a credential in the middle.
    var middle: Int { count / 2 }

    /// What credential `number` is called.
    func name(_ number: Int) -> String { Self.name(number) }

    /// Unlocks the vault.
    @discardableResult
    func unlock() throws -> Vault {
        try Vault.open(SQLiteStore(path: vaultPath), with: Self.secret, surroundings: surroundings)
    }

    /// Reads the credential in the middle.
    func show(in vault: Vault) throws {
        let name = try Name(name(middle))
        let record = try vault.read { try $0.record(.credential, name) }
        guard let record, try Credential(description: record.meta).name == name else {
            throw Bench.Failure.wrongAnswer("show")
        }
    }

    /// Reads every credential.
    func list(in vault: Vault) throws {
        let credentials = try vault.read { try $0.records { try Credential(description: $0.meta) } }
        guard credentials.count >= count else { throw Bench.Failure.wrongAnswer("list") }
    }

    /// Checks the whole log.
    func verify(in vault: Vault) throws {
        guard try vault.read({ try $0.audit().count }) >= count else { throw Bench.Failure.wrongAnswer("verify") }
    }

    /// Adds credential `number`, durably.
    func add(_ number: Int, to vault: Vault) throws {
        try vault.write { transaction in
            try Self.put(number, in: &transaction)
            transaction.note(AuditNote("login", name(number)))
        }
    }

    private static func put(_ number: Int, in transaction: inout VaultTransaction) throws {
        let credential = try credential(number)
        let draft = RecordDraft(type: .credential, name: credential.name, meta: try credential.description())
        try transaction.put(draft, secret: token())
    }

    /// What opens a vault.
    static var secret: SlotSecret { .passphrase(SecretBytes(copying: Array(passphrase.utf8).rawBytes)) }

    private static func name(_ number: Int) -> String { "person-\(number)@example.com" }

    private func makeVault() throws {
        let slot = try PreparedSlot(Self.secret, level: .interactive)
        let store = SQLiteStore(path: vaultPath)
        _ = try Vault.create(in: store, level: .interactive, surroundings: surroundings) { transaction in
            try transaction.put(slot)
            for number in 0..<count {
                try Self.put(number, in: &transaction)
                transaction.note(AuditNote("login", name(number)))
            }
        }
    }

    private static func credential(_ number: Int) throws -> Credential {
        let client = Credential.Client(
            name: try Name("desktop"),
            id: "123456789012-0123456789abcdefghijklmnopqrstuv.apps.googleusercontent.com",
            project: "made-up-project"
        )
        var credential = Credential(
            name: try Name(name(number)),
            kind: .user,
            account: Account(email: name(number), subject: "\(100_000_000_000_000 + number)"),
            client: client,
            scopes: Scope.loginDefaults,
            requiredScopes: Scope.loginDefaults,
            createdAt: Timestamp(Date()),
            fingerprint: String(repeating: "0", count: 32)
        )
        credential.owner = "Person \(number)"
        credential.tags = ["team": "search"]
        return credential
    }

    /// A bare database of boxes like a vault's.
    static func bare(_ path: String) throws -> Bare {
        Bare(
            path: path,
            meta: padded(try credential(0).description()),
            payload: padded([UInt8](repeating: 0, count: tokenByteCount))
        )
    }

    /// As the format pads: to the next multiple of 256 bytes.
    private static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: 256 - bytes.count % 256)
    }

    private static let tokenByteCount = 103

    private static func token() -> SecretBytes { SecretBytes(randomByteCount: tokenByteCount) }
}
