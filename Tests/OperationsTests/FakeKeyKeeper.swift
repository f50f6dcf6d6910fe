import Keyrings
import Sealing
import Synchronization

/// A kernel's keyring in memory, which can refuse.
final class FakeKeyKeeper: KeyKeeper {
    private struct State {
        var keys: [[UInt8]: [UInt8]] = [:]
        var times: [Duration] = []
        var trouble: KeyKeeperError?
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.keys.count } }
    /// How many of them are keys, and do not only say of a place which vault lies there.
    var keyCount: Int { state.withLock { $0.keys.values.count { $0.count > 16 } } }
    /// For how long keys were to be kept, in the order in which they came.
    var times: [Duration] { state.withLock { $0.times } }

    /// Answers everything with this from now on; nil lets it work.
    func fail(_ trouble: KeyKeeperError?) {
        state.withLock { $0.trouble = trouble }
    }

    /// Changes the keys that it keeps, and not what says of a place which vault lies there.
    func change(_ change: (inout [UInt8]) -> Void) {
        state.withLock { state in
            state.keys = state.keys.mapValues { key in
                guard key.count > 16 else { return key }
                var changed = key
                change(&changed)
                return changed
            }
        }
    }

    func keep(_ key: borrowing SecretBytes, vault: [UInt8], for time: Duration) throws(KeyKeeperError) {
        try check()
        let bytes = key.withBytes { $0.array }
        state.withLock { state in
            state.keys[vault] = bytes
            state.times.append(time)
        }
    }

    func lookup(vault: [UInt8]) throws(KeyKeeperError) -> SecretBytes? {
        try check()
        guard var key = state.withLock({ $0.keys[vault] }) else { return nil }
        return SecretBytes(wiping: &key)
    }

    func drop(vault: [UInt8]) throws(KeyKeeperError) -> Bool {
        try check()
        return state.withLock { $0.keys.removeValue(forKey: vault) } != nil
    }

    private func check() throws(KeyKeeperError) {
        if let trouble = state.withLock({ $0.trouble }) { throw trouble }
    }
}
