import Foundation
import Glibc
import Testing

/// What can be seen of a run from outside, and what is left of it when it crashes.
@Suite struct ProcessTests {
    @Test func `a run catches no crash, dumps no core and makes files for its user alone`() async throws {
        let run = try await WaitingRun()
        let status = try run.proc("status")
        #expect(status["Umask"] == "0077")
        // Bit n - 1 is signal n: SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV (proc_pid_status(5)).
        let crashes = [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV].reduce(UInt64(0)) {
            $0 | 1 << ($1 - 1)
        }
        for mask in ["SigCgt", "SigIgn", "SigBlk"] {
            let signals = try #require(UInt64(status[mask] ?? "", radix: 16))
            #expect(signals & crashes == 0, "\(mask) \(String(signals, radix: 16))")
        }
        let limits = try String(decoding: run.read("limits"), as: UTF8.self)
        #expect(limits.contains(/Max core file size +0 +0/))
    }

    @Test(arguments: [SIGSEGV, SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGABRT, SIGQUIT])
    func `a crash says nothing and leaves nothing`(signal: Int32) async throws {
        let run = try await WaitingRun()
        let files = try run.files
        kill(run.process.processIdentifier, signal)
        run.process.waitUntilExit()
        #expect(run.process.terminationReason == .uncaughtSignal)
        #expect(run.process.terminationStatus == signal)
        #expect(try run.said == "")
        #expect(try run.files == files)
    }

    @Test func `nobody but root may look into a run, not even its own user`() async throws {
        // Of a process that lets nobody look, the files in /proc belong to root (proc(5)).
        let run = try await WaitingRun(asAnother: true)
        #expect(try run.owner(of: "mem") == 0)
        let other = try WaitingRun.start("/bin/sleep", ["60"], asAnother: true)
        defer { kill(other.processIdentifier, SIGKILL) }
        try await WaitingRun.wait { try WaitingRun.owner(of: "/proc/\(other.processIdentifier)/mem") != 0 }
    }

    @Test(.enabled(if: getuid() == 0, "takes what root may from a run, to reach the limit that others have"))
    func `where no memory can be locked, that is said once, and all else works`() async throws {
        try await withOperator { person, _ in
            let process = person.process([])
            process.executableURL = URL(filePath: "/usr/bin/setpriv")
            let limited = ["--inh-caps=-all", "--bounding-set=-all", "prlimit", "--memlock=0:0"]
            process.arguments = limited + [Operator.executable.path, "list"]
            let outcome = try await person.finish(process)
            #expect(outcome.status == 0)
            let words = "not all memory could be locked: secrets may reach swap"
            #expect(outcome.errors.split(separator: "\n").filter { $0 == words }.count == 1, "\(outcome.errors)")
            #expect(try await person.succeeds("list").errors.contains(words) == false)
        }
    }
}

/// A run that waits for its passphrase, which nobody writes.
private final class WaitingRun {
    let process: Process
    private let folder: URL
    private var writer: Int32 = -1

    init(asAnother: Bool = false) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "adsvault-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        let (pipe, program) = (folder.appending(path: "passphrase"), folder.appending(path: "adsvault"))
        try #require(unsafe mkfifo(pipe.path, 0o600) == 0)
        // Another user may not reach where it was built.
        try FileManager.default.copyItem(at: Operator.executable, to: program)
        for (url, permissions) in [(folder, 0o777), (pipe, 0o666), (program, 0o755)] {
            try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: url.path)
        }
        process = try Self.start(
            program.path,
            ["init", "--unlock", "passphrase", "--passphrase-file", pipe.path, "--vault", folder.path + "/vault.db"],
            asAnother: asAnother,
            errors: folder.appending(path: "errors")
        )
        // A pipe opens for writing once somebody reads it.
        try await Self.wait { [process] in
            try #require(process.isRunning)
            writer = unsafe open(pipe.path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
            return writer >= 0
        }
    }

    deinit {
        close(writer)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)  // The system clears its temporary folder in the end.
    }

    /// What it said on stderr.
    var said: String { get throws { try String(contentsOf: folder.appending(path: "errors"), encoding: .utf8) } }

    /// What lies in its folder.
    var files: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() } }

    /// The fields of one of its files in /proc.
    func proc(_ name: String) throws -> [String: String] {
        let lines = try String(decoding: read(name), as: UTF8.self).split(separator: "\n")
        let fields = lines.compactMap { line in line.firstIndex(of: ":").map { (line[..<$0], line[$0...].dropFirst()) }
        }
        return Dictionary(fields.map { (String($0), $1.trimmingCharacters(in: .whitespaces)) }) { first, _ in first }
    }

    func read(_ name: String) throws -> Data {
        let file = try FileHandle(forReadingFrom: URL(filePath: "/proc/\(process.processIdentifier)/\(name)"))
        return try file.readToEnd() ?? Data()
    }

    func owner(of name: String) throws -> Int {
        try Self.owner(of: "/proc/\(process.processIdentifier)/\(name)")
    }

    static func owner(of path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.ownerAccountID] as? Int)
    }

    /// Waits until `condition` holds, at most a minute.
    static func wait(until condition: () throws -> Bool) async throws {
        let limit = ContinuousClock.now + .seconds(60)
        while try !condition() {
            try #require(ContinuousClock.now < limit)
            await Task.yield()
        }
    }

    /// Starts a program; where root runs the tests, on demand as a user that is nobody else's.
    static func start(_ program: String, _ arguments: [String], asAnother: Bool, errors: URL? = nil) throws -> Process {
        let process = Process()
        let become = asAnother && getuid() == 0 ? ["/usr/bin/setpriv", "--reuid=61236", "--clear-groups"] : []
        let command = become + [program] + arguments
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = ["HOME": "/nonexistent", "PATH": "/usr/bin:/bin"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        if let errors {
            try Data().write(to: errors)
            process.standardError = try FileHandle(forWritingTo: errors)
        }
        process.currentDirectoryURL = errors?.deletingLastPathComponent()
        try process.run()
        return process
    }
}
