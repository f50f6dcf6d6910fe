import Credentials
import Keyrings
import Sealing
import Testing
import Vault

@testable import Operations

/// Ways to unlock that go, and what goes with them.
struct RemoveSlotTests {
    @Test func `a removed passphrase opens nothing, and the others open the vault under a new key`() throws {
        let vault = try PassphraseVault(recovery: true)
        let session = try vault.session()
        _ = try session.addPassphrase(secret("second"), as: session.draftSlot(.passphrase))
        let (rotated, removed) = try session.removeSlot(
            session.slot("passphrase"),
            secrets(vault),
            keyring: FakeKeyring()
        )

        #expect(removed.slot.label == "passphrase")
        #expect(removed.rotated.epoch == 2)
        #expect(removed.leftover == nil)
        #expect(try rotated.audit().last?.action == "slot remove")
        #expect(throws: VaultError.wrongSecret) { try vault.session(typing: "first") }
        #expect(try vault.session(typing: "second").slots().map(\.label) == ["recovery", "passphrase-2"])
        #expect(try vault.session(typing: vault.recoveryCode).vault.read { $0.epoch } == 2)
    }

    @Test func `what a removed or dropped slot was called is gone with it`() throws {
        let vault = try PassphraseVault(recovery: true)
        let session = try vault.session()
        try vault.addKeyringSlot(to: session, keyring: FakeKeyring())
        let first = SlotSecrets { slot, _ in slot.kind == .passphrase ? HeldSecret(.passphrase(secret("first"))) : nil }
        let (rotated, removed) = try session.removeSlot(session.slot("recovery"), first, keyring: FakeKeyring())

        #expect(removed.rotated.dropped == ["keyring"])
        #expect(try rotated.vault.read { try $0.all(SlotLabel.self).map(\.label) } == ["passphrase"])
        _ = try rotated.verify()
    }

    @Test func `the last slot is not removed`() throws {
        let vault = try PassphraseVault()
        let session = try vault.session()
        #expect(throws: OperationError.slot(.last(label: "passphrase"))) {
            _ = try session.removeSlot(session.slot("passphrase"), secrets(vault), keyring: FakeKeyring())
        }

        #expect(try vault.session().vault.read { $0.epoch } == 1)
    }

    @Test func `a slot is not removed when all others would have to be dropped`() throws {
        let vault = try PassphraseVault(recovery: true)
        let session = try vault.session()
        #expect(throws: VaultError.slotUnavailable("the last way to unlock cannot be dropped")) {
            let nothing = SlotSecrets { _, _ in nil }
            _ = try session.removeSlot(session.slot("recovery"), nothing, keyring: FakeKeyring())
        }

        #expect(try vault.session().slots().count == 2)
    }

    @Test func `a removed keyring slot leaves no key in the keyring`() throws {
        let vault = try PassphraseVault()
        let keyring = FakeKeyring()
        let session = try vault.session()
        _ = try session.addKeyringKey(to: keyring, as: session.draftSlot(.keyring))
        let (_, removed) = try session.removeSlot(session.slot("keyring"), secrets(vault), keyring: keyring)

        #expect(removed.leftover == nil)
        #expect(keyring.count == 0)
    }

    @Test(arguments: [
        (KeyringError.locked, "the keyring is locked; log in to the desktop, or unlock it there"),
        (nil, "this machine's keyring does not have it"),
    ])
    func `a key that stays in a keyring is told`(trouble: KeyringError?, words: String) throws {
        let vault = try PassphraseVault()
        let session = try vault.session()
        _ = try session.addKeyringKey(to: FakeKeyring(), as: session.draftSlot(.keyring))
        let keyring = FakeKeyring()
        keyring.fail(trouble)
        let (_, removed) = try session.removeSlot(session.slot("keyring"), secrets(vault), keyring: keyring)

        #expect(removed.leftover == words)
    }

    @Test func `whatever step of a removal fails, everything is as it was, the keyring's key too`() throws {
        let vault = try PassphraseVault(recovery: true)
        let keyring = FakeKeyring()
        let session = try vault.session()
        _ = try session.addKeyringKey(to: keyring, as: session.draftSlot(.keyring))
        let before = try session.slots().map(\.id)
        var step = 1
        while true {
            vault.store.fail(atStep: step)
            let removed = Result { try session.removeSlot(session.slot("keyring"), secrets(vault), keyring: keyring) }
            let failed = vault.store.hasFailed
            vault.store.work()

            if case .success((let rotated, _)) = removed {
                #expect(!failed)
                #expect(try rotated.slots().count == 2)
                break
            }
            #expect(failed)
            let reopened = try vault.session(typing: "not asked for", keyring: keyring)
            #expect(try reopened.slots().map(\.id) == before)
            _ = try reopened.verify()
            step += 1
        }
        #expect(step > 10)
        #expect(keyring.count == 0)
        #expect(try vault.session(typing: vault.recoveryCode).slots().count == 2)
    }

    @Test func `a slot is found by its label, or by the beginning of its id`() throws {
        let session = try PassphraseVault(recovery: true).session()
        let slots = try session.slots()
        #expect(try session.slot("recovery").id == slots.first { $0.label == "recovery" }?.id)
        for slot in slots {
            #expect(try session.slot(slot.id).id == slot.id)
            #expect(try session.slot(String(slot.id.prefix(12)).uppercased()).id == slot.id)
        }
    }

    @Test func `a word that means no slot suggests the nearest, and one that means several names them`() throws {
        let session = try PassphraseVault().session()
        #expect(throws: OperationError.slot(.unknown("passphrse", nearest: "passphrase"))) {
            _ = try session.slot("passphrse")
        }
        #expect(throws: OperationError.slot(.unknown("", nearest: nil))) { _ = try session.slot("") }
        let ids: [[UInt8]] = [[0xF, 1], [0xF, 2]].map { $0 + [UInt8](repeating: 0, count: 14) }
        try session.vault.write { transaction in
            for id in ids {
                guard let secret = SlotSecret.recovery(SecretBytes(randomByteCount: 32)) else { continue }
                try transaction.put(PreparedSlot(secret, level: .interactive, slotID: id))
            }
            transaction.note(AuditNote("slot add", "two"))
        }
        #expect(throws: OperationError.slot(.ambiguous("recovery", ids: ids.map(hex)))) {
            _ = try session.slot("recovery")
        }
        #expect(throws: OperationError.slot(.ambiguous("0f0", ids: ids.map(hex)))) { _ = try session.slot("0f0") }
        #expect(try session.slot("0f01").id == hex(ids[0]))
    }

    /// The secrets of every slot that this suite makes, but the keyring's.
    private func secrets(_ vault: PassphraseVault) -> SlotSecrets {
        SlotSecrets { slot, label in
            switch slot.kind {
            case .passphrase: return HeldSecret(.passphrase(secret(label == "passphrase" ? "first" : "second")))
            case .recovery:
                let code = try RecoveryCode.secret(from: secret(vault.recoveryCode))
                guard let secret = SlotSecret.recovery(code) else { return nil }
                return HeldSecret(secret)
            case .keyring: return nil
            }
        }
    }
}
