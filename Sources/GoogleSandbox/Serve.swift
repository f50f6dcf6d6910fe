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
            Prints "GoogleSandbox on http://127.0.0.1:PORT" once it listens. A consent whose login_hint names a known \
            account is given at once; any other shows a page. Scripts steer the rest by POST of JSON, such as:

              /sandbox/accounts   {"email": "ann@example.com"}
              /sandbox/clients    {"project": "p-1", "testing": true}
              /sandbox/consents   {"deny": true}
              /sandbox/misbehave  {"endpoint": "token", "kind": "silence"}
              /sandbox/settings   {"revocationDelayUses": 1}
              /sandbox/clock      {"advanceSeconds": 604800}
              /sandbox/mint       {"account": EMAIL, "client": ID, "count": 9}
              /sandbox/revoke     {"account": "ann@example.com"}

            GET /sandbox/requests lists the requests so far, without their values. \
            Endpoints: authorize, token, revoke, tokenInfo, userInfo. Kinds of misbehaviour: status, silence, drip, \
            truncate, huge, html, redirect, body, edit, editClaims, lostAnswer, delay. /sandbox/behave ends them all.
            """
    )

    @Option(help: "The port; 0 lets the kernel choose.") var port: UInt16 = 0
    @Option(help: ArgumentHelp("Write the port into this file once it listens.", valueName: "file")) var portFile:
        String?
    @Option(
        name: .customLong("account"),
        help: ArgumentHelp("Add an account; may be given several times.", valueName: "email")
    ) var accounts: [String] =
        []
    @Option(
        help: ArgumentHelp("Add a desktop client and write its client_secret JSON into this file.", valueName: "file")
    ) var writeClient: String?
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
