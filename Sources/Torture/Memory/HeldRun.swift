import Foundation

/// A run of the program that comes no further than its answer, which nobody takes: the pipe is full.
final class HeldRun {
    private let run = Process()
    private let answer = Pipe()
    private let messages: URL

    /// Starts the program in a home of its own, with nothing else of this environment.
    init(_ program: URL, _ arguments: [String], home: URL) throws {
        messages = home.appending(path: "messages-\(UUID().uuidString)")
        try Data().write(to: messages)
        try Self.fill(answer.fileHandleForWriting.fileDescriptor)
        run.executableURL = program
        run.arguments = arguments
        run.currentDirectoryURL = home
        run.environment = ["HOME": home.path, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
        run.standardInput = FileHandle.nullDevice
        run.standardOutput = answer.fileHandleForWriting
        run.standardError = try FileHandle(forWritingTo: messages)
        try run.run()
    }

    deinit {
        kill(run.processIdentifier, SIGKILL)
        run.waitUntilExit()
    }

    var process: Int32 { run.processIdentifier }

    /// Waits until the program writes its answer, and with that has closed its vault.
    func waitForAnswer() async throws {
        try await wait { isWritingAnswer }
    }

    /// Waits until `condition` holds.
    func wait(until condition: () throws -> Bool) async throws {
        let limit = ContinuousClock.now + .seconds(60)
        while try !condition() {
            guard run.isRunning else {
                throw Unexpected("it ended with \(run.terminationStatus): \(said)")
            }
            guard ContinuousClock.now < limit else { throw Unexpected("it does not come to its answer: \(said)") }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    struct Unexpected: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) {
            self.description = description
        }
    }

    private var said: String {
        (try? String(contentsOf: messages, encoding: .utf8)) ?? ""  // Why is a comfort, not the finding.
    }

    /// Whether a thread is in write(2) on stdout (proc_pid_syscall(5)).
    private var isWritingAnswer: Bool {
        #if arch(x86_64)
            let write = "1"
        #else
            let write = "64"
        #endif
        let tasks = "/proc/\(process)/task"
        // A thread or the process may end while it is looked at.
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
        return threads.contains { thread in
            let call = try? String(contentsOfFile: "\(tasks)/\(thread)/syscall", encoding: .utf8)
            return call?.hasPrefix("\(write) 0x1 ") == true
        }
    }

    /// Leaves no room in a pipe.
    private static func fill(_ pipe: Int32) throws {
        let flags = fcntl(pipe, F_GETFL)
        guard fcntl(pipe, F_SETFL, flags | O_NONBLOCK) == 0 else { throw Unexpected("the pipe cannot be filled") }
        let page = [UInt8](repeating: 0, count: 4096)
        while unsafe write(pipe, page, page.count) > 0 {}
        guard fcntl(pipe, F_SETFL, flags) == 0 else { throw Unexpected("the pipe cannot be filled") }
    }
}
