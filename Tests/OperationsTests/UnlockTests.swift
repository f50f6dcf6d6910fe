import Credentials
import Foundation
import Keyrings
import SQLiteStore
import Sealing
import Testing
import Vault

@testable import Operations

/// One unlock, then quiet.
struct UnlockTests {
    private let vault: PassphraseVault
    private let keeper = FakeKeyKeeper()

    init() throws {
        vault = try PassphraseVault()
    }

    @Test func `an unlocked vault opens without its passphrase, and says nothing`() throws {
        let end = try vault.session().unlock(for: .seconds(900), in: keeper)
        var said: [String] = []

        #expect(try vault.session(typing: "wrong", keeper: keeper) { said.append($0) }.slots().count == 1)
        #expect(said == [])
        #expect(Set(keeper.times) == [.seconds(900)])
        #expect(try until() == end)
    }

    @Test func `what is unlocked stands in the log`() throws {
        let end = try vault.session().unlock(for: .seconds(60), in: keeper)
        let last = try #require(try vault.session().audit().last)
        #expect(last.action == "unlock")
        #expect(last.detail == "until \(end)")
    }

    @Test func `a locked vault asks again`() throws {
        _ = try vault.session().unlock(for: .seconds(60), in: keeper)
        #expect(try lockVault(vault.store, in: keeper))
        #expect(try !lockVault(vault.store, in: keeper))
        #expect(throws: VaultError.wrongSecret) { try vault.session(typing: "wrong", keeper: keeper) }
    }

    @Test func `names are told while the vault is unlocked, and not a moment longer`() throws {
        func slots() throws -> [Name] {
            try unlockedNames(of: .slot, in: vault.store, keptIn: keeper, surroundings: .test)
        }
        #expect(try slots() == [])
        _ = try vault.session().unlock(for: .seconds(60), in: keeper)
        #expect(try slots().count == 1)
        _ = try lockVault(vault.store, in: keeper)
        #expect(try slots() == [])
    }

    @Test(arguments: ["gone", "damaged", "another vault"])
    func `a vault is locked whatever became of its file`(fate: String) throws {
        _ = try vault.session().unlock(for: .seconds(60), in: keeper)
        let before = try FileManager.default.contentsOfDirectory(atPath: vault.folder.path)
        for name in before { try FileManager.default.removeItem(atPath: vault.folder.path + "/" + name) }
        switch fate {
        case "damaged": try Data("no vault".utf8).write(to: URL(filePath: vault.folder.vaultPath))
        case "another vault":
            let other = try PassphraseVault()
            _ = try other.session().unlock(for: .seconds(60), in: keeper)
            try FileManager.default.copyItem(atPath: other.folder.vaultPath, toPath: vault.folder.vaultPath)
        default: break
        }

        #expect(keeper.keyCount == (fate == "another vault" ? 2 : 1))
        #expect(try lockVault(vault.store, in: keeper))
        #expect(keeper.keyCount == 0)
    }

    @Test func `a place where nothing was unlocked says what is wrong with its file`() throws {
        let store = SQLiteStore(path: vault.folder.path + "/none.db")
        _ = try vault.session().unlock(for: .seconds(60), in: keeper)
        #expect(throws: VaultError.missing(store.location)) { try lockVault(store, in: keeper) }
        #expect(keeper.keyCount == 1)
    }

    @Test func `a passphrase that was given comes before the kept key`() throws {
        _ = try vault.session().unlock(for: .seconds(60), in: keeper)
        #expect(throws: VaultError.wrongSecret) {
            try vault.session(typing: "wrong", keeper: keeper, prefersPassphrase: true)
        }
    }

    @Test func `a new vault key asks for the passphrase again, and says why once`() throws {
        let session = try vault.session()
        _ = try session.unlock(for: .seconds(60), in: keeper)
        _ = try session.rotateKey(SlotSecrets { _, _ in HeldSecret(.passphrase(secret("first"))) })
        var said: [String] = []

        #expect(try vault.session(keeper: keeper) { said.append($0) }.slots().count == 1)
        #expect(said == ["the vault got a new key since it was unlocked, and is locked again"])
        #expect(throws: VaultError.wrongSecret) {
            try vault.session(typing: "wrong", keeper: keeper) { said.append($0) }
        }
        #expect(said.count == 1)
        #expect(keeper.count == 0)
    }

    @Test(arguments: [0, 1, 21, 29, 60])
    func `a kept key with a changed byte does not open, and that is said`(position: Int) throws {
        _ = try vault.session().unlock(for: .seconds(60), in: keeper)
        keeper.change { $0[position] ^= 1 }
        var said: [String] = []

        #expect(try vault.session(keeper: keeper) { said.append($0) }.slots().count == 1)
        // The end is a note, and no part of the key.
        let helps = position == 21
        #expect(said == (helps ? [] : ["the key that was kept since 'unlock' does not open this vault"]))
    }

    @Test func `a vault older than its kept key has been rolled back`() throws {
        _ = try vault.session().unlock(for: .seconds(60), in: keeper)
        keeper.change { $0[17] = 2 }

        #expect {
            try vault.session(keeper: keeper)
        } throws: { error in
            guard case VaultError.rollback = error else { return false }
            return true
        }
    }

    @Test(arguments: [0, 28, 60, 62])
    func `what has not a kept key's length is none`(length: Int) throws {
        _ = try vault.session().unlock(for: .seconds(60), in: keeper)
        keeper.change { $0 = Array(($0 + [0]).prefix(length)) }
        var said: [String] = []

        #expect(try vault.session(keeper: keeper) { said.append($0) }.slots().count == 1)
        #expect(said == ["the key that was kept since 'unlock' does not open this vault"])
    }

    @Test(arguments: [
        (KeyKeeperError.absent, []), (.forbidden, []),
        (.full, ["the kernel keeps as many keys for this user as it allows"]),
        (.refused("an odd thing"), ["the kernel's keyring refused: an odd thing"]),
    ])
    func `a kernel that refuses leaves the passphrase`(trouble: KeyKeeperError, words: [String]) throws {
        keeper.fail(trouble)
        var said: [String] = []

        #expect(try vault.session(keeper: keeper) { said.append($0) }.slots().count == 1)
        #expect(said == words)
        #expect(throws: trouble) { try vault.session().unlock(for: .seconds(60), in: keeper) }
        #expect(throws: trouble) { try lockVault(vault.store, in: keeper) }
    }

    @Test func `nothing is kept that the log does not say`() async throws {
        try await withScene { scene in
            scene.store.fail()
            #expect(throws: OperationError.auditUnavailable("vault.db: the disk is full")) {
                try scene.session.unlock(for: .seconds(60), in: keeper)
            }
            #expect(keeper.count == 0)
        }
    }

    private func until() throws -> Timestamp? {
        guard case .unlocked(_, let end) = try openKept(vault.store, in: keeper, surroundings: .test) else {
            return nil
        }
        return end
    }
}
