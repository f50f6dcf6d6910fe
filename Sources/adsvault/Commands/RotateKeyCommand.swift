import ArgumentParser
import Operations

/// A new vault key.
struct RotateKeyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Give the vault a new key, with everything sealed anew.",
        discussion: """
            Every way to unlock needs its secret once more: what is not at hand is asked for, or left behind with \
            --drop-slots. An old copy of the vault's file still opens with the old key.
            """
    )

    @Flag(help: "Leave behind the ways to unlock whose secret is not at hand.") var dropSlots = false

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        // What was typed is forgotten before the answer is given.
        let rotated = try await rotate(in: context)
        try context.report(.rotatedKey(rotated), options)
    }

    private func rotate(in context: Context) async throws -> RotatedKey {
        let typed = TypedSecret()
        return try await context.withSession(
            options,
            takesKeptKey: false,
            passphrase: { try typed.ask(options, in: context) }
        ) { session in
            let source = try SlotSecretSource(session, typed: typed, options: options, in: context)
            return try session.rotateKey(source.secrets(drops: dropSlots)).1
        }
    }
}
