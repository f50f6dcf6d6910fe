import Credentials
import Foundation
import GoogleAds
import GoogleHTTP
import OAuthFlow
import SQLiteStore
import Sealing
import Testing
import Vault

@testable import GoogleSandbox
@testable import Operations

/// A vault in a folder of its own, a stand-in for Google with one account and one desktop client, and a browser.
struct Scene: Sendable {
    let folder: Folder
    let store: FaultyStore
    let keyring: FakeKeyring
    let session: Session
    let sandbox: Sandbox
    let browser: Browser
    /// The client that the vault has under the name `desktop`.
    let client: GoogleSandbox.Client

    static let ann = "ann@example.com"
    static let bob = "bob@example.com"
    static let adwords = "https://www.googleapis.com/auth/adwords"

    var google: GoogleSandbox.Google { sandbox.google }
    var vault: Vault { session.vault }

    /// A surface whose browser follows the consent by itself. A failure to store is not tried again.
    var surface: ConsentSurface { browser.surface() }

    /// A surface on which something else happens while the person is asked.
    func surface(before happen: @escaping @Sendable () throws -> Void) -> ConsentSurface {
        let usual = surface
        return ConsentSurface(
            show: { address, receiver in
                do { try happen() } catch { Issue.record(error) }
                await usual.show(address, receiver)
            },
            fold: usual.fold,
            storeFailed: usual.storeFailed
        )
    }

    /// The vault as a later run would open it.
    func reopened(_ store: (any VaultStore)? = nil) throws -> Session {
        let unlocking = Unlocking(keeper: nil, keyring: keyring, prefersPassphrase: false, notice: { _ in }) {
            throw VaultError.wrongSecret
        }
        let store = store ?? SQLiteStore(path: folder.vaultPath)
        let vault = try openVault(store, by: unlocking, surroundings: .test(in: folder))
        return Session(vault: vault, google: session.google, now: session.now, pause: session.pause)
    }

    @discardableResult
    func login(
        _ name: String? = nil,
        hint: String? = Self.ann,
        client: String? = nil,
        on surface: ConsentSurface? = nil,
        _ change: (inout LoginRequest) -> Void = { _ in }
    ) async throws -> LoginOutcome {
        var request = LoginRequest()
        request.name = try name.map { try Name($0) }
        request.client = try client.map { try Name($0) }
        request.loginHint = hint
        change(&request)
        return try await session.login(request, on: surface ?? self.surface)
    }

    /// Puts a living token into the vault without a consent, and gives it.
    @discardableResult
    func seed(
        _ name: String,
        of email: String = Self.ann,
        by client: GoogleSandbox.Client? = nil,
        named clientName: String = "desktop",
        _ change: (inout Credential) -> Void = { _ in }
    ) async throws -> String {
        var (credential, token) = try await minted(name, of: email, by: client ?? self.client, named: clientName)
        change(&credential)
        try put([(credential, token)])
        return token
    }

    /// Puts many living tokens into the vault at once, each of an account of its own where `email` says so.
    func seed(_ names: [String], email: (String) -> String = { _ in Self.ann }) async throws {
        var all: [(Credential, String)] = []
        for name in names { all.append(try await minted(name, of: email(name), by: client, named: "desktop")) }
        try put(all)
    }

    private func minted(
        _ name: String,
        of email: String,
        by client: GoogleSandbox.Client,
        named clientName: String
    ) async throws -> (Credential, String) {
        let account = await google.addAccountOnce(email)
        let token = try await google.mint(account: email, client: client.id)[0]
        let credential = Credential(
            name: try Name(name),
            kind: .user,
            account: Credentials.Account(email: email, subject: account.sub),
            client: Credential.Client(name: try Name(clientName), id: client.id, project: client.project),
            scopes: Scope.loginDefaults,
            requiredScopes: Scope.loginDefaults,
            createdAt: session.now(),
            fingerprint: vault.fingerprint(of: secret(token))
        )
        return (credential, token)
    }

    private func put(_ credentials: [(Credential, String)]) throws {
        try vault.write { transaction in
            for (credential, token) in credentials { try transaction.put(credential, secret: secret(token)) }
            transaction.note(AuditNote("seed", "\(credentials.count)"))
        }
    }

    /// Adds another client to Google and to the vault.
    @discardableResult
    func addClient(
        _ name: String,
        _ kind: GoogleSandbox.Client.Kind = .installed,
        project: String = "sandbox-project"
    ) async throws -> GoogleSandbox.Client {
        let client = await google.addClient(kind, project: project)
        try session.add(client, named: name)
        return client
    }

    /// Notes that so many tokens of Ann's were made.
    func mint(_ count: Int, ago: Duration = .zero) throws {
        let subject = try session.list().compactMap(\.account).first { $0.email == Self.ann }?.subject ?? ""
        let times = [Timestamp](repeating: session.now() + (.zero - ago), count: count)
        let ledger = MintLedger(subject: subject, clientID: client.id, times: times)
        try vault.write { transaction in
            try transaction.put(ledger)
            transaction.note(AuditNote("seed", "mints"))
        }
    }

    /// How many tokens were made, for each account and client.
    func mintCounts() throws -> [Int] {
        try vault.read { try $0.all(MintLedger.self).map(\.times.count) }
    }

