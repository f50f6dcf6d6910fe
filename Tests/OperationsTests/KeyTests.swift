import Credentials
import GoogleSandbox
import Operations
import SQLiteStore
import Sealing
import Testing
import Vault

/// A new key, a new passphrase.
struct KeyTests {
    @Test func `a new key keeps every record, secret and fingerprint`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann") { $0.owner = "Ann" }
            let before = try scene.show("ann")
            let (session, rotated) = try scene.session.rotateKey(scene.slotSecrets)

            #expect(rotated.epoch == 2)
            #expect(rotated.dropped == [])
            var after = try session.show(try Name("ann"))
            #expect(after.fingerprint == session.vault.fingerprint(of: secret(token)))
            #expect(after.fingerprint != before.fingerprint)
            after.fingerprint = before.fingerprint
            #expect(after == before)
            #expect(try session.clients() == (try scene.reopened().clients()))
            let access = try await session.accessToken(of: try Name("ann"))
            #expect(access.secret.byteCount > 0)
            _ = try session.verify()
        }
    }

    @Test func `the session of the old key says so`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            _ = try scene.session.rotateKey(scene.slotSecrets)

            #expect(throws: VaultError.rekeyed) { try scene.show("ann") }
            await #expect(throws: VaultError.rekeyed) {
                _ = try await scene.session.accessToken(of: try Name("ann"))
            }
        }
    }

    @Test func `a token that waits gets its fingerprint too`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            await scene.breakRefreshes(.status(503), times: nil)
            _ = try await scene.session.rotateToken(try Name("ann"), on: scene.surface)
            let (session, _) = try scene.session.rotateKey(scene.slotSecrets)
            await scene.google.behave()
            _ = try await session.check(Filter())

            let stored = try session.show(try Name("ann"))
            let token = try session.vault.read { snapshot in
                let record = try #require(try snapshot.record(.credential, stored.name))
                return revealed(try snapshot.secretInUse(of: record))
            }
            #expect(stored.fingerprint == session.vault.fingerprint(of: secret(token)))
            #expect(try session.vault.read { try $0.record(.successor, stored.name) == nil })
        }
    }

    @Test func `a slot whose secret is not at hand is dropped by its name`() async throws {
        let vault = try PassphraseVault(recovery: true)
        let (session, rotated) = try vault.session().rotateKey(
            SlotSecrets { slot, _ in slot.kind == .passphrase ? HeldSecret(.passphrase(secret("first"))) : nil }
        )

        #expect(rotated.dropped == ["recovery"])
        #expect(try session.slots().map(\.label) == ["passphrase"])
    }

    @Test func `a secret that is not the slot's own changes nothing`() async throws {
        let vault = try PassphraseVault()
        #expect(throws: VaultError.wrongSecret) {
            _ = try vault.session().rotateKey(SlotSecrets { _, _ in HeldSecret(.passphrase(secret("wrong"))) })
        }

        #expect(try vault.session().vault.read { $0.epoch } == 1)
    }

    @Test func `whatever step of a new key fails, everything stays under the old one`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann")
            var step = 1
            while true {
                scene.store.fail(atStep: step)
                let rotated = try? scene.session.rotateKey(scene.slotSecrets)
                let failed = scene.store.hasFailed
                scene.store.work()

                #expect(failed == (rotated == nil))
                let session = try scene.reopened()
                _ = try session.verify()
                #expect(try session.vault.read { $0.epoch } == (failed ? 1 : 2))
                if !failed { break }
                #expect(try scene.token("ann") == token)
                step += 1
            }
            #expect(step > 8)
        }
    }

    @Test func `the last way in cannot be left behind`() async throws {
        try await withScene { scene in
            #expect(throws: VaultError.slotUnavailable("the last way to unlock cannot be dropped")) {
                _ = try scene.session.rotateKey(SlotSecrets { _, _ in nil })
            }

            let session = try scene.reopened()
            #expect(try session.vault.read { $0.epoch } == 1)
        }
    }

    @Test func `a new passphrase opens, the old one does not, and the recovery code still does`() async throws {
        let vault = try PassphraseVault(recovery: true)
        try vault.session().rotatePassphrase(from: secret("first"), to: secret("second"))

        #expect(throws: VaultError.wrongSecret) { try vault.session(typing: "first") }
        #expect(try vault.session(typing: "second").slots().count == 2)
        #expect(try vault.session(typing: vault.recoveryCode).slots().count == 2)
    }

    @Test func `a new passphrase leaves the keyring's slot`() async throws {
        let vault = try PassphraseVault()
        let keyring = FakeKeyring()
        let session = try vault.session()
        try vault.addKeyringSlot(to: session, keyring: keyring)
        try session.rotatePassphrase(from: secret("first"), to: secret("second"))

        #expect(try vault.session(typing: "not asked for", keyring: keyring).slots().count == 2)
    }

    @Test func `a wrong old passphrase changes nothing`() async throws {
        let vault = try PassphraseVault()
        #expect(throws: VaultError.wrongSecret) {
            try vault.session().rotatePassphrase(from: secret("wrong"), to: secret("second"))
        }

        #expect(try vault.session(typing: "first").slots().count == 1)
    }

    @Test func `the old passphrase is no new one, unless a guess at it is to cost more`() async throws {
        let vault = try PassphraseVault()
        let session = try vault.session()
        let before = try vault.folder.bytes()
        #expect(throws: OperationError.slot(.samePassphrase)) {
            try session.rotatePassphrase(from: secret("first"), to: secret("first"))
        }
        #expect(try vault.folder.bytes() == before)

        try session.rotatePassphrase(from: secret("first"), to: secret("first"), level: .moderate)
        #expect(try vault.session().vault.read { $0.level } == .moderate)
    }

    @Test func `the passphrase of another slot is no new one`() async throws {
        let vault = try PassphraseVault()
        let session = try vault.session()
        _ = try session.addPassphrase(secret("second"), as: session.draftSlot(.passphrase, label: Name("anna")))
        #expect(throws: OperationError.slot(.passphraseInUse(label: "anna"))) {
            try session.rotatePassphrase(from: secret("first"), to: secret("second"), level: .moderate)
        }

        #expect(try vault.session().slots().count == 2)
    }

    @Test func `the recovery code is told from a wrong passphrase`() async throws {
        let vault = try PassphraseVault(recovery: true)
        #expect(throws: OperationError.slot(.codeForPassphrase)) {
            try vault.session().rotatePassphrase(from: secret(vault.recoveryCode.lowercased()), to: secret("second"))
        }
        let strange = revealed(RecoveryCode.text(of: SecretBytes(randomByteCount: 32)))
        #expect(throws: VaultError.wrongSecret) {
            try vault.session().rotatePassphrase(from: secret(strange), to: secret("second"))
        }
    }

    @Test func `a vault without a passphrase has none to change`() async throws {
        try await withScene { scene in
            #expect(throws: VaultError.slotUnavailable("this vault has no passphrase")) {
                try scene.session.rotatePassphrase(from: secret("first"), to: secret("second"))
            }
        }
    }

    @Test func `a new level becomes the policy`() async throws {
        let vault = try PassphraseVault()
        try vault.session().rotatePassphrase(from: secret("first"), to: secret("second"), level: .moderate)

        let session = try vault.session(typing: "second")
        #expect(try session.vault.read { $0.level } == .moderate)
        #expect(try session.slots().map(\.isBelowPolicy) == [false])
    }
}
