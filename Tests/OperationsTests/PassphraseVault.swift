import Credentials
import Foundation
import GoogleHTTP
import Keyrings
import OAuthFlow
import SQLiteStore
import Sealing
import Vault

@testable import Operations

/// A vault that the passphrase `first` opens, and without Google.
struct PassphraseVault {
    let folder: Folder
    let recoveryCode: String
    let store: FaultyStore

    init(recovery: Bool = false) throws {
        folder = try Folder()
        store = FaultyStore(SQLiteStore(path: folder.vaultPath), in: folder)
        let made = try createVault(
            in: store,
            passphrase: secret("first"),
            level: .interactive,
            withRecoveryCode: recovery,
            keyring: FakeKeyring(),
            surroundings: .test
        )
        switch made.recoveryCode {
        case .some(let code): recoveryCode = revealed(code)
        case .none: recoveryCode = ""
        }
    }

    /// The vault, opened as a command would with what is typed at its prompt.
    func session(
        typing text: String = "first",
        keeper: FakeKeyKeeper = FakeKeyKeeper(),
        keyring: FakeKeyring = FakeKeyring(),
        prefersPassphrase: Bool = false,
        notice: @escaping (String) -> Void = { _ in }
    ) throws -> Session {
        let unlocking = Unlocking(
            keeper: keeper,
            keyring: keyring,
            prefersPassphrase: prefersPassphrase,
            notice: notice,
            passphrase: { secret(text) }
        )
        return session(of: try openVault(store, by: unlocking, surroundings: .test))
    }

    func session(of vault: Vault) -> Session {
        let google = Google(transport: NoTransport()) { Timestamp(Date()) }
        return Session(vault: vault, google: google, now: { Timestamp(Date()) }, pause: { _ in })
    }

    func addKeyringSlot(to session: Session, keyring: FakeKeyring) throws {
        try session.vault.write { transaction in
            try transaction.addKeyringSlot([UInt8](repeating: 5, count: 16), keyring: keyring, location: "vault.db")
            transaction.note(AuditNote("slot add", "keyring"))
        }
    }
}

/// No way to anywhere.
private struct NoTransport: Transport {
    func send(_ call: borrowing Call, within limit: Duration) async throws(HTTPFailure) -> Answer {
        throw .configuration("this test has no network")
    }
}
