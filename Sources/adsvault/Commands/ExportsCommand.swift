import ArgumentParser
import Credentials
import Operations

/// Who holds a copy.
struct ExportsCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "exports",
        abstract: "List who holds a copy of which credential.",
        discussion: """
            Each export is written down: where it went, for what, by whom. A copy that was written over an earlier one \
            takes its place here too; what was printed stays, since nobody knows where it went. After 'rotate token' those that hold an older token show, and want a new export.

            EXAMPLES:
              adsvault exports
              adsvault exports --account anna@example.com --json
            """
    )

    @OptionGroup(title: "Filter") var filter: FilterOptions

    @Option(help: "As a name without the option.", completion: .credentials) var name: [String] = []

    @OptionGroup var options: VaultOptions

    func validate() throws {
        if filter.all, !name.isEmpty { throw ValidationError("--all and names exclude each other") }
    }

    func run(in context: Context) async throws {
        var filter = filter.filter()
        filter.names += name
        let list = try await context.withSession(options) { [filter] in try $0.deployments(filter) }
        for (name, count) in list.unlisted {
            context.warn("\(count) more of \(name) are not written down; 'adsvault audit list' says where they went")
        }
        try context.report(.deployments(list), options)
    }
}
