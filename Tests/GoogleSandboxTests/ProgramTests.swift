import Foundation
import Testing

/// The program of its own, as a script starts it.
@Suite struct ProgramTests {
    @Test func `the program announces itself, writes its files and ends on SIGTERM`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }

        let program = Process()
        let output = Pipe()
        program.executableURL = URL(filePath: CommandLine.arguments[0])
            .deletingLastPathComponent().appending(path: "GoogleSandbox")
        program.arguments = [
            "serve", "--account", "ann@example.com", "--write-client", folder.appending(path: "client.json").path,
            "--port-file", folder.appending(path: "port").path,
        ]
        program.standardOutput = output
        try program.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        let port = try String(contentsOf: folder.appending(path: "port"), encoding: .utf8)
        #expect(line == "GoogleSandbox on http://127.0.0.1:\(port)")
        let client = try String(contentsOf: folder.appending(path: "client.json"), encoding: .utf8)
        #expect(client.hasPrefix("{\"installed\":{"))

        program.terminate()
        program.waitUntilExit()
        #expect(program.terminationReason == .exit)
        #expect(program.terminationStatus == 0)
    }
}
