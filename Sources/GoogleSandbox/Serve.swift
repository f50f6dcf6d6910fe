import ArgumentParser
import Foundation

/// The program: one command that serves until it is told to end.
@main
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "GoogleSandbox",
        abstract: "A stand-in for Google's OAuth endpoints, Google Ads and Ad Manager, on this machine only.",
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
              /sandbox/serviceAccounts      {"email": "ads@p-1.iam.gserviceaccount.com"}
              /sandbox/serviceAccounts/key  {"key": ID, "action": "disable"}
              /sandbox/consents   {"deny": true}
              /sandbox/misbehave  {"endpoint": "token", "kind": "silence"}
              /sandbox/settings   {"revocationDelayUses": 1}
              /sandbox/clock      {"advanceSeconds": 604800}
              /sandbox/mint       {"account": EMAIL, "client": ID, "count": 9}
              /sandbox/revoke     {"account": "ann@example.com"}
              /sandbox/hierarchy  {"customers": 10000, "tops": 1}
              /sandbox/scenario   {"accounts": 500}
              /sandbox/reach      {"account": EMAIL, "customers": [ID]}
              /sandbox/refuse     {"account": EMAIL, "error": "NOT_ADS_USER"}
              /sandbox/storm      {"seconds": 2, "retryAfterSeconds": 1}

            GET /sandbox/requests lists the requests so far, without their values; /sandbox/traffic counts them. \
            Endpoints: authorize, token, revoke, tokenInfo, userInfo, accessibleCustomers, search, \
            networks. Kinds of misbehaviour: status, silence, drip, \
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
    @Option(help: ArgumentHelp("Add a service account.", valueName: "email")) var serviceAccount: String?
    @Option(help: ArgumentHelp("Write the key of that service account into this file.", valueName: "file"))
    var writeServiceAccount: String?
    @Option(help: "The Cloud project of that client, and of the service account.") var project = "sandbox-project"
    @Flag(help: "The consent screen of that client is in testing: refresh tokens live seven days.") var testing = false

    @Option(
        name: .customLong("accounts"),
        help: ArgumentHelp(
            "Set up a scenario of so many accounts with grants given, some dead or refused.",
            valueName: "count"
        )
    ) var accountCount: Int?
    @Option(help: ArgumentHelp("Write that scenario, tokens and truth, into this file.", valueName: "file"))
    var writeScenario: String?
    @Option(
        help: "Add so many Google Ads customers: for the scenario, else below tops that every account here reaches."
    )
    var customers: Int?
    @Option(help: "How many of those customers are managers with none above them.") var tops = 1
    @Option(help: "What decides what is left to chance.") var seed: UInt64 = 1
    @Option(help: "How many rows a search of Google Ads answers at once.") var pageRows = 10_000
    @Option(help: ArgumentHelp("Hold every answer back for so long.", valueName: "milliseconds")) var latency = 0

    func validate() throws {
        guard (serviceAccount == nil) == (writeServiceAccount == nil) else {
            throw ValidationError("--service-account and --write-service-account go together")
        }
    }

    func run() async throws {
        let google = Google()
        let (rows, milliseconds) = (pageRows, latency)
        await google.configure {
            $0.searchPageRows = rows
            $0.answerDelayMilliseconds = milliseconds
        }
        for email in accounts { await google.addAccount(email) }
        if let serviceAccount, let writeServiceAccount {
            let file = try await google.addServiceAccount(serviceAccount, project: project)
            try write(file.text + "\n", to: writeServiceAccount)
        }
        if let accountCount {
            var plan = ScenarioPlan(seed: seed, accounts: accountCount)
            plan.customers = customers ?? 0
            let scenario = try await google.setUp(plan)
            if let writeScenario { try write(JSON(encoding: scenario).text + "\n", to: writeScenario) }
        } else if let customers {
            let plan = HierarchyPlan(seed: seed, customers: customers, tops: tops)
            let managers = try await google.addCustomers(plan)
            for email in accounts + [serviceAccount].compactMap(\.self) {
                try await google.setReach(managers.map(\.id), of: email)
            }
        }
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
