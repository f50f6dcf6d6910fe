import ArgumentParser
import Foundation

/// The program: one command that serves until it is told to end.
@main
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "GoogleSandbox",
        abstract: "A stand-in for Google's OAuth endpoints, on this machine only.",
        subcommands: [Serve.self],
        defaultSubcommand: Serve.self
    )
}

/// Serves on the loopback address until SIGTERM or SIGINT.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve until SIGTERM or SIGINT.",
        discussion: """
            Prints "GoogleSandbox on http://127.0.0.1:PORT" once it listens. Scripts steer it by JSON over HTTP under \
            /sandbox/: accounts, clients, consents, misbehave, behave, settings, clock, mint, revoke, requests.
            """
    )

    @Option(help: "The port; 0 lets the kernel choose.") var port: UInt16 = 0
    @Option(help: "Write the port into this file once it listens.") var portFile: String?
    @Option(name: .customLong("account"), help: "Add an account; may be given several times.") var accounts: [String] =
        []
    @Option(help: "Add a desktop client and write its client_secret JSON into this file.") var writeClient: String?
    @Option(help: "The Cloud project of that client.") var project = "sandbox-project"
    @Flag(help: "The consent screen of that client is in testing: refresh tokens live seven days.") var testing = false

    func run() async throws {
        let google = Google()
        for email in accounts { await google.addAccount(email) }
        if let writeClient {
            let client = await google.addClient(project: project, isTesting: testing)
            try write(client.secretFile.text + "\n", to: writeClient)
        }
        let sandbox = try await Sandbox.start(google: google, port: Int(port), endsOnSignals: true)
        if let portFile, let number = sandbox.baseURL.split(separator: ":").last {
            try write("\(number)\n", to: portFile)
        }
        try FileHandle.standardOutput.write(contentsOf: Data("GoogleSandbox on \(sandbox.baseURL)\n".utf8))
        try await sandbox.untilStopped()
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
