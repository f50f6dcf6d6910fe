public import Sealing

/// What keeps a vault's key for a while, so that commands in every shell of its user find it: the kernel's keyring.
///
/// Vaults go by their 16 bytes. Nothing here waits or asks.
public protocol KeyKeeper: Sendable {
    /// Keeps `key`, of at most 256 bytes, for `time` in whole seconds, in place of what was kept for the vault.
    func keep(_ key: borrowing SecretBytes, vault: [UInt8], for time: Duration) throws(KeyKeeperError)

    /// What is kept for a vault now; nil where that is nothing, or its time is over.
    func lookup(vault: [UInt8]) throws(KeyKeeperError) -> SecretBytes?

    /// Drops what is kept for a vault; false where there was nothing.
    @discardableResult
    func drop(vault: [UInt8]) throws(KeyKeeperError) -> Bool
}

/// Why the kernel keeps no key. No case carries a secret.
public enum KeyKeeperError: Error, Equatable {
    /// It has no keyrings, or a container hides them.
    case absent
    /// It may not be asked: what filters a container's system calls forbids it, or a security module.
    case forbidden
    /// This user's keys have used up what the kernel allows them (`/proc/sys/kernel/keys`).
    case full
    /// It refused, in the system's words.
    case refused(String)
}
