import CPlatform
import Dispatch
import Glibc
import Synchronization

/// Waits for a turn on a thread of its own: the kernel wakes those that wait one after the other, where many that look again
/// and again would keep each other from working.
final class TurnWait: Sendable {
    private let place: Int64
    /// A descriptor of the same open file, so that the lock is the turn's too, and goes with both of them.
    private let descriptor: Int32
    private let state = Mutex(State.new)

    private enum State {
        case new
        case waiting(@Sendable (Bool) -> Void)
        case over
    }

    /// A wait for the byte at `place`, not begun yet.
    init(at place: Int64, of descriptor: Int32) {
        self.place = place
        self.descriptor = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Has `answer` told once whether the turn was had within `limit`.
    func begin(within limit: Duration, _ answer: @escaping @Sendable (Bool) -> Void) {
        let isOver = state.withLock { state in
            guard case .new = state else { return true }
            state = .waiting(answer)
            return false
        }
        guard !isOver else { return answer(false) }
        // Whoever has given up leaves this thread behind: it lets the turn go as soon as it gets it.
        DispatchQueue.global().async { self.end(platform_wait_byte(self.descriptor, self.place) == 0) }
        DispatchQueue.global().asyncAfter(deadline: .now() + limit / .seconds(1)) { [weak self] in self?.end(false) }
    }

    /// Ends the wait, where it is not over yet.
    func end(_ isTaken: Bool) {
        let answer: (@Sendable (Bool) -> Void)? = state.withLock { state in
            defer { state = .over }
            guard case .waiting(let answer) = state else { return nil }
            return answer
        }
        answer?(isTaken)
    }
}
