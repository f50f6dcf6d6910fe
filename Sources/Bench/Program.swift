import CBench
import Foundation
import Glibc

/// A program that is run from its start to its end.
struct Program {
    let path: String

    /// Runs it; what it prints is lost. Foundation's Process would add its own waiting to the time.
    func run(_ arguments: [String]) throws {
        _ = try kilobytes(running: arguments)
    }

    /// The most memory that it has at a time, in bytes. What starts a program counts as its memory as well, so that a new
    /// and small process starts it.
    func peak(_ arguments: [String]) throws -> Int {
        let launcher = Process()
        let output = Pipe()
        launcher.executableURL = URL(fileURLWithPath: Self.bench.path)
        launcher.arguments = [Self.peakOption, path] + arguments
        launcher.standardOutput = output
        try launcher.run()
        let answer = try output.fileHandleForReading.readToEnd() ?? Data()
        launcher.waitUntilExit()
        guard let kilobytes = Int(String(decoding: answer, as: UTF8.self)) else {
            throw Bench.Failure.wrongAnswer("peak of \(path)")
        }
        return kilobytes * 1024
    }

    /// This program.
    static var bench: Program { Program(path: URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path) }

    /// The option by which this program makes one bare commit.
    static let commitOption = "--commit"

    /// The option by which this program is such a launcher.
    static let peakOption = "--peak"

    /// Runs it as many times at once.
    func run(_ arguments: [String], times: Int) throws {
        let started = (0..<times).map { _ in start(arguments) }
        for child in started { _ = try kilobytes(of: child, arguments) }
    }

    /// Runs it.
    ///
    /// - Returns: the most memory that it, or this process at its start, had at a time.
    func kilobytes(running arguments: [String]) throws -> Int {
        try kilobytes(of: start(arguments), arguments)
    }

    private func start(_ arguments: [String]) -> pid_t {
        let copies = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe copies.forEach { unsafe free($0) } }
        return unsafe copies.withUnsafeBufferPointer { unsafe bench_start($0.baseAddress) }
    }

    private func kilobytes(of child: pid_t, _ arguments: [String]) throws -> Int {
        var kilobytes = 0
        let status = unsafe bench_wait(child, &kilobytes)
        guard status == 0 else {
            throw Bench.Failure.wrongAnswer("\(path) \(arguments.joined(separator: " ")): status \(status)")
        }
        return kilobytes
    }
}
