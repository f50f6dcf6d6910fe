import CPlatform
import Foundation
import Glibc

/// Ctrl-C and its relatives: a descriptor that becomes readable with the first of them and stays so.
struct Interruption: Sendable {
    private let descriptor: Int32

    /// The descriptor to watch; -1 for an interruption that never comes.
    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// What never comes.
    static let never = Interruption(descriptor: -1)

    /// What comes to this process, from the first use on.
    static let ofProcess = Interruption(descriptor: platform_catch_interrupts())

    /// Whether it has come.
    var hasCome: Bool {
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&watched, 1, 0) == 1
    }

    /// Waits until `source` has something to read or has ended. Throws `interrupted` where the interruption came first.
    func waitForInput(from source: Int32) throws(CommandFailure) {
        var watched = [
            pollfd(fd: source, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        ]
        repeat {
            let ready = unsafe poll(&watched, 2, -1)
            guard ready >= 0 || errno == EINTR else {
                throw CommandFailure(.unexpected, code: "input_failed", "cannot wait for input: \(systemMessage())")
            }
            if watched[1].revents != 0 { throw .interrupted }
        } while watched[0].revents == 0
    }

    /// Calls `action` when it comes, from a thread of its own.
    func whenItComes(_ action: @escaping @Sendable () -> Void) {
        guard descriptor >= 0 else { return }
        Thread.detachNewThread {
            // Waits for nothing else: a negative descriptor is never ready.
            do { try waitForInput(from: -1) } catch { action() }
        }
    }
}
