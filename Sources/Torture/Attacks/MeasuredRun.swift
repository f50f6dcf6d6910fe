import Foundation
import Synchronization

/// Runs of the real program on one machine, whose end and memory are measured.
struct MeasuredRun: Sendable {
    /// What a run left.
    struct Outcome: Sendable {
        /// The exit status, the negative number of the signal that ended it, or `hung`.
        let status: Int32
        let output: String
        let errors: String
        /// The most memory it ever had.
        let peakKiB: Int
    }

    static let hung: Int32 = 1000

    private let program: URL
    private let home: URL

    init(_ trial: Trial, _ home: URL) {
        program = trial.adsvault
        self.home = home
    }

    /// Runs `adsvault` to its end, with no terminal and no desktop session.
    func run(_ arguments: [String], _ secret: Attack.Secret = .recoveryCode) throws -> Outcome {
        let (measure, output, errors) = (file("measure"), file("output"), file("errors"))
        for file in [output, errors] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-I", "-c", Self.launcher, measure.path, program.path] + arguments
        process.environment = [
            "HOME": home.path, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8",
            "ADSVAULT_PASSPHRASE_FILE": home.appending(path: secret.rawValue).path,
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        let figures = try String(contentsOf: measure, encoding: .utf8).split(separator: " ").compactMap { Int($0) }
        return Outcome(
            status: Int32(figures.first ?? 1),
            output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8),
            peakKiB: figures.last ?? 0
        )
    }

    private func file(_ name: String) -> URL { home.appending(path: "run-\(name)") }

    /// A small program in between: the kernel counts what a process had before exec, and this one here has too much.
    private static let launcher = """
        from os import wait4, waitstatus_to_exitcode
        from signal import SIGALRM, alarm, signal
        from subprocess import Popen
        from sys import argv
        child = Popen(argv[2:])
        hung = []
        signal(SIGALRM, lambda *_: (hung.append(True), child.kill()))
        alarm(60)
        _, status, usage = wait4(child.pid, 0)
        code = \(hung) if hung else waitstatus_to_exitcode(status)
        open(argv[1], "w").write(f"{code} {usage.ru_maxrss}")
        """
}

/// The most memory that refusals took.
final class Peaks: Sendable {
    private let most = Mutex((kibibytes: 0, attack: ""))

    func add(_ kibibytes: Int, _ attack: String) {
        most.withLock { if kibibytes > $0.kibibytes { $0 = (kibibytes, attack) } }
    }

    var words: String { most.withLock { "\($0.kibibytes >> 10) MiB (\($0.attack))" } }
}
