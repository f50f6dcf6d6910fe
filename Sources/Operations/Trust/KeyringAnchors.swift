public import Keyrings
import Synchronization
public import Vault

extension AnchorPlace {
    /// The desktop's keyring as a place for the anchor of one vault.
    ///
    /// It is asked once a process when the vault is opened, and again before each raise. After it failed to take an
    /// anchor it is left alone: each call may take seconds, and the anchor is only left behind.
    ///
    /// - Parameters:
    ///   - label: what people see in the keyring.
    ///   - file: lends its lock, so that no process lowers what another one raised.
    public static func keyring(_ keyring: any KeyHolder, label: String, lockedBy file: AnchorFile?) -> AnchorPlace {
        let seen = SeenAnchor()
        return AnchorPlace(
            name: "the keyring",
            read: { vaultID in
                if let seen = seen.value { return seen.anchor }
                let anchor = try keyring.parsedAnchor(of: vaultID)
                seen.value = SeenAnchor.Value(anchor: anchor)
                return anchor
            },
            replace: { anchor, decide in
                guard !seen.hasFailed else { return }
                do {
                    try alone(file) {
                        let there = try keyring.parsedAnchor(of: anchor.vaultID)
                        guard decide(there) else { return }
                        try keyring.keep(anchor, label: label)
                        seen.value = SeenAnchor.Value(anchor: anchor)
                    }
                } catch {
                    seen.hasFailed = true
                    throw error
                }
            }
        )
    }

    private static func alone(_ file: AnchorFile?, _ body: () throws -> Void) throws {
        if let file { try file.locked("keyring.lock", body) } else { try body() }
    }
}

extension KeyHolder {
    fileprivate func parsedAnchor(of vaultID: [UInt8]) throws(VaultError) -> Anchor? {
        let line: String?
        do {
            line = try anchor(of: vaultID)
        } catch .notAKey {
            throw Self.unreadable
        } catch {
            throw .slotUnavailable(error.words)  // Out of reach, which says nothing of the anchor.
        }
        guard let line else { return nil }
        guard let anchor = Anchor(line: line), anchor.vaultID == vaultID else {
            throw Self.unreadable
        }
        return anchor
    }

    private static var unreadable: VaultError {
        .anchorUnusable("what the keyring holds as the anchor of this vault is not as it was written")
    }

    fileprivate func keep(_ anchor: Anchor, label: String) throws(VaultError) {
        do {
            try keepAnchor(anchor.line, of: anchor.vaultID, label: label)
        } catch {
            throw .anchorUnusable(error.words)
        }
    }
}

/// What this process knows of the keyring's anchor.
private final class SeenAnchor: Sendable {
    /// An anchor, or that there is none.
    struct Value {
        let anchor: Anchor?
    }

    private let state = Mutex<(value: Value?, hasFailed: Bool)>((nil, false))

    var value: Value? {
        get { state.withLock { $0.value } }
        set { state.withLock { $0.value = newValue } }
    }

    var hasFailed: Bool {
        get { state.withLock { $0.hasFailed } }
        set { state.withLock { $0.hasFailed = newValue } }
    }
}
