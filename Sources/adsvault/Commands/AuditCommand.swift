import ArgumentParser
import Operations

/// The tamper-evident log.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Read and verify the tamper-evident log.",
        subcommands: [AuditListCommand.self, AuditVerifyCommand.self],
        defaultSubcommand: AuditListCommand.self
    )
}

/// Every entry, oldest first.
struct AuditListCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List what was done, by whom and when."
    )

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        let entries = try await context.withSession(options) { try $0.audit() }
        try context.report(.audit(entries), options)
    }
}

/// Recomputes the chain.
struct AuditVerifyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Recompute the chain of the log and the sums of all records."
    )

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        let verdict = try await context.withSession(options) { try $0.verify() }
        try context.report(.verified(verdict), options)
    }
}
