import Foundation
import Glibc

/// A stand-in for Google on this machine, with accounts that say yes.
struct StandIn: Sendable {
    /// `http://127.0.0.1:40123`
    let address: String
    /// The OAuth client's file.
    let client: URL

    enum Problem: Error {
        case doesNotListen(String)
    }

    /// Runs `body` while the stand-in serves.
    static func serving<Answer>(
        _ trial: Trial,
        accounts: [String],
        _ body: (StandIn) async throws -> Answer
    ) async throws -> Answer {
        let client = trial.folder.appending(path: "client.json")
        let pipe = Pipe()
        let process = try RunningProcess(
            trial.sandbox,
            ["serve", "--write-client", client.path] + accounts.flatMap { ["--account", $0] },
            environment: ["PATH": "/usr/bin:/bin", "HOME": trial.folder.path],
            in: trial.folder,
            output: pipe.fileHandleForWriting.fileDescriptor,
            errors: STDERR_FILENO
        )
        try pipe.fileHandleForWriting.close()
        defer {
            process.send(SIGTERM)
            _ = process.reap()
        }
        var said = Data()
        while !said.contains(UInt8(ascii: "\n")), case let more = pipe.fileHandleForReading.availableData, !more.isEmpty
        {
            said += more
        }
        let line = String(decoding: said, as: UTF8.self)
        guard let address = line.split(separator: " ").last.map({ $0.trimmingCharacters(in: .newlines) }),
            address.hasPrefix("http")
        else { throw Problem.doesNotListen(line) }
        return try await body(StandIn(address: address, client: client))
    }
}
