import Foundation

extension Section {
    /// Every command once, and a search of all it printed and wrote for the secrets that were at stake.
    static let canaries = Section(name: "canaries", short: .max, full: .max) { trial in
        let accounts = ["ann", "bob", "cy"].map { "\($0)@example.com" }
        return try await StandIn.serving(trial, accounts: accounts) { google in
            let machine = try Machine(trial, folder: trial.folder.appending(path: "machine"), google: google)
            var tour = CanaryTour(machine)
            try tour.everyCommand()
            try tour.everyFailure()
            let failures = (tour.findings + tour.omissions).map { Failure(number: nil, reason: $0) }
            let found = """
                \(tour.findings.count) found of \(tour.canaries.count) secrets in \(tour.commands.count) kinds of \
                commands, \(tour.pieces.count) files and outputs, \(tour.byteCount >> 10) KiB
                """
            return [Row("canaries", cases: tour.runs, found: found, failures: failures)]
        }
    }
}

/// A run through all commands that keeps whatever is left behind after each of them.
private struct CanaryTour {
    /// What a command left: a file, or what it printed.
    struct Piece {
        let origin: String
        let contents: Data
    }

    private(set) var runs = 0
    private(set) var commands: Set<String> = []
    private(set) var pieces: [Piece] = []
    private(set) var canaries: [String: String] = [:]
    private let machine: Machine

    /// What the operator brought or asked for, and where: everything else must be free of secrets.
    private static let asked: Set = [
        Machine.passphrase, Machine.newPassphrase, "client.json", "developer-token", "code", "asked",
    ]
    /// Kept apart already, each of every run.
    private static let outputs: Set = [Machine.answerName, Machine.messagesName]
    private static let developerToken = "canary-developer-token-22"

    init(_ machine: Machine) {
        self.machine = machine
    }

    mutating func everyCommand() throws {
        canaries["the passphrase"] = try line(of: Machine.passphrase)
        canaries["the new passphrase"] = try line(of: Machine.newPassphrase)
        try machine.write("developer-token", Self.developerToken + "\n")
        canaries["the developer token"] = Self.developerToken
        try FileManager.default.createDirectory(at: machine.path("asked"), withIntermediateDirectories: false)
        let client = try JSONSerialization.jsonObject(with: Data(contentsOf: machine.path("client.json")))
        canaries["the client secret"] = text("client_secret", in: client)

        // Its answer is the one place where the recovery code belongs.
        let made = try machine.succeed(Story.initialization + ["--recovery-code", "--json"])
        commands.insert("init")
        canaries["the recovery code"] = text(
            "recoveryCode",
            in: try JSONSerialization.jsonObject(with: Data(made.utf8))
        )
        try machine.write("code", (canaries["the recovery code"] ?? "") + "\n")
        for command in [
            "client add client.json --name main", "client set main --developer-token-file developer-token",
            "client add client.json --name spare", "client remove spare", "client list", "client list --json",
            "login ann --login-hint ann@example.com --verbose", "login bob --login-hint bob@example.com --json",
            "login cy --login-hint cy@example.com --owner ops --tag team=ads",
        ] { try run(command) }
        for name in ["ann", "bob", "cy"] { try ask(name, as: name) }
        try run("rotate token ann")
        try run("check ann --verbose")
        try ask("ann", as: "ann again")
        let access = try machine.succeed(["token", "bob"]).trimmingCharacters(in: .newlines)
        commands.insert("token")
        canaries["bob's access token"] = access
        try keepFiles(of: "token bob")
        for command in [
            "list", "list --json", "show ann", "show ann --json", "set ann --owner eve --untag team", "rename cy cy2",
            "check --explain", "check --json", "check --verbose", "tree --verbose", "tree --json", "tree --format html",
            "slot list", "slot list --json", "doctor", "doctor --json",
            "audit list", "audit list --json", "audit verify", "audit verify --json",
            "export bob --format google-ads-yaml --output asked/google-ads.yaml",
            "export bob --format env --output asked/env", "import asked/google-ads.yaml --verbose",
            "import asked/env --dry-run --json", "exports", "exports --json", "exec bob -- true",
            "exec bob --inject env -- true", "rotate key --drop-slots",
            "rotate passphrase --new-passphrase-file new-passphrase",
        ] { try run(command) }
        try machine.write(Machine.passphrase, line(of: Machine.newPassphrase) + "\n")
        // What it finds there is what was asked for.
        for command in ["scan asked", "scan asked --json"] { try run(command, mayFail: ["scan"]) }
        try serve("broker serve bob")
        for command in [
            "slot add passphrase --label spare --new-passphrase-file developer-token", "slot drill", "slot list",
            "slot remove spare --yes --drop-slots", "backup backup.db", "unlock --for 1m", "lock", "forget cy2 --yes",
            "revoke ann --yes", "revoke bob --yes --json", "audit list --json", "list --json",
        ] { try run(command, mayFail: ["unlock", "lock"]) }
        try run("restore backup.db --accept-rollback")
    }

