import Foundation
import Glibc

/// A machine of its own for one person: a home, a passphrase file, a browser that says yes, and the real program.
struct Machine: Sendable {
    let folder: URL
    private let program: URL
    private let google: StandIn?
    /// Those of the vaults of this machine and its copies.
    let keys: KnownKeys

    /// The file with the passphrase, and the one with the passphrase that shall take its place.
    static let passphrase = "passphrase"
    static let newPassphrase = "new-passphrase"
    static let messagesName = "messages"
    static let answerName = "answer"

    /// What a run of the program left.
    struct Outcome: Sendable {
        /// The exit status, or the negative number of the signal that ended it.
        let status: Int32
        let answer: String
        let messages: String
        /// The calls that could change a file, where the run was watched.
        let points: [Point]
    }

    enum Problem: Error {
        case fails(String)
    }

    /// A new machine in a folder that is not there yet.
    init(_ trial: Trial, folder: URL, google: StandIn?) throws {
        self.folder = folder
        self.google = google
        keys = KnownKeys()
        program = trial.adsvault
        try FileManager.default.createDirectory(
            at: folder.appending(path: "home"),
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        try write(Self.passphrase, "made up for the torture\n")
        try write(Self.newPassphrase, "made up as well\n")
        try write("developer-token", "abcdefghijklmnopqrstuv\n")
        try write("google-ads.yaml", Self.configuration)
        if let google { try FileManager.default.copyItem(at: google.client, to: path("client.json")) }
    }

    private init(_ other: Machine, folder: URL) {
        self.folder = folder
        program = other.program
        google = other.google
        keys = other.keys
    }

    /// A file of Google's libraries with a token that is made up.
    private static let configuration = """
        developer_token: abcdefghijklmnopqrstuv
        client_id: 123456789012-madeup.apps.googleusercontent.com
        client_secret: GOCSPX-made-up-for-the-torture-00
        refresh_token: 1//03made-up-for-the-torture-abcdefghijklmnopqrstuvwxyz
        login_customer_id: 1234567890
        use_proto_plus: true

        """

    /// A machine with the same files, elsewhere.
    func copy(to folder: URL) throws -> Machine {
        try FileManager.default.copyItem(at: self.folder, to: folder)
        return Machine(self, folder: folder)
    }

    func remove() throws {
        try FileManager.default.removeItem(at: folder)
    }

    func path(_ name: String) -> URL { folder.appending(path: name) }

    /// Writes a file that only its owner can read.
    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: path(name))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path(name).path)
    }

    /// Runs `adsvault` to its end, with more variables than its environment has anyway.
    @discardableResult
    func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Outcome {
        try outcome { output, errors in
            (try start(arguments, environment: environment, output: output, errors: errors).end(), [])
        }
    }

    /// Runs `adsvault` to its end, follows what it does to files, and has something go wrong at one point.
    func watch(_ arguments: [String], _ injection: Injection? = nil) throws -> Outcome {
        try outcome { output, errors in
            try start(arguments, output: output, errors: errors, isWatched: true).follow(injection)
        }
    }

    /// Runs what must succeed, and gives its answer.
    @discardableResult
    func succeed(_ arguments: [String]) throws -> String {
        let outcome = try run(arguments)
        guard outcome.status == 0 else {
            throw Problem.fails("\(arguments.joined(separator: " ")) ends with \(outcome.status): \(outcome.messages)")
        }
        return outcome.answer
    }

    /// Starts `adsvault`.
    func start(
        _ arguments: [String],
        environment more: [String: String] = [:],
        output: Int32,
        errors: Int32,
        isWatched: Bool = false
    ) throws -> RunningProcess {
        try RunningProcess(
            program,
            arguments,
            environment: environment.merging(more) { $1 },
            in: folder,
            output: output,
            errors: errors,
            isWatched: isWatched
        )
    }

    private func outcome(_ run: (Int32, Int32) throws -> (Int32, [Point])) throws -> Outcome {
        let output = try emptyFile(Self.answerName)
        let errors = try emptyFile(Self.messagesName)
        let (status, points) = try run(output.fileDescriptor, errors.fileDescriptor)
        return Outcome(
            status: status,
            answer: try text(Self.answerName),
            messages: try text(Self.messagesName),
            points: points
        )
    }

    /// An empty file to write to.
    func emptyFile(_ name: String) throws -> FileHandle {
        try write(name, "")
        return try FileHandle(forWritingTo: path(name))
    }

    func text(_ name: String) throws -> String {
        try String(contentsOf: path(name), encoding: .utf8)
    }

    /// The names of what lies in its folder.
    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
    }

    private var environment: [String: String] {
        var variables = [
            "HOME": path("home").path, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TMPDIR": folder.path,
            "ADSVAULT_PASSPHRASE_FILE": path(Self.passphrase).path,
            "BROWSER": "curl --silent --location --noproxy * --max-time 30",
        ]
        if let google { variables["ADSVAULT_GOOGLE_URL"] = google.address }
        return variables
    }
}
