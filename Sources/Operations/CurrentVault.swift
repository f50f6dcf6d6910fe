import Synchronization
import Vault

/// The vault of a session, opened anew where another process gave it a new key meanwhile.
final class CurrentVault: Sendable {
    private let opened: Mutex<Vault>
    private let reopen: (@Sendable () throws -> Vault)?

    init(_ vault: Vault, reopen: (@Sendable () throws -> Vault)?) {
        opened = Mutex(vault)
        self.reopen = reopen
    }

    var vault: Vault { opened.withLock { $0 } }

    /// The vault under its newest key. Of several tasks that met the new key, one opens it for all.
    ///
    /// - Throws: `VaultError.rekeyed` where nothing opens it, or another vault lies there; what `reopen` throws.
    func renewed(after outdated: Vault) throws -> Vault {
        guard let reopen else { throw VaultError.rekeyed }
        return try opened.withLock { vault in
            guard vault === outdated else { return vault }
            let fresh = try reopen()
            guard fresh.vaultID == outdated.vaultID else { throw VaultError.rekeyed }
            vault = fresh
            return fresh
        }
    }
}

extension Session {
    /// Runs `body` on the vault, and once more under its new key where it got one since it was opened. For what exists
    /// nowhere but here: a token that Google has just given.
    ///
    /// What `body` compares or stores of a fingerprint, it takes under the key that it is given.
    func underNewestKey<Answer>(_ body: (Vault) throws -> Answer) throws -> Answer {
        let opened = vault
        do {
            return try body(opened)
        } catch VaultError.rekeyed {
            return try body(current.renewed(after: opened))
        }
    }
}
