import CBench
import Glibc

/// A program that is run from its start to its end.
struct Program {
    let path: String

    /// Runs it; what it prints is lost. Foundation's Process would add its own waiting to the time.
    ///
    /// - Returns: the most memory that it had at a time, in bytes.
    @discardableResult
    func run(_ arguments: [String]) throws -> Int {
        let copies = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe copies.forEach { unsafe free($0) } }
        var kilobytes = 0
        let status = unsafe copies.withUnsafeBufferPointer { unsafe bench_run($0.baseAddress, &kilobytes) }
        guard status == 0 else {
            throw Bench.Failure.wrongAnswer("\(path) \(arguments.joined(separator: " ")): status \(status)")
        }
        return kilobytes * 1024
    }
}
