import Foundation
import Glibc
import Testing

/// A run that goes on while the test looks at it. What it starts must end with it.
final class Running {
    let process: Process
    private let output: URL
    private let errors: URL

    /// Starts `adsvault` with these arguments.
    convenience init(_ person: Operator, _ arguments: String..., environment: [String: String] = [:]) throws {
        try self.init(person, person.process(arguments, environment))
    }

    /// Starts a process of this person's.
    init(_ person: Operator, _ process: Process) throws {
        self.process = process
        let name = "running-\(UUID().uuidString)"
        (output, errors) = (person.path(name + ".out"), person.path(name + ".err"))
        for file in [output, errors] { try Data().write(to: file) }
        let handles = [try FileHandle(forWritingTo: output), try FileHandle(forWritingTo: errors)]
        (process.standardOutput, process.standardError) = (handles[0], handles[1])
        try process.run()
        for handle in handles { try handle.close() }
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// What it printed so far.
    var printed: String { get throws { try String(contentsOf: output, encoding: .utf8) } }
    /// What it said on stderr so far.
    var said: String { get throws { try String(contentsOf: errors, encoding: .utf8) } }

    /// Waits until it has printed a text; gives all that it printed.
    @discardableResult
    func prints(_ text: String) async throws -> String {
        try await eventually { try self.printed.contains(text) }
        return try printed
    }

    /// Sends it a signal, and nobody else.
    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Its status, once it has ended.
    func end() async throws -> Int32 {
        try await eventually { !self.process.isRunning }
        return process.terminationStatus
    }
}

/// Waits until `condition` holds, at most a minute.
func eventually(_ condition: () async throws -> Bool) async throws {
    let limit = ContinuousClock.now + .seconds(60)
    while try await !condition() {
        try #require(ContinuousClock.now < limit)
        await Task.yield()
    }
}
