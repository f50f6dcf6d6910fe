import Sealing
import Synchronization
import Vault

/// The root keys of vaults that were opened here by a passphrase. Argon2id takes longer than all else of a case; that the
/// passphrase opens the vault is for the real program to show.
final class KnownKeys: Sendable {
    private let keys = Mutex<[[UInt8]: [Kept]]>([:])

    /// One key, which cases on several threads use.
    private final class Kept: Sendable {
        let key: KeptKey

        init(_ key: consuming KeptKey) {
            self.key = key
        }
    }

    /// The vault in `store`, opened by a key that is known, else by `secret`.
    func open(_ store: any VaultStore, with secret: borrowing SlotSecret, surroundings: Surroundings) throws -> Vault {
        let vaultID = try Vault.slots(in: store).vaultID
        for kept in keys.withLock({ $0[vaultID] ?? [] }) {
            // A newer epoch's vault takes another key, which may be known or not.
            if let vault = try? Vault.open(store, with: kept.key, surroundings: surroundings) { return vault }
        }
        let vault = try Vault.open(store, with: secret, surroundings: surroundings)
        let kept = Kept(vault.keptKey(until: surroundings.now()))
        keys.withLock { if $0[vaultID, default: []].count < 4 { $0[vaultID, default: []].append(kept) } }
        return vault
    }
}
