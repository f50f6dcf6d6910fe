import ArgumentParser
import Credentials
import Operations

/// Changes what describes a credential.
struct SetCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change who answers for a credential, and its labels.",
        discussion: """
            EXAMPLE:
              adsvault set anna@example.com --owner "Anna Ek" --tag team=search --untag old
            """
    )

    @Argument(help: "The credential.", completion: .credentials, transform: Name.argument) var name: Name

    @Option(
        help: ArgumentHelp("The person who answers for it; an empty text takes the owner away.", valueName: "person"),
        transform: Owner.argument
    )
    var owner: String?

    @Option(help: ArgumentHelp("A label to set.", valueName: "key=value"), transform: Tag.argument) var tag: [Tag] = []

    @Option(help: ArgumentHelp("A label to take away.", valueName: "key")) var untag: [String] = []

    @OptionGroup var options: VaultOptions

    func validate() throws {
        guard owner != nil || !tag.isEmpty || !untag.isEmpty else {
            throw ValidationError("nothing to change: name --owner, --tag or --untag")
        }
    }

    func run(in context: Context) async throws {
        var change = DescriptionChange()
        change.owner = owner
        change.tags = tag.labels
        change.untag = untag
        let credential = try await context.withSession(options) { session in
            _ = try session.describe(name, change)
            return try session.listed(name)
        }
        try context.report(.changed(credential, "changed \(name)"), options)
    }
}
