import Foundation
import GoogleHTTP
import OAuthFlow
import Operations
import Sealing
import SQLiteStore
import Vault

extension Context {
    /// Unlocks the vault that the options name, for the time of `body`.
    func withSession<Answer>(
        _ options: VaultOptions,
        _ body: (Session) async throws -> Answer
    ) async throws -> Answer {
        try await withSession(options, passphrase: { try options.passphrase(in: self) }, body)
    }

    /// The same, with another source for the passphrase, which is asked only where it is needed; and where a slot has to
    /// prove itself, without the key that an `unlock` kept.
    func withSession<Answer>(
        _ options: VaultOptions,
        takesKeptKey: Bool = true,
        passphrase: @escaping () throws -> SecretBytes,
        _ body: (Session) async throws -> Answer
    ) async throws -> Answer {
        let configuration = try httpConfiguration()
        let vault = try openVault(
            store(options),
            by: Unlocking(
                keeper: takesKeptKey ? keeper : nil,
                keyring: keyring,
                prefersPassphrase: options.passphrasePath(in: self) != nil,
                notice: { note($0, options) },
                passphrase: passphrase
            ),
            surroundings: surroundings
        )
        let network = try network(configuration)
        let session = Session(vault: vault, google: Google(transport: network.transport, now: now), now: now)
        do {
            let answer = try await body(session)
            await network.close()
            return answer
        } catch {
            await network.close()
            throw error
        }
    }

    /// Where the vault lies.
    func store(_ options: VaultOptions) throws -> any VaultStore {
        // The audit log and the anchors name a vault by its whole path.
        SQLiteStore(path: URL(fileURLWithPath: try options.vaultPath(in: self)).standardizedFileURL.path)
    }

    /// What the vault takes from here.
    var surroundings: Surroundings { Surroundings(actor: actor(), now: now) }

    /// How Google is reached; says so where it is not Google at all.
    func httpConfiguration() throws -> HTTPConfiguration {
        let configuration = try HTTPConfiguration(environment: environment.variables)
        if let base = configuration.googleBase { warn("ADSVAULT_GOOGLE_URL is set: \(base) stands in for Google") }
        return configuration
    }
}
