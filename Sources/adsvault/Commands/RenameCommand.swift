import ArgumentParser
import Credentials
import Operations

/// Gives a credential another name.
struct RenameCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "rename",
        abstract: "Give a credential another name."
    )

    @Argument(help: "The credential.", completion: .credentials, transform: Name.argument) var name: Name
    @Argument(help: "Its new name.", transform: Name.argument) var new: Name
    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        let credential = try await context.withSession(options) { session in
            _ = try session.rename(name, to: new)
            return try session.listed(new)
        }
        try context.report(.changed(credential, "\(name) is now \(new)"), options)
    }
}
