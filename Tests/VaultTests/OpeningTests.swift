import Credentials
import Foundation
import SQLiteStore
import Sealing
import Testing

@testable import Vault

struct OpeningTests {
    @Test func `a wrong secret is told apart from a damaged vault`() throws {
        let scene = try Scene()
        #expect(throws: VaultError.wrongSecret) { try scene.reopened(with: Scene.key(8)) }
    }

    @Test func `a wrong passphrase is told apart from a damaged vault`() throws {
        let scene = try Scene()
        try scene.add(.passphrase(secret("correct horse")))
        #expect(throws: VaultError.wrongSecret) { try scene.reopened(with: .passphrase(secret("Correct horse"))) }
    }

    @Test(arguments: ["corr\u{e9}ct horse", "corre\u{301}ct horse"])
    func `a passphrase opens however its accents are spelled`(spelling: String) throws {
        let scene = try Scene(["acme"])
        try scene.add(.passphrase(secret("corr\u{e9}ct horse")))
        #expect(try scene.reopened(with: .passphrase(secret(spelling))).names() == ["acme"])
    }

    @Test func `a passphrase that is not UTF-8 opens as it is`() throws {
        let scene = try Scene()
        try scene.add(.passphrase(try secret(hex: "ff00fe")))
        #expect(try scene.reopened(with: .passphrase(try secret(hex: "ff00fe"))).names().isEmpty)
    }

    @Test func `each of several slots opens the vault`() throws {
        let scene = try Scene(["acme"])
        let id = [UInt8](repeating: 9, count: 16)
        try scene.add(.passphrase(secret("first")))
        try scene.add(.passphrase(secret("second")))
        try scene.add(keyring(id))
        #expect(try scene.reopened(with: .passphrase(secret("second"))).names() == ["acme"])
        #expect(try scene.reopened(with: keyring(id)).names() == ["acme"])
        #expect(try scene.reopened().names() == ["acme"])
    }

    @Test func `a keyring's secret is tried on its own slot alone`() throws {
        let scene = try Scene()
        try scene.add(keyring([UInt8](repeating: 9, count: 16)))
        let error = #expect(throws: VaultError.self) {
            try scene.reopened(with: keyring([UInt8](repeating: 8, count: 16)))
        }
        guard case .slotUnavailable = error else { throw Unexpected(error) }
    }

    @Test func `a secret of a kind that has no slot is told apart from a wrong one`() throws {
        let scene = try Scene()
        let error = #expect(throws: VaultError.self) { try scene.reopened(with: .passphrase(secret("any"))) }
        guard case .slotUnavailable = error else { throw Unexpected(error) }
    }

    @Test func `the slots are told before unlocking`() throws {
        let scene = try Scene()
        try scene.add(.passphrase(secret("correct horse")))
        let (vaultID, slots) = try Vault.slots(in: scene.store)
        #expect(vaultID == scene.vault.vaultID)
        #expect(Set(slots.map(\.kind)) == [.passphrase, .recovery])
        let passphrase = try #require(slots.first { $0.kind == .passphrase })
        #expect(passphrase.cost == Argon2id.Cost(opslimit: 2, memlimit: 64 << 20))
        #expect(slots.first { $0.kind == .recovery }?.cost == nil)
    }

    @Test func `a vault without a slot is not made`() throws {
        let folder = try Folder()
        let store = SQLiteStore(path: folder.path + "/vault.db")
        let error = #expect(throws: VaultError.self) {
            try Vault.create(in: store, level: .interactive, surroundings: Scene.surroundings) { transaction in
                transaction.note(AuditNote("init", "vault"))
            }
        }
        guard case .slotUnavailable = error else { throw Unexpected(error) }
        #expect(try folder.names().isEmpty)
    }

    @Test func `a vault where there is one already is not made`() throws {
        let scene = try Scene(["acme"])
        #expect(throws: VaultError.exists(scene.store.location)) { try Scene.create(in: scene.store) }
        #expect(try scene.reopened().names() == ["acme"])
    }

    @Test func `the level that new passphrases cost is the vault's`() throws {
        let scene = try Scene()
        try scene.vault.write { transaction in
            transaction.setLevel(.sensitive)
            transaction.note(AuditNote("set", "level"))
        }
        #expect(try scene.reopened().read { $0.level } == .sensitive)
    }

    @Test func `the 64th slot is taken and the 65th refused`() throws {
        let scene = try Scene()
        try scene.vault.write { transaction in
            for number in 1..<64 { try transaction.put(PreparedSlot(keyring(id(number)), level: .interactive)) }
            transaction.note(AuditNote("slot", "many"))
        }
        #expect(try Vault.slots(in: scene.store).slots.count == 64)
        let error = #expect(throws: VaultError.self) { try scene.add(keyring(id(64))) }
        guard case .slotUnavailable = error else { throw Unexpected(error) }
        try scene.add(keyring(id(63)))
    }

    @Test func `the 8th passphrase is taken and the 9th refused`() throws {
        let scene = try Scene()
        for number in 1...8 { try scene.add(.passphrase(secret("passphrase \(number)"))) }
        let error = #expect(throws: VaultError.self) { try scene.add(.passphrase(secret("passphrase 9"))) }
        guard case .slotUnavailable = error else { throw Unexpected(error) }
    }

    private func id(_ number: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(number), count: 16)
    }
}

/// An error of the right type, but of another case than expected.
struct Unexpected: Error {
    let error: (any Error)?

    init(_ error: (any Error)?) {
        self.error = error
    }
}

func keyring(_ slotID: [UInt8]) throws -> SlotSecret {
    let key = SecretBytes(byteCount: 32) { _ in }
    guard let secret = SlotSecret.keyring(key, slotID: slotID) else { preconditionFailure("32 bytes are a key") }
    return secret
}

extension Scene {
    func add(_ secret: borrowing SlotSecret, slotID: [UInt8]? = nil) throws {
        let slot = try PreparedSlot(secret, level: .interactive, slotID: slotID)
        try vault.write { transaction in
            try transaction.put(slot)
            transaction.note(AuditNote("slot", "added"))
        }
    }
}
