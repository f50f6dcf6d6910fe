import Keyrings
import Sealing
import Synchronization

/// A keyring that is open, and holds its keys in memory.
final class MemoryKeyring: KeyHolder {
    private let keys = Mutex<[[UInt8]: [UInt8]]>([:])
    private let anchors = Mutex<[[UInt8]: String]>([:])

    var count: Int { keys.withLock { $0.count } }

    /// Puts other keys in the place of those there are.
    func spoil() {
        keys.withLock { keys in
            for slot in keys.keys { keys[slot] = [UInt8](repeating: 1, count: 32) }
        }
    }

    func availability() throws(KeyringError) -> KeyringAvailability { .ready }

    func store(_ secret: borrowing SecretBytes, vault: [UInt8], slot: [UInt8], label: String) throws(KeyringError) {
        let key = secret.withBytes { $0.array }
        keys.withLock { $0[vault + slot] = key }
    }

    func lookup(vault: [UInt8], slot: [UInt8]) throws(KeyringError) -> SecretBytes? {
        guard var key = keys.withLock({ $0[vault + slot] }) else { return nil }
        return SecretBytes(wiping: &key)
    }

    func clear(vault: [UInt8], slot: [UInt8]) throws(KeyringError) -> Bool {
        keys.withLock { $0.removeValue(forKey: vault + slot) } != nil
    }

    func anchor(of vault: [UInt8]) throws(KeyringError) -> String? { anchors.withLock { $0[vault] } }

    func keepAnchor(_ line: String, of vault: [UInt8], label: String) throws(KeyringError) {
        anchors.withLock { $0[vault] = line }
    }
}
