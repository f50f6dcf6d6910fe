import NIOCore
import Synchronization

/// The connections that are served, so many at once: where all seats are taken, the connection that has lain idle longest
/// makes room.
final class Seats: Sendable {
    private struct Seat {
        let channel: any Channel
        var lastUse: UInt64
        var isBusy = false
    }

    private struct State {
        var seats: [ObjectIdentifier: Seat] = [:]
        var uses: UInt64 = 0
    }

    private let count: Int
    private let state = Mutex(State())

    init(_ count: Int) {
        self.count = count
    }

    /// Seats a connection, and closes the one that makes room for it; false where all others wait for an answer.
    func take(_ channel: any Channel) -> Bool {
        let (isSeated, idle): (Bool, (any Channel)?) = state.withLock { state in
            var idle: (any Channel)?
            if state.seats.count >= count {
                let longest = state.seats.filter { !$0.value.isBusy }.min { $0.value.lastUse < $1.value.lastUse }
                guard let longest else { return (false, nil) }
                idle = state.seats.removeValue(forKey: longest.key)?.channel
            }
            state.uses += 1
            state.seats[ObjectIdentifier(channel)] = Seat(channel: channel, lastUse: state.uses)
            return (true, idle)
        }
        idle?.close(promise: nil)
        return isSeated
    }

    /// Notes that a request of a connection is being answered, or was.
    func use(_ channel: any Channel, isBusy: Bool) {
        state.withLock { state in
            state.uses += 1
            state.seats[ObjectIdentifier(channel)]?.lastUse = state.uses
            state.seats[ObjectIdentifier(channel)]?.isBusy = isBusy
        }
    }

    /// Frees the seat of a connection.
    func leave(_ channel: any Channel) {
        _ = state.withLock { $0.seats.removeValue(forKey: ObjectIdentifier(channel)) }
    }
}
