import ArgumentParser
import Credentials
import Operations

/// Drops a credential here, without ending it at Google.
struct ForgetCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Drop a credential here; its token or key stays alive at Google.",
        discussion: """
            Nobody can end the token from here afterwards. To end it, take 'adsvault revoke'; a service account's key is \
            deleted in the Cloud console.
            """
    )

    @Argument(help: "The credential.", completion: .credentials, transform: Name.argument) var name: Name
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        let terminal =
            try yes ? nil : options.terminal(in: context, for: "a yes to forget \(name)", instead: "agree with --yes")
        let credential = try await context.withSession(options) { session in
            let known = try session.show(name)
            let question = "Forget \(name)? Its \(known.kind.secretWord) stays alive at Google, out of reach from here."
            if known.state != .revoked, let terminal, try !terminal.confirms(question) { throw CommandFailure.declined }
            return try session.forget(name)
        }
        let rest = credential.state == .revoked ? "" : "; its \(credential.kind.secretWord) stays alive at Google"
        try context.report(.changed(Listed(credential), "forgot \(name)\(rest)"), options)
    }
}
