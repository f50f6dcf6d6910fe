import CPlatform
import Foundation
import Glibc
import Sealing

/// A program of the system that does what this one does not: `git`, `systemd-creds`.
struct OtherProgram {
    /// Its executable file.
    let path: String
    let arguments: [String]
    /// The variables that it sees.
    var environment: [String: String]
    /// Where it runs; nil for where this program does.
    var folder: String?
    /// Whether what it says on standard error is nobody's concern.
    var isQuiet = false
    /// How long it may say nothing, or go on after its last word.
    var patience = Duration.seconds(60)

    /// The program `name` with these arguments; nil where `PATH` has none. Of the variables it gets none of ours, and none
    /// that would lead git to another repository.
    init?(_ name: String, _ arguments: [String], in context: Context) {
        let folders = (context.environment["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
        guard let path = folders.map({ "\($0)/\(name)" }).first(where: Self.isProgram) else { return nil }
        self.path = path
        self.arguments = arguments
        environment = context.environment.variables.filter {
            !$0.key.hasPrefix("ADSVAULT_") && !$0.key.hasPrefix("GIT_")
        }
    }

    private static func isProgram(_ path: String) -> Bool {
        unsafe access(path, X_OK) == 0 && !FileStatus.isFolder(path)
    }

    /// Gives it `input`, hands over what it says piece by piece, and waits for its end.
    ///
    /// It inherits no descriptor but standard input, output and error. Should it hang, be interrupted, or `take` throw, it
    /// is killed.
    ///
    /// - Returns: its exit status; 128 and the signal that ended it.
    /// - Throws: `CommandFailure`; what `take` throws.
    func run(
        on input: borrowing SecretBytes,
        interruption: Interruption,
        _ take: (RawSpan) throws -> Void
    ) throws -> Int32 {
        var running = try RunningProgram(self)
        do {
            let isThrough = try running.converse(input, patience: patience, interruption: interruption, take)
            guard isThrough, let status = running.status(within: patience) else { throw failed("does not answer") }
            return status
        } catch {
            running.kill()
            throw error
        }
    }

    /// The same for a program that reads nothing and says little, of which the first 64 KiB are given.
    func answer(interruption: Interruption) throws -> (status: Int32, text: String) {
        var bytes: [UInt8] = []
        let status = try run(on: SecretBytes(byteCount: 0) { _ in }, interruption: interruption) { part in
            if bytes.count < 65_536 { bytes += part.array }
        }
        return (status, String(decoding: bytes, as: UTF8.self))
    }

    func failed(_ reason: String) -> CommandFailure {
        CommandFailure(.unexpected, code: "program_failed", "\(path) \(reason)")
    }
}
