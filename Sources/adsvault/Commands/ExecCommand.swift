import ArgumentParser
import Broker
import Credentials
import Deploy
import Foundation
import Operations

/// Runs a command with a credential.
struct ExecCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Run a command with a credential.",
        discussion: """
            The command finds a broker where Google's client libraries look for one, gets access tokens there as long as it \
            runs, and never sees the refresh token: configure google-ads with use_application_default_credentials. \
            The library for PHP knows no broker: give it the secrets in its environment, with --inject env. The command's \
            status is passed on.

            EXAMPLES:
              adsvault exec anna@example.com -- python3 report.py
              adsvault exec anna@example.com --inject env -- php report.php
            """
    )

    /// How the command gets the credential.
    enum Injection: String, CaseIterable, ExpressibleByArgument {
        case broker
        case env
    }

    @Argument(help: "The credential.", completion: .credentials, transform: Name.argument) var name: Name

    @Option(help: "Access tokens by a broker of its own, or the secrets in its environment.")
    var inject: Injection = .broker

    @Flag(help: "Run also within another exec.") var nest = false

    @OptionGroup var options: VaultOptions

    @Argument(parsing: .postTerminator, help: "The command and its arguments, after --.") var command: [String] = []

    func validate() throws {
        guard command.first?.isEmpty == false else { throw ValidationError("name a command after --") }
        // Swift has put this letter in the place of what it could not read: the command would get something else.
        guard !command.contains(where: { $0.contains("\u{FFFD}") }) else {
            throw ValidationError("an argument of the command is not UTF-8")
        }
    }

    func run(in context: Context) async throws {
        guard nest || context.environment[ChildEnvironment.mark] == nil else {
            throw CommandFailure(
                .usage,
                code: "nested",
                "this runs within an adsvault exec already (\(ChildEnvironment.mark) is set)",
                hint: "use what that one gives, or run one in the other with --nest"
            )
        }
        switch inject {
        case .broker: throw try await runWithBroker(in: context)
        case .env: throw try await runWithSecrets(in: context)
        }
    }

    private func runWithBroker(in context: Context) async throws -> ChildEnd {
        try await context.withSession(options, asksLater: false) { session in
            let credentials = try session.lendTokens(of: [name], to: .command(command[0]))
            for credential in credentials { context.warn(of: credential) }
            context.warnOfOtherWays()
            let folder = try EmptyFolder(context.environment)
            let server = context.server(of: credentials, in: session)
            let end = try await server.run { place in
                guard case .loopback(let port) = place else { preconditionFailure("it listens on a port") }
                let broker = MetadataEnvironment(port: port, emptyFolder: folder.path)
                let environment = ChildEnvironment.leading(to: broker, of: credentials[0], from: context.environment)
                return try await Child(command, environment: environment, endsWithUs: true)
                    .run(unless: context.interruption)
            }
            _ = consume folder
            return end
        }
    }

    /// The vault is closed again before the command starts.
    private func runWithSecrets(in context: Context) async throws -> ChildEnd {
        let child = try await context.withSession(options) { session in
            do {
                let lent = try session.lendSecrets(of: name, to: .command(command[0]))
                context.warn(of: lent.credential)
                let environment = ChildEnvironment.holding(lent.variables, from: context.environment)
                return Child(command, environment: environment, endsWithUs: false)
            } catch ExportError.usersOnly {
                throw CommandFailure(
                    .usage,
                    code: "users_only",
                    "'\(name)' is a service account, whose key no variable holds",
                    hint: "use --inject broker, or write the key to a file: adsvault export \(name) --format adc-json"
                )
            }
        }
        return try await child.run(unless: context.interruption)
    }
}

extension Context {
    /// Says what Google's libraries would take before the broker.
    fileprivate func warnOfOtherWays() {
        for name in MetadataEnvironment.overriding.sorted() where environment[name] != nil {
            warn("\(name) is set: what stands in that file wins over the broker")
        }
        let login = (environment["HOME"] ?? "") + "/" + MetadataEnvironment.loginFile
        if FileStatus.exists(login) { warn("\(login) wins over the broker in Go and Node") }
    }
}
