import ArgumentParser
import Credentials
import Operations

/// Ends grants at Google, proves it, then shreds their secrets here.
struct RevokeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "End grants at Google, with proof, and shred their secrets.",
        discussion: """
            Google ends a grant as a whole: every token of the account for every client of the same Cloud project. The \
            plan names all that die. What Google has not proven to be dead stays 'revoking'; the same command goes on \
            from there. A service account's key is deleted in the Cloud console: this says how.

            EXAMPLE:
              adsvault revoke anna@example.com
            """
    )

    @Argument(help: "The credentials.", completion: .credentials, transform: Name.argument) var names: [Name]
    @Flag(help: "Do not ask, and agree to siblings dying too.") var yes = false
    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        let (plan, results) = try await context.withSession(options) { session in
            let plan = try session.planRevocation(of: names)
            try await agree(to: plan, in: context)
            let results = try await session.revoke(plan) { context.note($0, options) }
            return (plan, results)
        }
        try context.report(.revocation(plan, results), options)
    }

    private func agree(to plan: RevocationPlan, in context: Context) async throws {
        for line in plan.words { context.note(line, options) }
        if yes { return }
        let canAsk = try context.terminal != nil && !options.isNonInteractive(in: context)
        guard plan.others.isEmpty || canAsk else { throw OperationError.siblings(of: plan.named, others: plan.others) }
        let terminal = try options.terminal(in: context, for: "a yes to revoke", instead: "agree with --yes")
        let count = plan.parts.map(\.credentials.count).reduce(0, +)
        guard try terminal.confirms("Revoke \(count == 1 ? "it" : "all \(count)") at Google?") else {
            throw CommandFailure.declined
        }
    }
}
