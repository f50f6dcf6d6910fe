import Foundation
import GoogleAds
import GoogleHTTP
import OAuthFlow
import Operations
import Sealing
import SQLiteStore
import Synchronization
import Vault

extension Context {
    /// Unlocks the vault that the options name, for the time of `body`. What was typed is kept as long: it opens the vault
    /// again where another process gives it a new key, and there is a token to be stored.
    ///
    /// - Parameter asksLater: whether a person may be asked then; not where the terminal belongs to another process.
    func withSession<Answer>(
        _ options: VaultOptions,
        asksLater: Bool = true,
        _ body: (Session) async throws -> Answer
    ) async throws -> Answer {
        let typed = TypedSecret()
        var later = options
        if !asksLater { later.nonInteractive = true }
        return try await withSession(
            options,
            passphrase: { try typed.ask(options, in: self) },
            reopen: { [later] in try reopen(later, typed) },
            body
        )
    }

    /// The same, with another source for the passphrase, which is asked only where it is needed; and where a slot has to
    /// prove itself, without the key that an `unlock` kept; and where it is a backup that is opened, on that one and
    /// without anchors.
    func withSession<Answer>(
        _ options: VaultOptions,
        onBackup backup: (any VaultStore)? = nil,
        takesKeptKey: Bool = true,
        passphrase: @escaping () throws -> SecretBytes,
        reopen: (@Sendable () throws -> Vault)? = nil,
        _ body: (Session) async throws -> Answer
    ) async throws -> Answer {
        let configuration = try httpConfiguration()
        defer {
            if !SecretBytes.isMemoryLocked { note("not all memory could be locked: secrets may reach swap", options) }
        }
        var surroundings = surroundings
        if backup != nil { surroundings.anchorPlaces = [] }
        var unlocking = try unlocking(options, passphrase: passphrase)
        if !takesKeptKey { unlocking.keeper = nil }
        if backup != nil { unlocking.keyringAnchors = nil }
        let vault = try openVault(backup ?? store(options), by: unlocking, surroundings: surroundings)
        let network = try network(configuration) { detail($0, options) }
        let google = Google(transport: network.transport, now: now)
        let reader = try reader(through: network)
        let session = Session(
            vault: vault,
            google: google,
            reader: reader,
            now: now,
            reopen: reopen,
            turns: turns(options)
        )
        do {
            let answer = try await body(session)
            await network.close()
            return answer
        } catch {
            await network.close()
            throw error
        }
    }

    /// The APIs that tell what an account reaches, all calls of this run at one pace.
    private func reader(through network: Network) throws(CommandFailure) -> Reader {
        let pace = Pace()
        let version = try adsVersion()
        return Reader(
            ads: AdsAPI(transport: network.transport, now: now, version: version, pace: pace),
            adManager: AdManager(transport: network.transport, now: now, pace: pace)
        )
    }

    private func adsVersion() throws(CommandFailure) -> AdsVersion {
        guard let text = environment["ADSVAULT_ADS_VERSION"] else { return .current }
        do {
            return try AdsVersion(text)
        } catch {
            throw CommandFailure(
                .usage,
                code: "usage",
                "ADSVAULT_ADS_VERSION is a version such as \(AdsVersion.current)"
            )
        }
    }

    /// Where processes of this user take turns; nil where there is no place for them, which matters little.
    private func turns(_ options: VaultOptions) -> Turns? {
        (try? folders.state).map { folder in Turns(stateFolder: folder) { detail($0, options) } }
    }

    private func unlocking(
        _ options: VaultOptions,
        passphrase: @escaping () throws -> SecretBytes
    ) throws -> Unlocking {
        Unlocking(
            keeper: keeper,
            keyring: keyring,
            keyringAnchors: try keyringAnchors(for: options),
            prefersPassphrase: options.passphrasePath(in: self) != nil,
            notice: { note($0, options) },
            passphrase: passphrase
        )
    }

    /// Unlocks the vault under its new key: with what was given before, and where that opens it no longer, with what is
    /// given now.
    private func reopen(_ options: VaultOptions, _ typed: TypedSecret) throws -> Vault {
        note("the vault got a new key meanwhile, and is unlocked again", options)
        var isAsked = false
        var isOld = false
        let unlocking = try unlocking(options) {
            // A pipe gives its passphrase only once.
            if !isAsked, let old = typed.copy() {
                (isAsked, isOld) = (true, true)
                return old
            }
            return try typed.ask(options, in: self)
        }
        do {
            return try openVault(store(options), by: unlocking, surroundings: surroundings)
        } catch VaultError.wrongSecret where isOld {
            return try openVault(store(options), by: unlocking, surroundings: surroundings)
        }
    }

    /// Where the vault lies.
    func store(_ options: VaultOptions) throws -> any VaultStore {
        store(at: try options.vaultPath(in: self))
    }

    /// A vault in a file. The audit log names it by its whole path.
    func store(at path: String) -> any VaultStore {
        SQLiteStore.limitMemory()
        return SQLiteStore(path: URL(fileURLWithPath: path).standardizedFileURL.path)
    }

    /// What the vault takes from here.
    var surroundings: Surroundings {
        let said = Said()
        let warn: @Sendable (String) -> Void = { if said.isNew($0) { self.warn($0) } }
        var places: [AnchorPlace] = []
        do throws(CommandFailure) {
            places = [try anchorFile.place]
        } catch {
            warn("nothing notices here if the vault goes back to an older state: \(error.message)")
        }
        var surroundings = Surroundings(actor: actor(), anchorPlaces: places, warn: warn, now: now)
        // Without a folder of state, which is warned of by now, a gap of the log lives as long as this run.
        surroundings.writers = (try? folders.state).map { Turns(stateFolder: $0) { _ in } }
        surroundings.gaps = (try? folders.state).map(GapFolder.init(stateFolder:))
        return surroundings
    }

    /// Where the newest state of each vault is kept.
    var anchorFile: AnchorFile {
        get throws(CommandFailure) { AnchorFile(folder: try folders.state) }
    }

    /// The keyring, as a place for the anchor of the vault that the options name.
    func keyringAnchors(for options: VaultOptions) throws -> AnchorPlace {
        // Without a state folder, no lock keeps two processes from lowering what the other one raised.
        .keyring(keyring, label: "adsvault anchor of \(try store(options).location)", lockedBy: try? anchorFile)
    }

    /// How Google is reached; says so where it is not Google at all.
    func httpConfiguration() throws -> HTTPConfiguration {
        let configuration = try HTTPConfiguration(environment: environment.variables)
        warnOfStandIn(configuration)
        return configuration
    }

    /// Says where it is not Google that is reached, for a command that does not reach it at all.
    func warnOfStandIn() {
        // What is wrong with the way to Google, those say that go it.
        let configuration = try? HTTPConfiguration(environment: environment.variables)
        if let configuration { warnOfStandIn(configuration) }
    }

    private func warnOfStandIn(_ configuration: HTTPConfiguration) {
        if let base = configuration.googleBase { warn("ADSVAULT_GOOGLE_URL is set: \(base) stands in for Google") }
    }
}

/// What was said already: a run with many commits warns once of what all of them met.
private final class Said: Sendable {
    private let messages = Mutex<Set<String>>([])

    func isNew(_ message: String) -> Bool {
        messages.withLock { $0.insert(message).inserted }
    }
}
