import ArgumentParser
import Credentials
import Operations

/// One credential.
struct ShowCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show everything about a credential but its secret."
    )

    @Argument(help: "The credential.", completion: .credentials, transform: Name.argument) var name: Name
    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        let credential = try await context.withSession(options) { try $0.listed(name) }
        try context.report(.credential(credential), options)
    }
}