    /// The secrets of the slots, for a new key: the keyring's.
    var slotSecrets: SlotSecrets {
        let (vaultID, keyring) = (vault.vaultID, keyring)
        return SlotSecrets { slot, _ in
            guard let key = try keyring.lookup(vault: vaultID, slot: slot.id),
                let secret = SlotSecret.keyring(key, slotID: slot.id)
            else { return nil }
            return HeldSecret(secret)
        }
    }

    /// Lets the exchange of the next code succeed and the refreshes behind it go wrong; nil times means always.
    func breakRefreshes(_ misbehaviour: Misbehaviour, times: Int?) async {
        await google.misbehave(.delay(milliseconds: 0), at: .token)
        await google.misbehave(misbehaviour, at: .token, times: times)
    }

    func show(_ name: String) throws -> Credential {
        try session.show(try Name(name))
    }

    /// Everything that the vault knows of a credential, its token included.
    func whole(_ name: String) throws -> [String] {
        let meta = try vault.read { try $0.record(.credential, try Name(name))?.meta } ?? []
        return [String(decoding: meta, as: UTF8.self), try token(name) ?? "none"]
    }

    /// The token in the vault; nil where there is no such record.
    func token(_ name: String, _ type: RecordType = .credential) throws -> String? {
        try vault.read { snapshot in
            guard let record = try snapshot.record(type, try Name(name)) else { return nil }
            return revealed(try snapshot.secretInUse(of: record))
        }
    }

    func audit() throws -> [String] {
        try session.audit().map { "\($0.action) \($0.subject)" }
    }
}

/// Runs `body` in a scene of its own, and clears it away.
func withScene(
    callLimit: Duration = .seconds(20),
    _ body: (Scene) async throws -> Void
) async throws {
    try await withSandbox { sandbox in
        var configuration = HTTPConfiguration()
        configuration.googleBase = try Address(sandbox.baseURL)
        let live = try LiveTransport(configuration)
        let transport = RetryingTransport(live, callLimit: callLimit, attemptLimit: 3, pacing: .instant)
        let browser = Browser(configuration: configuration)
        do {
            try await body(try await scene(sandbox, transport, browser))
        } catch {
            await browser.close()
            await live.shutdown()
            throw error
        }
        await browser.close()
        await live.shutdown()
    }
}

private func scene(_ sandbox: Sandbox, _ transport: any Transport, _ browser: Browser) async throws -> Scene {
    let folder = try Folder()
    let keyring = FakeKeyring()
    let store = FaultyStore(SQLiteStore(path: folder.vaultPath), in: folder)
    let made = try createVault(
        in: store,
        passphrase: nil,
        level: .interactive,
        withRecoveryCode: false,
        keyring: keyring,
        surroundings: .test(in: folder)
    )
    let now: @Sendable () -> Timestamp = { Timestamp(Date()) }
    let google = OAuthFlow.Google(transport: transport, now: now)
    let reader = Reader(
        ads: AdsAPI(transport: transport, now: now),
        adManager: AdManager(transport: transport, now: now)
    )
    let session = Session(vault: made.vault, google: google, reader: reader, now: now, pause: { _ in })
    await sandbox.google.addAccount(Scene.ann)
    let client = await sandbox.google.addClient()
    try session.add(client, named: "desktop")
    return Scene(
        folder: folder,
        store: store,
        keyring: keyring,
        session: session,
        sandbox: sandbox,
        browser: browser,
        client: client
    )
}

extension Session {
    /// Adds a client by the file that Google's console would give.
    fileprivate func add(_ client: GoogleSandbox.Client, named name: String) throws {
        let contents = Array(try JSONEncoder().encode(client.secretFile))
        _ = try addClient(try ClientSecretFile(contents.rawBytes), name: try Name(name))
    }
}

extension GoogleSandbox.Google {
    /// The account of this address, made where there is none.
    func addAccountOnce(_ email: String) -> GoogleSandbox.Account {
        account(named: email) ?? addAccount(email)
    }
}

extension Surroundings {
    static let test = Surroundings(actor: "ops@host") { Timestamp(Date()) }

    /// The same with a folder of state.
    static func test(in folder: Folder) -> Surroundings {
        var surroundings = test
        surroundings.gaps = GapFolder(stateFolder: folder.path)
        return surroundings
    }
}

extension Pacing {
    /// Retries that wait for nothing.
    static var instant: Pacing {
        let live = Pacing.live
        return Pacing(elapsed: live.elapsed, now: live.now, sleep: { _ in }, chance: { 0 })
    }
}

/// A folder of its own for one test, gone with it.
final class Folder: Sendable {
    let path: String

    var vaultPath: String { path + "/vault.db" }

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "adsvault-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    /// The vault's file as it lies there.
    func bytes() throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: vaultPath)))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)  // What the system leaves of it, it clears itself.
    }
}

/// More scopes than a record holds.
func manyScopes() throws -> [Scope] {
    try (0..<1000).map { try Scope("https://www.googleapis.com/auth/scope-number-\($0)") }
}

func secret(_ text: String) -> SecretBytes {
    var bytes = Array(text.utf8)
    return SecretBytes(wiping: &bytes)
}

func revealed(_ secret: borrowing SecretBytes) -> String {
    secret.withBytes { String(decoding: $0.array, as: UTF8.self) }
}
