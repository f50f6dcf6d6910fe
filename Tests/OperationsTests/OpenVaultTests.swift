import Credentials
import Foundation
import Keyrings
import Operations
import SQLiteStore
import Sealing
import Testing
import Vault

/// The ways into a vault, and how it is made.
struct OpenVaultTests {
    @Test func `the recovery code opens where the passphrase is asked for`() throws {
        let vault = try PassphraseVault(recovery: true)

        #expect(try vault.session(typing: vault.recoveryCode.lowercased()).slots().count == 2)
    }

    @Test func `a code of another vault is a wrong secret`() throws {
        let vault = try PassphraseVault(recovery: true)
        let other = try PassphraseVault(recovery: true)
        #expect(throws: VaultError.wrongSecret) { try vault.session(typing: other.recoveryCode) }
    }

    @Test func `a wrong passphrase is said to be wrong`() throws {
        let vault = try PassphraseVault()
        #expect(throws: VaultError.wrongSecret) { try vault.session(typing: "wrong") }
    }

    @Test func `an open keyring asks for nothing`() throws {
        let (vault, keyring) = try withKeyring()

        #expect(try vault.session(typing: "wrong", keyring: keyring).slots().count == 2)
    }

    @Test func `a preferred passphrase leaves the keyring alone`() throws {
        let (vault, keyring) = try withKeyring()
        #expect(throws: VaultError.wrongSecret) {
            try vault.session(typing: "wrong", keyring: keyring, prefersPassphrase: true)
        }
    }

    @Test(arguments: [
        (KeyringError.locked, "the keyring is locked; log in to the desktop, or unlock it there"),
        (.timedOut, "the keyring did not answer in time"),
        (.unavailable(.noBus), "there is no desktop session here, and so no keyring"),
    ])
    func `a keyring that does not answer is said, and the passphrase asked`(trouble: KeyringError, words: String) throws
    {
        let (vault, keyring) = try withKeyring()
        keyring.fail(trouble)
        var said: [String] = []
        let session = try vault.session(keyring: keyring) { said.append($0) }

        #expect(said == [words + "; asking for the passphrase instead"])
        #expect(try session.slots().count == 2)
    }

    @Test func `a key in the keyring that does not open leads to the passphrase`() throws {
        let (vault, keyring) = try withKeyring()
        keyring.spoil()
        var said: [String] = []
        _ = try vault.session(keyring: keyring) { said.append($0) }

        #expect(said == ["what the keyring holds for this vault does not open it; asking for the passphrase instead"])
    }

    @Test func `a keyring of another machine has no key, and that is said`() throws {
        let (vault, _) = try withKeyring()
        var said: [String] = []
        _ = try vault.session(keyring: FakeKeyring()) { said.append($0) }

        #expect(said == ["this machine's keyring has no key for this vault; asking for the passphrase instead"])
    }

    @Test func `the keyring alone and locked is no way in`() async throws {
        try await withScene { scene in
            scene.keyring.fail(.locked)
            let words = "the keyring is locked; log in to the desktop, or unlock it there"
            #expect(throws: VaultError.slotUnavailable(words)) { try scene.reopened() }
        }
    }

    @Test func `a vault that cannot be made leaves no key behind`() throws {
        let vault = try PassphraseVault()
        let keyring = FakeKeyring()
        #expect(throws: VaultError.exists(vault.store.location)) {
            _ = try createVault(
                in: vault.store,
                passphrase: nil,
                level: .interactive,
                withRecoveryCode: false,
                keyring: keyring,
                surroundings: .test
            )
        }

        #expect(keyring.count == 0)
    }

    @Test func `a vault that is there although making it failed keeps its key`() throws {
        let folder = try Folder()
        let keyring = FakeKeyring()
        let store = LateFailure(store: SQLiteStore(path: folder.vaultPath))
        #expect(throws: VaultError.storage("the disk failed")) {
            _ = try createVault(
                in: store,
                passphrase: nil,
                level: .interactive,
                withRecoveryCode: false,
                keyring: keyring,
                surroundings: .test
            )
        }

        let unlocking = Unlocking(keeper: nil, keyring: keyring, prefersPassphrase: false, notice: { _ in }) {
            throw VaultError.wrongSecret
        }
        #expect(try openVault(store, by: unlocking, surroundings: .test).labelledSlots().count == 1)
    }

    @Test func `a recovery code that nobody wrote down makes no vault`() throws {
        struct GivenUp: Error {}
        let folder = try Folder()
        #expect(throws: GivenUp.self) {
            _ = try createVault(
                in: SQLiteStore(path: folder.vaultPath),
                passphrase: secret("first"),
                level: .interactive,
                withRecoveryCode: true,
                keyring: FakeKeyring(),
                surroundings: .test
            ) { _ in throw GivenUp() }
        }

        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test func `a keyring that takes no key makes no vault`() throws {
        let folder = try Folder()
        let keyring = FakeKeyring()
        keyring.fail(.unavailable(.noService))
        let words = "no keyring service runs in this session"
        #expect(throws: VaultError.slotUnavailable(words)) {
            _ = try createVault(
                in: SQLiteStore(path: folder.vaultPath),
                passphrase: nil,
                level: .interactive,
                withRecoveryCode: true,
                keyring: keyring,
                surroundings: .test
            )
        }

        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    private func withKeyring() throws -> (PassphraseVault, FakeKeyring) {
        let vault = try PassphraseVault()
        let keyring = FakeKeyring()
        try vault.addKeyringSlot(to: try vault.session(), keyring: keyring)
        return (vault, keyring)
    }
}

/// A store that says that it failed when the vault is there already.
private struct LateFailure: VaultStore {
    let store: SQLiteStore

    var location: String { store.location }

    func create(
        _ fill: (any StoreTransaction) throws -> Void,
        checking check: (any StoreSnapshot) throws -> Void
    ) throws {
        try store.create(fill, checking: check)
        throw VaultError.storage("the disk failed")
    }

    func replace(
        _ fill: (_ new: any StoreTransaction, _ old: (any StoreSnapshot)?) throws -> Void,
        checking check: (any StoreSnapshot) throws -> Void
    ) throws -> String? {
        try store.replace(fill, checking: check)
    }

    func read(_ body: (any StoreSnapshot) throws -> Void) throws { try store.read(body) }
    func write(_ body: (any StoreTransaction) throws -> Void) throws { try store.write(body) }
    func vacuum() throws { try store.vacuum() }
}
