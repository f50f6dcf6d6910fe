import Credentials
import SQLiteStore
import Sealing
import Testing

@testable import Vault

/// When a secret counts as a slot's own, and what that spares.
struct ProveSlotTests {
    @Test func `the slot that opened the vault is known, and no other`() throws {
        let scene = try Scene()
        try scene.add(.passphrase(secret("correct horse")))
        let opened = try scene.reopened(with: .passphrase(secret("correct horse")))
        #expect(opened.openedSlot?.kind == .passphrase)
        #expect(opened.proof(of: try scene.recoverySlot(), openedWith: try Scene.key()) == nil)
        #expect(scene.vault.openedSlot == nil)
    }

    @Test func `what opened the vault is not computed again`() throws {
        let scene = try Scene(["acme"])
        let opened = try scene.reopened()
        let slot = try scene.recoverySlot()
        // Another secret than it was: that it passes shows that nobody looked.
        let unchecked = try #require(opened.proof(of: slot, openedWith: try Scene.key(8)))
        let plan = Vault.SlotPlan()
        try plan.keep(slot, with: unchecked, in: opened)
        _ = try opened.rotateKey(plan, note: AuditNote("rotate key", "vault"))
        #expect(try scene.reopened(with: Scene.key(8)).names() == ["acme"])
    }

    @Test func `a proof counts for its own slot alone`() throws {
        let scene = try Scene()
        let held = try scene.vault.prove(scene.recoverySlot(), with: Scene.key())
        try scene.add(Scene.key(8))
        let other = try #require(try scene.vault.read { try $0.slots() }.first { $0.id != Scene.slotID })
        #expect(throws: VaultError.wrongSecret) { try Vault.SlotPlan().keep(other, with: held, in: scene.vault) }
    }

    @Test func `a secret that nobody looked at yet is checked`() throws {
        let scene = try Scene()
        let slot = try scene.recoverySlot()
        let held = HeldSecret(try Scene.key(8))
        #expect(throws: VaultError.wrongSecret) { try Vault.SlotPlan().keep(slot, with: held, in: scene.vault) }
        #expect(throws: VaultError.wrongSecret) { _ = try scene.vault.prove(slot, with: Scene.key(8)) }
    }

    @Test func `a slot that leads to another key is damaged`() throws {
        let scene = try Scene()
        let strange = EpochKeys(vaultID: scene.vault.vaultID, epoch: 1, root: SymmetricKey())
        let row = try PreparedSlot(Scene.key(), level: .interactive).row(for: strange, random: .system)
        let slot = try #require(Slot(row))
        #expect(throws: VaultError.damaged(.slots)) { _ = try scene.vault.prove(slot, with: Scene.key()) }
    }

    @Test func `a record that is left behind is gone, and what is left is whole`() throws {
        let scene = try Scene(["acme", "globex"])
        let plan = Vault.SlotPlan()
        try plan.keep(scene.recoverySlot(), with: Scene.key(), in: scene.vault)
        let fresh = try scene.vault.rotateKey(plan, note: AuditNote("rotate key", "vault")) { record, _ in
            record.name.description == "acme" ? nil : record.meta
        }
        #expect(try fresh.names() == ["globex"])
        #expect(try fresh.text(of: "acme") == nil)
    }
}
