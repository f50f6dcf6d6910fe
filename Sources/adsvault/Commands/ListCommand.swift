import ArgumentParser
import Credentials
import Operations

/// The inventory.
struct ListCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List credentials. Nothing secret is shown.",
        discussion: """
            Filters of different kinds must all hold; several of one kind mean any of them.

            EXAMPLES:
              adsvault list --sort risk
              adsvault list '*@example.com' --state suspect
            """
    )

    enum Sort: String, ExpressibleByArgument, CaseIterable {
        case name
        case risk
        case owner

        var order: SortOrder {
            switch self {
            case .name: .name
            case .risk: .risk
            case .owner: .owner
            }
        }
    }

    @OptionGroup(title: "Filter") var filter: FilterOptions

    @Option(help: ArgumentHelp("Those that were granted a scope.", valueName: "scope"), transform: Scope.argument)
    var scope: [Scope] = []

    @Option(help: "The order: by name, by what ends first, or by owner.") var sort: Sort = .name

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        let credentials = try await context.withSession(options) { session in
            try session.inventory(filter.filter(scopes: scope), sort: sort.order)
        }
        try context.report(.credentials(credentials), options)
    }
}
