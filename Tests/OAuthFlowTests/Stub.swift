import Foundation
import Synchronization
import Testing

/// A script in the place of a browser, in a folder of its own that goes with it.
final class Stub: Sendable {
    let folder: String
    let path: String
    private let pipe: String

    init(_ script: String, name: String = "browser", interpreter: String = "/bin/sh") throws {
        folder = NSTemporaryDirectory() + "stub-\(UUID().uuidString)"
        path = "\(folder)/\(name)"
        pipe = "\(folder)/report"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        let path = path
        try Self.whileNobodyWrites {
            try "#!\(interpreter)\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        let status = unsafe mkfifo(pipe, 0o600)
        try #require(status == 0)
    }

    deinit {
        // A folder left behind in the temporary one does no harm.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Keeps scripts from being written while a process starts: it would inherit them open for writing, and what is
    /// open for writing cannot be run.
    static func whileNobodyWrites(_ body: () throws -> Void) rethrows {
        try spawning.withLock { _ in try body() }
    }

    private static let spawning = Mutex(())

    /// The lines that the script writes to `$REPORT`, when `start` starts it with this environment.
    func report(from start: ([String: String]) throws -> Void) throws -> [String] {
        let reader = Process()
        let output = Pipe()
        reader.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        reader.arguments = ["50", "cat", pipe]
        reader.standardOutput = output
        try Self.whileNobodyWrites {
            try reader.run()
            try start(["BROWSER": path, "PATH": "/usr/bin:/bin", "REPORT": pipe, "HOME": folder])
        }
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        reader.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