    /// What fails must not tell either.
    mutating func everyFailure() throws {
        try machine.write(Machine.passphrase, "canary of a wrong passphrase\n")
        canaries["the wrong passphrase"] = "canary of a wrong passphrase"
        for command in ["list", "list --json", "token bob", "export bob --format env --reveal", "rotate key", "doctor"]
        {
            try run(command, mayFail: [command.split(separator: " ").first.map(String.init) ?? ""])
        }
    }

    /// Where a secret stands that nobody asked for there: as it is, in hex, or in base64.
    var findings: [String] {
        // What is no secret is printed: a search that misses it is blind.
        guard holders(of: [Data("ann@example.com".utf8)]).count > 2 else { return ["the search is blind"] }
        return canaries.sorted { $0.key < $1.key }.flatMap { name, secret in
            guard secret.utf8.count >= 15 else { return ["\(name) is too short to be looked for"] }
            let plain = Data(secret.utf8)
            let forms = [
                plain, Data(plain.map { String(format: "%02x", $0) }.joined().utf8),
                Data(plain.base64EncodedString().dropLast(4).utf8), secret.data(using: .utf16LittleEndian) ?? plain,
            ]
            return holders(of: forms).map { "\(name) lies in \($0)" }
        }
    }

    private func holders(of forms: [Data]) -> [String] {
        pieces.filter { piece in forms.contains { piece.contents.range(of: $0) != nil } }.map(\.origin)
    }

    /// The commands that the program has and this did not run.
    var omissions: [String] {
        guard let help = try? machine.run(["--help"]).answer else { return ["adsvault --help says nothing"] }
        let lines = help.split(separator: "\n").drop { !$0.hasSuffix("SUBCOMMANDS:") }
        // Two blanks and a word in small letters; what a command does, and how to learn more, begins otherwise.
        let names = lines.compactMap { $0.prefixMatch(of: /\x20\x20([a-z-]+)/).map { String($0.1) } }
        guard !names.isEmpty else { return ["adsvault --help lists no commands"] }
        return names.filter { !commands.contains($0) }.map { "\($0) was not run" }
    }

    var byteCount: Int { pieces.reduce(0) { $0 + $1.contents.count } }

    private mutating func run(_ command: String, mayFail: Set<String> = []) throws {
        let words = command.split(separator: " ").map(String.init)
        let outcome = try machine.run(words)
        runs += 1
        // With 2 it is not there at all.
        if outcome.status != 2 { commands.insert(words[0]) }
        guard outcome.status == 0 || mayFail.contains(words[0]) else {
            throw Machine.Problem.fails("\(command) ends with \(outcome.status): \(outcome.messages)")
        }
        pieces.append(Piece(origin: "the answer of \(command)", contents: Data(outcome.answer.utf8)))
        pieces.append(Piece(origin: "the messages of \(command)", contents: Data(outcome.messages.utf8)))
        try keepFiles(of: command)
    }

    /// Runs a server until it says that it listens, and ends it.
    private mutating func serve(_ command: String) throws {
        let words = command.split(separator: " ").map(String.init)
        let output = try machine.emptyFile(Machine.answerName)
        let errors = try machine.emptyFile(Machine.messagesName)
        let server = try machine.start(words, output: output.fileDescriptor, errors: errors.fileDescriptor)
        let deadline = ContinuousClock.now + .seconds(60)
        while try machine.text(Machine.answerName).isEmpty, ContinuousClock.now < deadline { usleep(20_000) }
        server.send(SIGTERM)
        let status = try server.end()
        let (answer, messages) = (try machine.text(Machine.answerName), try machine.text(Machine.messagesName))
        guard !answer.isEmpty else { throw Machine.Problem.fails("\(command) ends with \(status): \(messages)") }
        runs += 1
        commands.insert(words[0])
        pieces.append(Piece(origin: "the answer of \(command)", contents: Data(answer.utf8)))
        pieces.append(Piece(origin: "the messages of \(command)", contents: Data(messages.utf8)))
        try keepFiles(of: command)
    }

    /// Has a refresh token exported, to know what to look for.
    private mutating func ask(_ name: String, as label: String) throws {
        let file = "asked/\(runs).json"
        try run("export \(name) --format adc-json --output \(file)")
        let exported = try JSONSerialization.jsonObject(with: Data(contentsOf: machine.path(file)))
        canaries["\(label)'s refresh token"] = text("refresh_token", in: exported)
    }

    private mutating func keepFiles(of command: String) throws {
        for name in try FileManager.default.subpathsOfDirectory(atPath: machine.folder.path) {
            let top = String(name.prefix { $0 != "/" })
            let path = machine.path(name).path
            guard !Self.asked.contains(top), !Self.outputs.contains(top) else { continue }
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
            let contents = try Data(contentsOf: URL(fileURLWithPath: path))
            pieces.append(Piece(origin: "\(name) after \(command)", contents: contents))
        }
    }

    private func line(of file: String) throws -> String {
        try machine.text(file).trimmingCharacters(in: .newlines)
    }

    /// The text under a key, however deep it lies; a secret that is not there is too short to be looked for.
    private func text(_ key: String, in json: Any) -> String {
        guard let object = json as? [String: Any] else { return "" }
        if let text = object[key] as? String { return text }
        return object.values.map { text(key, in: $0) }.first { !$0.isEmpty } ?? ""
    }
}
