import Synchronization

/// How many calls are under way at once, whoever makes them: those of a task and of its children share it. Who has to wait
/// goes in the order of coming, and its own time limit begins when it goes.
public final class CallLimit: Sendable {
    /// The limit that holds for this task and its children; nil where none does.
    @TaskLocal public static var current: CallLimit?

    private struct Line {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
        var first = 0
    }

    private let line: Mutex<Line>

    /// A limit of `count` calls, at least one.
    public init(_ count: Int) {
        line = Mutex(Line(free: max(1, count)))
    }

    /// A place among the calls under way, once there is one, until the answer goes.
    func place() async -> Place {
        await withCheckedContinuation { continuation in
            let isFree = line.withLock { line in
                guard line.free == 0 else {
                    line.free -= 1
                    return true
                }
                line.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
        return Place(limit: self)
    }

    fileprivate func leave() {
        let next: CheckedContinuation<Void, Never>? = line.withLock { line in
            guard line.first < line.waiting.count else {
                line.free += 1
                return nil
            }
            defer { line.first += 1 }
            if line.first > 1000 {
                line.waiting.removeFirst(line.first)
                line.first = 0
            }
            return line.waiting[line.first]
        }
        next?.resume()
    }

    /// Given back when it goes.
    struct Place: ~Copyable {
        fileprivate let limit: CallLimit

        deinit {
            limit.leave()
        }
    }
}
