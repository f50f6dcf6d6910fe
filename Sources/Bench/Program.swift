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
        launcher.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
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

    /// The option by which this program is such a launcher.
    static let peakOption = "--peak"

    /// Runs it.
    ///
    /// - Returns: the most memory that it, or this process at its start, had at a time.
    func kilobytes(running arguments: [String]) throws -> Int {
        let copies = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe copies.forEach { unsafe free($0) } }
        var kilobytes = 0
        let status = unsafe copies.withUnsafeBufferPointer { unsafe bench_run($0.baseAddress, &kilobytes) }
        guard status == 0 else {
            throw Bench.Failure.wrongAnswer("\(path) \(arguments.joined(separator: " ")): status \(status)")
        }
        return kilobytes
    }
}
