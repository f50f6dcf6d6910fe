import ArgumentParser
import Operations

/// The ways to unlock.
struct SlotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slot",
        abstract: "See, add, remove and try the ways to unlock the vault.",
        subcommands: [SlotListCommand.self, SlotAddCommand.self, SlotRemoveCommand.self, SlotDrillCommand.self],
        defaultSubcommand: SlotListCommand.self
    )
}

/// Every slot.
struct SlotListCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the ways to unlock the vault."
    )

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        let slots = try await context.withSession(options) { try $0.slots() }
        try context.report(.slots(slots), options)
    }
}
