import ArgumentParser
import Broker
import Credentials
import Foundation
import Operations

/// The broker as a service.
struct BrokerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broker",
        abstract: "Hand out access tokens to services of this user.",
        subcommands: [BrokerServeCommand.self]
    )
}

/// Hands out access tokens until it is ended.
struct BrokerServeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Hand out access tokens of credentials until it is ended.",
        discussion: """
            Google's client libraries find it by GCE_METADATA_HOST: its address for the first credential, and the address \
            followed by /NAME for each. Any process of this user can have a token while it runs, and no process of another. \
            It tells systemd when it listens (Type=notify).

            EXAMPLES:
              adsvault broker serve reports billing --port 8790
              GCE_METADATA_HOST=127.0.0.1:8790/billing …
              adsvault broker serve reports --socket /run/user/1000/adsvault/broker.sock
            """
    )

    @Argument(help: "The credentials; the first is the default.", completion: .credentials, transform: Name.argument)
    var names: [Name]

    @Option(
        help: ArgumentHelp("Listen on a UNIX socket, in a folder of yours alone.", valueName: "path"),
        completion: .file()
    )
    var socket: String?

    @Option(help: ArgumentHelp("Listen on this port of 127.0.0.1; a free one where none is named.", valueName: "port"))
    var port: Int?

    @OptionGroup var options: VaultOptions

    func validate() throws {
        guard socket == nil || port == nil else { throw ValidationError("--socket and --port exclude each other") }
        guard (0...65_535).contains(port ?? 0) else { throw ValidationError("a port is a number from 0 to 65535") }
        guard Set(names).count == names.count else { throw ValidationError("each credential once") }
    }

    func run(in context: Context) async throws {
        try await context.withSession(options, asksLater: false) { session in
            let credentials = try session.lendTokens(of: names, to: .service(at: place.words))
            for credential in credentials { context.warn(of: credential) }
            let server = context.server(of: credentials, in: session)
            try await server.run(at: place) { place in
                try context.report(.listening(Listening(place: place, names: names)), options)
                do throws(CommandFailure) {
                    try ServiceReadiness.tell(context.environment)
                } catch {
                    context.warn(error.message)
                }
                await untilCancelled()
            }
        }
    }

    private var place: Place {
        switch socket {
        // The folder is another one for whoever reads the log later.
        case let path?: .socket(path: URL(fileURLWithPath: path).standardizedFileURL.path)
        case nil: .loopback(port: port ?? 0)
        }
    }
}

extension Place {
    /// The place before the kernel has chosen a port, for the log.
    fileprivate var words: String {
        self == .loopback(port: 0) ? "127.0.0.1" : description
    }
}

/// Waits for the task's end.
private func untilCancelled() async {
    let (end, _) = AsyncStream.makeStream(of: Never.self)
    for await _ in end {}
}
