import ArgumentParser
import Keyrings
import Operations
import Vault

/// Opens the vault once, for a while.
struct UnlockCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "unlock",
        abstract: "Keep the vault's key for a while, so that nothing prompts.",
        discussion: """
            The kernel keeps the key in memory, for every process of this user and nobody else, and drops it when the time \
            is over or with 'adsvault lock'. A passphrase file, where one is named, is still read instead. What changes a \
            way to unlock still asks for its secret.

            EXAMPLES:
              adsvault unlock --for 8h
            """
    )

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("How long, at most 12h.", valueName: "duration"),
        transform: Duration.argument
    )
    var time: Duration = .seconds(15 * 60)

    @OptionGroup var options: VaultOptions

    func validate() throws {
        guard (.seconds(1) ... .seconds(12 * 3600)).contains(time) else {
            throw ValidationError("a vault stays unlocked for 1s to 12h")
        }
    }

    func run(in context: Context) async throws {
        // Nobody types a passphrase for a kernel that keeps nothing.
        _ = try context.keeper.lookup(vault: Vault.slots(in: context.store(options)).vaultID)
        // A kept key does not renew itself: the 12 hours are an end.
        let end = try await context.withSession(
            options,
            takesKeptKey: false,
            passphrase: { try options.passphrase(in: context) }
        ) { try $0.unlock(for: time, in: context.keeper) }
        try context.report(.unlocked(until: end), options)
    }
}

/// Ends what `unlock` began.
struct LockCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: "Drop the key that 'adsvault unlock' keeps."
    )

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        context.warnOfStandIn()
        let wasUnlocked = try lockVault(context.store(options), in: context.keeper)
        try context.report(.locked(wasUnlocked: wasUnlocked), options)
    }
}
