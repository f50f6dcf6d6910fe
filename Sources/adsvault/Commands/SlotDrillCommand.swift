import ArgumentParser
import Operations

/// Whether the ways to unlock still do.
struct SlotDrillCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Prove that each way to unlock still opens the vault.",
        discussion: """
            The keyring is tried unasked; passphrases and recovery codes are asked for. What was not tried counts for \
            nothing, and is named. Nothing is written.
            """
    )

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        // What was typed is forgotten before the answer is given.
        let drilled = try await drill(in: context)
        try context.report(.drilled(drilled), options)
    }

    private func drill(in context: Context) async throws -> [DrilledSlot] {
        let typed = TypedSecret()
        return try await context.withSession(options, passphrase: { try typed.ask(options, in: context) }) { session in
            let source = try SlotSecretSource(session, typed: typed, options: options, in: context)
            return try session.drill { try source.trial(of: $0.slot, $0.label) }
        }
    }
}
