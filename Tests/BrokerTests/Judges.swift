import Foundation
import NIOPosix

/// The libraries of Google's, which alone can say whether the server is one that they take tokens from.
enum Judges {
    /// Whether Python's libraries are here or can be got; a script that fails for any other reason fails the tests.
    static let canBeInstalled = installed?.status != 69
    /// The Python that has them.
    static let python = installed?.status == 0 ? installed?.lines.first : nil

    // nil where the script did not even start: then there is no Python, and every test that asks for one fails.
    private static let installed = try? runAndWait(root.appending(path: "Scripts/python-judges").path, [], nil)
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        .standardizedFileURL

    /// What a program left behind.
    struct Outcome: Sendable {
        var status: Int32
        var output: Data

        var lines: [String] {
            String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
        }
    }

    /// Runs a program to its end, its errors going where the tests' errors go. It is waited for on a thread that the
    /// server which it speaks to can do without.
    static func run(
        _ program: String,
        _ arguments: [String],
        environment: [String: String]? = nil
    ) async throws -> Outcome {
        try await NIOThreadPool.singleton.runIfActive { try runAndWait(program, arguments, environment) }
    }

    private static func runAndWait(
        _ program: String,
        _ arguments: [String],
        _ environment: [String: String]?
    ) throws -> Outcome {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: data)
    }
}
