import CPlatform
import Foundation
import Glibc
import Sealing
import Synchronization

/// What a command ended with, which adsvault ends with too: its own status, or 128 and the number of a signal.
struct ChildEnd: Error, Equatable {
    let code: Int32
}

/// A command that is run for the caller: in the caller's process group, at its terminal, and with what it was started with.
final class Child: Sendable {
    private let command: [String]
    private let environment: Mutex<SecretBytes?>
    private let deathSignal: Int32

    /// A command that has not started.
    ///
    /// - Parameters:
    ///   - environment: its variables, `NAME=value`, each ended by a zero byte; wiped once it has them.
    ///   - endsWithUs: whether it gets SIGTERM when this process dies before it.
    init(_ command: [String], environment: consuming SecretBytes, endsWithUs: Bool) {
        self.command = command
        self.environment = Mutex(environment)
        deathSignal = endsWithUs ? SIGTERM : 0
    }

    /// Runs it to its end, once.
    func run(unless interruption: Interruption) async throws(CommandFailure) -> ChildEnd {
        guard !interruption.hasCome else { throw .interrupted }
        let outcome = await withCheckedContinuation { continuation in
            // The kernel takes the end of the thread that started a child for the end of its parent (prctl(2)), and threads
            // of a pool come and go.
            Thread.detachNewThread { continuation.resume(returning: self.runAndWait(unless: interruption)) }
        }
        return try outcome.get()
    }

    private func runAndWait(unless interruption: Interruption) -> Result<ChildEnd, CommandFailure> {
        let process = start()
        guard process > 0 else { return .failure(.cannotRun(command[0], errno)) }
        // What came before signals were passed on was meant for both.
        if interruption.hasCome { kill(process, SIGTERM) }
        let code = platform_wait_child(process)
        guard code >= 0 else {
            let reason = "cannot wait for \(command[0]): \(systemMessage())"
            return .failure(CommandFailure(.unexpected, code: "wait_failed", reason))
        }
        return .success(ChildEnd(code: code))
    }

    private func start() -> pid_t {
        let words = command.map { $0 + "\0" }.joined()
        guard let variables = environment.withLock({ $0.take() }) else { preconditionFailure("a command runs once") }
        return variables.withBytes { variables in
            unsafe variables.withUnsafeBytes { variables in
                unsafe platform_start_child(
                    words,
                    words.utf8.count,
                    variables.baseAddress?.assumingMemoryBound(to: CChar.self),
                    variables.count,
                    ProcessStart.umaskBefore,
                    deathSignal
                )
            }
        }
    }
}

extension CommandFailure {
    /// A command that the system did not start, in the way of shells.
    fileprivate static func cannotRun(_ command: String, _ number: Int32) -> CommandFailure {
        switch number {
        case ENOENT, ENOTDIR:
            CommandFailure(.commandNotFound, code: "command_not_found", "the command '\(command)' was not found")
        default:
            CommandFailure(
                .commandNotRunnable,
                code: "command_not_runnable",
                "the command '\(command)' cannot be run: \(systemMessage(number))"
            )
        }
    }
}
