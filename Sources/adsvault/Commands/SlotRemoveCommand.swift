import ArgumentParser
import Operations

/// One way to unlock less.
struct SlotRemoveCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a way to unlock, and give the vault a new key.",
        discussion: """
            Every other way to unlock needs its secret once more: what is not at hand is asked for, or left behind with \
            --drop-slots. The last one cannot be removed. An old copy of the vault's file still opens as it did.
            """
    )

    @Argument(help: "The slot: its label, or the beginning of its id.") var id: String
    @Flag(help: "Do not ask.") var yes = false
    @Flag(help: "Leave behind the other ways to unlock whose secret is not at hand.") var dropSlots = false

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        // What was typed is forgotten before the answer is given.
        let removed = try await remove(in: context)
        if let reason = removed.leftover {
            context.warn("a keyring still holds its key, which opens old copies of the vault alone: \(reason)")
        }
        try context.report(.removedSlot(removed), options)
    }

    private func remove(in context: Context) async throws -> RemovedSlot {
        let terminal =
            try yes ? nil : options.terminal(in: context, for: "a yes to remove the slot", instead: "agree with --yes")
        let typed = TypedSecret()
        return try await context.withSession(
            options,
            takesKeptKey: false,
            passphrase: { try typed.ask(options, in: context) }
        ) { session in
            let slot = try session.slot(id)
            try session.checkNotLast(slot)
            let question = "Remove the \(slot.words)? The vault gets a new key."
            if let terminal, try !terminal.confirms(question) { throw CommandFailure.declined }
            let source = try SlotSecretSource(session, typed: typed, options: options, in: context)
            return try session.removeSlot(slot, source.secrets(drops: dropSlots), keyring: context.keyring).1
        }
    }
}
