import Synchronization

/// How much came, and how much of it at once.
public struct TrafficCount: Sendable, Codable, Equatable {
    /// How many requests came, but those of the control interface.
    public internal(set) var total = 0
    /// How many have no answer yet.
    public internal(set) var underWay = 0
    /// How many there were at most without an answer at one time.
    public internal(set) var peak = 0
    /// How many came to each path; the number of a customer is written {id}.
    public internal(set) var byPath: [String: Int] = [:]
}

/// Counts requests from their arrival to their answer.
final class Traffic: Sendable {
    private let state = Mutex(TrafficCount())

    var count: TrafficCount { state.withLock { $0 } }

    func begin(_ path: String) {
        state.withLock { count in
            count.total += 1
            count.underWay += 1
            count.peak = max(count.peak, count.underWay)
            count.byPath[path, default: 0] += 1
        }
    }

    func end() { state.withLock { $0.underWay -= 1 } }

    /// Counts anew; what is under way stays so.
    func forget() {
        state.withLock { $0 = TrafficCount(underWay: $0.underWay, peak: $0.underWay) }
    }
}
