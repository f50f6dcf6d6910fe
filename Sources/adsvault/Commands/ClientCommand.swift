import ArgumentParser
import Credentials
import OAuthFlow
import Operations
import Sealing

/// OAuth clients.
struct ClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client",
        abstract: "Keep the OAuth clients that ask for consent.",
        discussion: """
            EXAMPLE:
              adsvault client add client_secret_123.json --name desktop --shred
            """,
        subcommands: [ClientAddCommand.self, ClientListCommand.self, ClientSetCommand.self, ClientRemoveCommand.self],
        defaultSubcommand: ClientListCommand.self
    )
}

/// Stores a client out of its file.
struct ClientAddCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Store an OAuth client from the JSON file of Google's console.",
        discussion: """
            In the Google Cloud console, APIs & Services, Credentials: create an OAuth client ID of type Desktop app and \
            download its JSON.
            """
    )

    @Argument(help: "The client_secret JSON.", completion: .file(extensions: ["json"])) var file: String

    @Option(help: ArgumentHelp("What to call it (default: its project).", valueName: "name"), transform: Name.argument)
    var name: Name?

    @Flag(help: "Destroy the file once the client is in the vault; flash, snapshots and the like may keep its bytes.")
    var shred = false

    @Flag(help: "Take endpoints other than Google's. Whoever runs them gets every token.") var allowEndpoints = false

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        let doomed = shred ? try doomedFile() : nil
        var input = InputFile(path: file, role: "the client file", limit: ClientSecretFile.byteLimit)
        input.hint = ClientSecretFileError.tooLarge.hint
        let contents = try input.read(interruption: context.interruption)
        let parsed = try contents.withBytes { bytes throws(ClientSecretFileError) in
            try ClientSecretFile(bytes, allowingEndpoints: allowEndpoints)
        }
        let client = try await context.withSession(options) { session in
            do {
                return try session.addClient(parsed, name: name)
            } catch OperationError.taken(.client, let taken) where name == nil {
                throw CommandFailure.taken(.client, taken, hint: "name it with --name NAME")
            }
        }
        if let doomed {
            try doomed.shred()
            context.warn(DoomedFile.warning)
        }
        let rest = shred ? ", and the file is gone" : "; \(file) still holds its secret (--shred destroys it)"
        try context.report(.client(client, "stored the client \(client.name)\(rest)"), options)
    }

    private func doomedFile() throws(CommandFailure) -> DoomedFile {
        do throws(CommandFailure) {
            return try DoomedFile(file)
        } catch {
            throw error.of(file: file)
        }
    }
}

/// Every client.
struct ClientListCommand: Command {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the OAuth clients.")

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        let clients = try await context.withSession(options) { try $0.clients() }
        try context.report(.clients(clients), options)
    }
}

/// Changes a client.
struct ClientSetCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Keep a developer token with a client.",
        discussion: "Since September 2026 the Google Ads API works without one; exports carry it where there is one."
    )

    @Argument(help: "The client.", completion: .clients, transform: Name.argument) var name: Name

    @Option(help: ArgumentHelp("The file that holds the developer token.", valueName: "file"), completion: .file())
    var developerTokenFile: String

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        let token = try InputFile.developerToken(developerTokenFile).readLine(interruption: context.interruption)
        let client = try await context.withSession(options) { try $0.setDeveloperToken(token, ofClient: name) }
        try context.report(.client(client, "kept a developer token with \(name)"), options)
    }
}

/// Removes a client.
struct ClientRemoveCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a client and its secret.",
        discussion: "Google shows a client secret once: the vault may hold the only copy."
    )

    @Argument(help: "The client.", completion: .clients, transform: Name.argument) var name: Name
    @Flag(help: "Remove it although credentials are of no use without it.") var yes = false
    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        let client = try await context.withSession(options) { session in
            let client = try session.clients().first { $0.name == name }
            try session.removeClient(name, evenIfUsed: yes)
            return client
        }
        if let client { try context.report(.client(client, "removed the client \(name)"), options) }
    }
}
