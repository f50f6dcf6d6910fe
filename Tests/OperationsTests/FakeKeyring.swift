import Keyrings
import Sealing
import Synchronization

/// A keyring in memory, which can be locked or away.
final class FakeKeyring: KeyHolder {
    private struct State {
        var keys: [[UInt8]: [UInt8]] = [:]
        var anchors: [[UInt8]: String] = [:]
        var trouble: KeyringError?
        var anchorTrouble: KeyringError?
        var anchorCalls = 0
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.keys.count } }

    /// Answers everything with this from now on; nil lets it work.
    func fail(_ trouble: KeyringError?) {
        state.withLock { $0.trouble = trouble }
    }

    /// Answers everything about anchors with this from now on; nil lets it work.
    func failAnchors(_ trouble: KeyringError?) {
        state.withLock { $0.anchorTrouble = trouble }
    }

    /// The anchors by vault, as lines.
    var anchors: [[UInt8]: String] {
        get { state.withLock { $0.anchors } }
        set { state.withLock { $0.anchors = newValue } }
    }

    /// How often something about anchors was asked.
    var anchorCalls: Int { state.withLock { $0.anchorCalls } }

    /// Puts other keys in the place of those there are.
    func spoil() {
        state.withLock { state in
            for slot in state.keys.keys { state.keys[slot] = [UInt8](repeating: 1, count: 32) }
        }
    }

    func availability() throws(KeyringError) -> KeyringAvailability { .ready }

    func store(
        _ secret: borrowing SecretBytes,
        vault: [UInt8],
        slot: [UInt8],
        label: String
    ) throws(KeyringError) {
        try check()
        let key = secret.withBytes { $0.array }
        state.withLock { $0.keys[vault + slot] = key }
    }

    func lookup(vault: [UInt8], slot: [UInt8]) throws(KeyringError) -> SecretBytes? {
        try check()
        guard var key = state.withLock({ $0.keys[vault + slot] }) else { return nil }
        return SecretBytes(wiping: &key)
    }

    func clear(vault: [UInt8], slot: [UInt8]) throws(KeyringError) -> Bool {
        try check()
        return state.withLock { $0.keys.removeValue(forKey: vault + slot) } != nil
    }

    func anchor(of vault: [UInt8]) throws(KeyringError) -> String? {
        try checkAnchors()
        return state.withLock { $0.anchors[vault] }
    }

    func keepAnchor(_ line: String, of vault: [UInt8], label: String) throws(KeyringError) {
        try checkAnchors()
        state.withLock { $0.anchors[vault] = line }
    }

    private func checkAnchors() throws(KeyringError) {
        let trouble = state.withLock { state in
            state.anchorCalls += 1
            return state.anchorTrouble
        }
        if let trouble { throw trouble }
        try check()
    }

    private func check() throws(KeyringError) {
        if let trouble = state.withLock({ $0.trouble }) { throw trouble }
    }
}
