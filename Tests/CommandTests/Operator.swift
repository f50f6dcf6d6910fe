import Foundation
import Synchronization

@testable import GoogleSandbox

/// An operator at a machine of their own: a home in a temporary folder, a passphrase file, a stub of a browser, and the
/// real executable.
final class Operator: Sendable {
    static let passphrase = "canary-passphrase-Zx9 mit Umläuten"

    let folder: URL
    let sandbox: Sandbox
    private let runs = Mutex(0)

    init(sandbox: Sandbox) throws {
        self.sandbox = sandbox
        folder = FileManager.default.temporaryDirectory.appending(path: "adsvault-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "home"),
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        try write("passphrase", Self.passphrase + "\n")
        // A browser that follows where it is sent, and leaves no page behind.
        try write(
            "browser",
            "#!/bin/sh\nexec curl --silent --location --max-time 60 --output /dev/null \"$1\"\n",
            0o700
        )
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)  // The system clears its temporary folder in the end.
    }

    /// What a run of the executable left.
    struct Outcome: Sendable {
        let status: Int32
        let output: String
        let errors: String

        /// The answer as JSON.
        var json: Any? { try? JSONSerialization.jsonObject(with: Data(output.utf8)) }
        var object: [String: Any] { json as? [String: Any] ?? [:] }
        var array: [[String: Any]] { json as? [[String: Any]] ?? [] }
        /// The error object on the last line of stderr.
        var failure: [String: Any] {
            let line = errors.split(separator: "\n").last.map(String.init) ?? ""
            let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return object?["error"] as? [String: Any] ?? [:]
        }
    }

    /// Runs `adsvault` to its end, without a terminal. What it prints stays in the folder as well, for those who search
    /// all that was left.
    func adsvault(_ arguments: String..., environment: [String: String] = [:]) async throws -> Outcome {
        try await run(arguments, environment)
    }

    func run(_ arguments: [String], _ environment: [String: String] = [:]) async throws -> Outcome {
        try await finish(process(arguments, environment))
    }

    /// Runs a process to its end.
    func finish(_ process: Process) async throws -> Outcome {
        let number = runs.withLock { count in
            count += 1
            return count
        }
        let (output, errors) = (path("run-\(number).out"), path("run-\(number).err"))
        for file in [output, errors] { try Data().write(to: file) }
        let handles = [try FileHandle(forWritingTo: output), try FileHandle(forWritingTo: errors)]
        // A Process keeps its handles open for as long as this program runs. Nothing is written through them here, so that
        // no failure to close them matters.
        defer { for handle in handles { try? handle.close() } }
        (process.standardOutput, process.standardError) = (handles[0], handles[1])
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        return Outcome(
            status: process.terminationStatus,
            output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8)
        )
    }

    /// A run of `adsvault` that has not started.
    func process(_ arguments: [String], _ environment: [String: String] = [:]) -> Process {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = baseEnvironment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// Runs `adsvault` where no file grows beyond 2 KiB: answers fit, and every change of the vault fails as on a full
    /// disk.
    func runWithoutRoom(_ arguments: String...) async throws -> Outcome {
        try await runWithoutRoom(arguments)
    }

    func runWithoutRoom(_ arguments: [String]) async throws -> Outcome {
        let process = process([])
        process.executableURL = URL(filePath: "/bin/sh")
        let limited = "trap '' XFSZ; ulimit -f 4; exec \"$0\" \"$@\""
        process.arguments = ["-c", limited, Self.executable.path] + arguments
        return try await finish(process)
    }

    /// The same, but that the room is gone only when the browser opens.
    func runAndLoseRoom(_ arguments: String...) async throws -> Outcome {
        let process = process([], ["BROWSER": path("thief").path])
        process.executableURL = URL(filePath: "/bin/sh")
        let (number, browser) = (path("pid").path, path("browser").path)
        try write(
            "thief",
            "#!/bin/sh\nprlimit --pid \"$(cat '\(number)')\" --fsize=2048 && exec '\(browser)' \"$1\"\n",
            0o700
        )
        let watched = "trap '' XFSZ; echo $$ > '\(number)'; exec \"$0\" \"$@\""
        process.arguments = ["-c", watched, Self.executable.path] + arguments
        return try await finish(process)
    }

    /// A file in the operator's folder.
    func path(_ name: String) -> URL {
        folder.appending(path: name)
    }

    func write(_ name: String, _ text: String, _ permissions: Int = 0o600) throws {
        try Data(text.utf8).write(to: path(name))
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path(name).path)
    }

    /// Has the next consent given by an account.
    func consents(_ email: String, untick: [String] = []) async throws {
        var order = ConsentOrder()
        order.account = email
        order.untick = untick
        try await sandbox.google.orderConsent(order)
    }

    private var baseEnvironment: [String: String] {
        [
            "HOME": path("home").path, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8",
            "ADSVAULT_GOOGLE_URL": sandbox.baseURL, "ADSVAULT_PASSPHRASE_FILE": path("passphrase").path,
            "BROWSER": path("browser").path,
        ]
    }

    static let executable = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(
        path: "adsvault"
    )
}
