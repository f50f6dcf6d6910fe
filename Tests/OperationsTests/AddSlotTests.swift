import Credentials
import Foundation
import Keyrings
import Operations
import SQLiteStore
import Sealing
import Testing
import Vault

/// New ways to unlock.
struct AddSlotTests {
    @Test func `an added passphrase opens the vault, and the first one still does`() throws {
        let vault = try PassphraseVault()
        let session = try vault.session()
        let slot = try session.addPassphrase(secret("second"), as: session.draftSlot(.passphrase, label: Name("anna")))

        #expect(slot.label == "anna")
        #expect(try vault.session(typing: "second").slots().map(\.label) == ["passphrase", "anna"])
        #expect(try vault.session(typing: "first").audit().last?.action == "slot add")
    }

    @Test(arguments: ["first", "second"])
    func `a passphrase that opens a slot already is refused by that slot's name`(text: String) throws {
        let vault = try PassphraseVault()
        let session = try vault.session()
        _ = try session.addPassphrase(secret("second"), as: session.draftSlot(.passphrase, label: Name("anna")))
        let label = text == "first" ? "passphrase" : "anna"
        #expect(throws: OperationError.slot(.passphraseInUse(label: label))) {
            _ = try session.addPassphrase(secret(text), as: session.draftSlot(.passphrase))
        }

        #expect(try session.slots().count == 2)
        #expect(try session.audit().map(\.action) == ["init", "slot add"])
    }

    @Test func `a slot without a label is called by its kind, and by a number where that is taken`() throws {
        let vault = try PassphraseVault()
        let session = try vault.session()
        for _ in 1...2 { _ = try session.addRecoveryCode(as: session.draftSlot(.recovery)) { _ in } }

        #expect(try session.slots().map(\.label) == ["passphrase", "recovery", "recovery-2"])
    }

    @Test func `a label that is taken is refused`() throws {
        let session = try PassphraseVault().session()
        #expect(throws: OperationError.taken(.slot, try Name("passphrase"))) {
            _ = try session.draftSlot(.recovery, label: try Name("passphrase"))
        }
    }

    @Test func `a label that is taken meanwhile is refused, and no second slot is there`() throws {
        let session = try PassphraseVault().session()
        let draft = try session.draftSlot(.recovery)
        _ = try session.addRecoveryCode(as: draft) { _ in }
        #expect(throws: OperationError.taken(.slot, try Name("recovery"))) {
            _ = try session.addRecoveryCode(as: draft) { _ in }
        }

        #expect(try session.slots().count == 2)
    }

    @Test func `the 8th passphrase has room, and the 9th has none`() throws {
        let session = try PassphraseVault().session()
        for number in 2...8 {
            _ = try session.addPassphrase(secret("passphrase \(number)"), as: session.draftSlot(.passphrase))
        }
        #expect(throws: OperationError.slot(.limit("8 passphrases"))) { _ = try session.draftSlot(.passphrase) }

        _ = try session.draftSlot(.recovery)
    }

    @Test func `the 64th slot has room, and the 65th has none`() throws {
        let session = try PassphraseVault().session()
        try session.vault.write { transaction in
            for _ in 2...63 {
                guard let secret = SlotSecret.recovery(SecretBytes(randomByteCount: 32)) else { continue }
                try transaction.put(PreparedSlot(secret, level: .interactive))
            }
            transaction.note(AuditNote("slot add", "many"))
        }
        _ = try session.addRecoveryCode(as: session.draftSlot(.recovery)) { _ in }
        #expect(throws: OperationError.slot(.limit("64 ways to unlock"))) { _ = try session.draftSlot(.recovery) }
    }

    @Test func `a recovery code opens a copy of the file on another machine`() throws {
        let vault = try PassphraseVault()
        let session = try vault.session()
        let added = try session.addRecoveryCode(as: session.draftSlot(.recovery)) { _ in }
        let code = revealed(added.code)
        let elsewhere = try Folder()
        try FileManager.default.copyItem(atPath: vault.folder.vaultPath, toPath: elsewhere.vaultPath)
        let unlocking = Unlocking(keeper: nil, keyring: FakeKeyring(), prefersPassphrase: false, notice: { _ in }) {
            secret(code)
        }
        let opened = try openVault(SQLiteStore(path: elsewhere.vaultPath), by: unlocking, surroundings: .test)

        #expect(try opened.labelledSlots().count == 2)
        #expect(opened.openedSlot?.kind == .recovery)
    }

    @Test func `a code that nobody wrote down leaves no slot and no line in the log`() throws {
        struct GivenUp: Error {}
        let session = try PassphraseVault().session()
        let entries = try session.audit().count
        #expect(throws: GivenUp.self) {
            _ = try session.addRecoveryCode(as: session.draftSlot(.recovery)) { _ in throw GivenUp() }
        }

        #expect(try session.slots().count == 1)
        #expect(try session.audit().count == entries)
    }

    @Test func `a keyring's key opens the vault without a word, and is not added twice`() throws {
        let vault = try PassphraseVault()
        let keyring = FakeKeyring()
        let session = try vault.session()
        _ = try session.addKeyringKey(to: keyring, as: session.draftSlot(.keyring))

        #expect(try vault.session(typing: "not asked for", keyring: keyring).slots().count == 2)
        #expect(throws: OperationError.slot(.keyringOpensAlready(label: "keyring"))) {
            _ = try session.addKeyringKey(to: keyring, as: session.draftSlot(.keyring))
        }
        #expect(keyring.count == 1)
        _ = try session.addKeyringKey(to: FakeKeyring(), as: session.draftSlot(.keyring))
    }

    @Test func `a keyring that does not answer gets no slot`() throws {
        let session = try PassphraseVault().session()
        let keyring = FakeKeyring()
        keyring.fail(.locked)
        #expect(throws: VaultError.slotUnavailable(KeyringError.locked.words)) {
            _ = try session.addKeyringKey(to: keyring, as: session.draftSlot(.keyring))
        }

        #expect(try session.slots().count == 1)
    }

    @Test(arguments: [Slot.Kind.passphrase, .recovery, .keyring])
    func `whatever step of an addition fails, the ways in are those of before`(kind: Slot.Kind) throws {
        let vault = try PassphraseVault()
        let keyring = FakeKeyring()
        let session = try vault.session()
        let before = try session.slots().map(\.id)
        var step = 1
        while true {
            vault.store.fail(atStep: step)
            let added = Result { try add(kind, to: session, keyring) }
            let failed = vault.store.hasFailed
            vault.store.work()

            let reopened = try vault.session()
            _ = try reopened.verify()
            if case .success = added {
                #expect(!failed)
                #expect(try reopened.slots().count == 2)
                #expect(keyring.count == (kind == .keyring ? 1 : 0))
                break
            }
            #expect(failed)
            #expect(try reopened.slots().map(\.id) == before)
            #expect(keyring.count == 0)
            step += 1
        }
        #expect(step > 4)
    }

    private func add(_ kind: Slot.Kind, to session: Session, _ keyring: FakeKeyring) throws {
        let draft = try session.draftSlot(kind)
        switch kind {
        case .passphrase: _ = try session.addPassphrase(secret("second"), as: draft)
        case .recovery: _ = try session.addRecoveryCode(as: draft) { _ in }
        case .keyring: _ = try session.addKeyringKey(to: keyring, as: draft)
        }
    }
}
