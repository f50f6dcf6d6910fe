import Foundation

/// The programs that load what adsvault exports, which alone can say whether it is right.
enum Judges {
    /// Whether Python's loaders are here or can be got; a script that fails for any other reason fails the tests.
    static let canBeInstalled = installed?.status != 69
    /// The Python that has them.
    static let python = installed?.status == 0 ? installed?.lines.first : nil

    // nil where the script did not even start: then there is no Python, and every test that asks for one fails.
    private static let installed = try? run(root.appending(path: "Scripts/python-judges").path, [])
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        .standardizedFileURL

    /// Where a program is, as a shell would find it; nil where it is not.
    static func program(_ name: String) -> String? {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// What a program left behind.
    struct Outcome {
        var status: Int32
        var output: Data

        var lines: [String] { String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init) }
    }

    /// Runs a program to its end, its errors going where the tests' errors go.
    static func run(_ program: String, _ arguments: [String]) throws -> Outcome {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: data)
    }
}
