import ArgumentParser
import Keyrings
import Operations
import Vault

/// A backup put back.
struct RestoreCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the vault's place.",
        discussion: """
            FILE is opened by its own passphrase, code or keyring key, and read as a whole first. What was in the vault's \
            place is kept beside it. Where the vault there, or what this machine has seen of it, is not older than FILE, \
            nothing happens without --accept-rollback. With it the vault gets a new key, so every way to unlock needs \
            its secret once more. FILE may be the vault itself, if it went back and shall count from now on.
            """
    )

    @Argument(help: "The backup.", completion: .file()) var file: String

    @Flag(help: "Go back to FILE although newer states are known.") var acceptRollback = false

    @Flag(help: "Leave behind the ways to unlock whose secret is not at hand, where a new key is needed.")
    var dropSlots = false

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        let backup = context.store(at: file)
        guard FileStatus.exists(backup.location) else {
            throw CommandFailure(.notFound, code: "no_file", "there is no file \(backup.location)")
        }
        let place = try context.store(options)
        let typed = TypedSecret()
        var isOpen = false
        let restored: Restored
        do {
            restored = try await context.withSession(
                options,
                onBackup: backup,
                takesKeptKey: false,
                passphrase: { try typed.ask(options, in: context) }
            ) { session in
                isOpen = true
                let secrets = try SlotSecretSource(session, typed: typed, options: options, in: context)
                    .secrets(drops: dropSlots)
                let opensByKeyring = try session.slots().contains { $0.slot.kind == .keyring }
                let keyring = try keyringAnchors(of: session, opensByKeyring, in: context)
                let restored = try session.restore(
                    to: place,
                    anchors: context.surroundings.anchorPlaces + keyring.anchors,
                    goingBackBy: acceptRollback ? secrets : nil
                )
                if let obstacle = keyring.obstacle, opensByKeyring {
                    let next =
                        restored.vault.wentBackFrom == nil
                        ? "should it refuse the vault where it is open, run 'adsvault restore \(place.location) --accept-rollback' there"
                        : "where it is open, 'adsvault slot add keyring' makes it open the vault again"
                    context.warn("\(obstacle), so its anchor of this vault stays behind; \(next)")
                }
                return restored
            }
        } catch VaultError.newerFormat where isOpen {
            throw VaultError.newerFormat  // It is what lies in the vault's place that is newer.
        } catch let error as VaultError {
            throw CommandFailure.inBackup(backup.location, error)
        }
        try context.report(.restored(restored), options)
    }

    /// The keyring, where it opens the backup, or has seen the vault that may no longer open by it. One that is not there
    /// or locked has no say in what is restored, which is said: the vault opens without it.
    private func keyringAnchors(
        of session: Session,
        _ opensByKeyring: Bool,
        in context: Context
    ) throws -> (anchors: [AnchorPlace], obstacle: String?) {
        do {
            switch try context.keyring.availability() {
            case .ready: break
            case .locked: return ([], KeyringError.locked.words)
            case .unavailable(let absence): return ([], KeyringError.unavailable(absence).words)
            }
        } catch {
            return ([], error.words)
        }
        let place = try context.keyringAnchors(for: options)
        return try (opensByKeyring || place.read(session.vault.vaultID) != nil ? [place] : [], nil)
    }
}
