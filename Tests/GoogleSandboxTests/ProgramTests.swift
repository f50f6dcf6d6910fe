import Foundation
import Testing

@testable import GoogleSandbox

/// The program of its own, as a script starts it.
@Suite struct ProgramTests {
    @Test func `the program announces itself, writes its files and ends on SIGTERM`() throws {
        try withFolder { folder in
            let client = folder.appending(path: "client.json")
            let line = try serve(["--account", "ann@example.com", "--write-client", client.path], in: folder)
            let port = try String(contentsOf: folder.appending(path: "port"), encoding: .utf8)
            #expect(line == "GoogleSandbox on http://127.0.0.1:\(port)")
            #expect(try String(contentsOf: client, encoding: .utf8).hasPrefix("{\"installed\":{"))
        }
    }

    @Test func `the program writes the key of a service account`() throws {
        try withFolder { folder in
            let file = folder.appending(path: "key.json")
            let email = "ads@p-1.iam.gserviceaccount.com"
            _ = try serve(
                ["--service-account", email, "--write-service-account", file.path, "--project", "p-1"],
                in: folder
            )
            let key = try #require(JSON(text: Data(contentsOf: file)))
            #expect(key["client_email"] == .string(email) && key["project_id"] == "p-1")
        }
    }

    @Test func `the program writes the tokens and the truth of a scenario`() throws {
        try withFolder { folder in
            let file = folder.appending(path: "scenario.json")
            _ = try serve(["--accounts", "20", "--customers", "90", "--write-scenario", file.path], in: folder)
            let decoder = JSONDecoder()
            decoder.dateDecodingStrategy = .iso8601
            let scenario = try decoder.decode(Scenario.self, from: Data(contentsOf: file))
            #expect(scenario.credentials.count == 20)
            #expect(Set(scenario.credentials.map(\.cause)) == Set(Scenario.Cause.allCases))
        }
    }

    /// Starts the program with these options, ends it, and answers what it said.
    private func serve(_ options: [String], in folder: URL) throws -> String {
        let program = Process()
        let output = Pipe()
        program.executableURL = URL(filePath: CommandLine.arguments[0])
            .deletingLastPathComponent().appending(path: "GoogleSandbox")
        program.arguments = ["serve", "--port-file", folder.appending(path: "port").path] + options
        program.standardOutput = output
        try program.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        program.terminate()
        program.waitUntilExit()
        #expect(program.terminationReason == .exit)
        #expect(program.terminationStatus == 0)
        return line
    }

    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
        try body(folder)
    }
}
