import ArgumentParser
import Credentials
import Operations

/// Asks Google about every credential.
struct CheckCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Ask Google whether credentials still give access, and for what.",
        discussion: """
            Each credential is refreshed, and what it is granted is held against what is required: --scope, else what was \
            asked for at login. Each error comes with its cause and the command to run next.

            EXAMPLES:
              adsvault check
              adsvault check --client desktop --scope adwords --json
            """
    )

    @OptionGroup(title: "Filter") var filter: FilterOptions

    @Option(help: ArgumentHelp("A scope to require.", valueName: "scope"), transform: Scope.argument)
    var scope: [Scope] = []

    @Flag(help: "Leave out Google Ads itself.") var noAds = false

    @Option(help: ArgumentHelp("How many to ask about at once.", valueName: "number")) var jobs = 16

    @OptionGroup var options: VaultOptions

    func validate() throws {
        guard (1...256).contains(jobs) else { throw ValidationError("--jobs is a number from 1 to 256") }
    }

    func run(in context: Context) async throws {
        let progress = ProgressLine(context, options)
        let results = try await context.withSession(options) { session in
            try await session.check(filter.filter(), required: scope.isEmpty ? nil : scope, jobs: jobs) { done, all in
                progress.show("checked \(done) of \(all)")
            }
        }
        progress.clear()
        try context.report(.checks(results), options)
    }
}
