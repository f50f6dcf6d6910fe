import Credentials
import GRDB
import SQLiteStore
import Sealing
import Testing

@testable import Vault

struct RotateKeyTests {
    @Test func `everything is readable under the new key`() throws {
        let scene = try Scene(["acme", "globex"])
        let fresh = try scene.rotated(scene.vault)
        #expect(try fresh.names() == ["acme", "globex"])
        let opened = try scene.reopened()
        #expect(try opened.read { $0.epoch } == 2)
        #expect(try opened.text(of: "acme") == "secret of acme")
        #expect(try opened.text(of: "globex") == "secret of globex")
    }

    @Test func `the vault opened before answers that it has a new key`() throws {
        let scene = try Scene(["acme"])
        _ = try scene.rotated(scene.vault)
        #expect(throws: VaultError.rekeyed) { try scene.vault.names() }
        #expect(throws: VaultError.rekeyed) { try scene.put("globex", secret: "s") }
    }

    @Test func `the count of writes goes on`() throws {
        let scene = try Scene(["acme"])
        let before = try scene.vault.read { $0.seq }
        #expect(try scene.rotated(scene.vault).read { $0.seq } == before + 1)
    }

    @Test func `no row of the old key is left, and every id is new`() throws {
        let scene = try Scene(["acme", "globex"])
        let before = try ids(in: scene)
        _ = try scene.rotated(scene.vault)
        let after = try ids(in: scene)
        #expect(after.count == 2)
        #expect(before.isDisjoint(with: after))
    }

    @Test func `the file holds no bytes of the old rows`() throws {
        let scene = try Scene(["acme"])
        var old: [UInt8] = []
        try scene.store.read { try $0.forEachRecord { old = Array($0.payloadHead[13..<29]) } }
        #expect(try scene.fileHolds(old))
        _ = try scene.rotated(scene.vault)
        #expect(try !scene.fileHolds(old))
    }

    @Test func `a slot that was changed since the plan was made stops it, and stays as it is`() throws {
        let scene = try Scene(["acme"])
        let plan = Vault.SlotPlan()
        try plan.keep(scene.recoverySlot(), with: Scene.key(), in: scene.vault)
        try scene.add(Scene.key(8), slotID: Scene.slotID)
        let error = #expect(throws: VaultError.self) {
            _ = try scene.vault.rotateKey(plan, note: AuditNote("rotate key", "vault"))
        }
        guard case .slotUnavailable = error else { throw Unexpected(error) }
        #expect(try scene.reopened(with: Scene.key(8)).read { $0.epoch } == 1)
    }

    @Test func `a slot whose secret is not given stops it`() throws {
        let scene = try Scene(["acme"])
        try scene.add(keyring([UInt8](repeating: 9, count: 16)))
        let before = try scene.rows()
        let error = #expect(throws: VaultError.self) {
            let plan = Vault.SlotPlan()
            try plan.keep(scene.recoverySlot(), with: Scene.key(), in: scene.vault)
            _ = try scene.vault.rotateKey(plan, note: AuditNote("rotate key", "vault"))
        }
        guard case .slotUnavailable = error else { throw Unexpected(error) }
        #expect(try scene.rows() == before)
    }

    @Test func `a slot that is dropped opens nothing any more`() throws {
        let scene = try Scene(["acme"])
        try scene.add(.passphrase(secret("correct horse")))
        let plan = Vault.SlotPlan()
        let slots = try scene.vault.read { try $0.slots() }
        try plan.keep(scene.recoverySlot(), with: Scene.key(), in: scene.vault)
        plan.drop(try #require(slots.first { $0.kind == .passphrase }))
        _ = try scene.vault.rotateKey(plan, note: AuditNote("slot remove", "passphrase"))
        #expect(try scene.reopened().read { try $0.slots().map(\.kind) } == [.recovery])
    }

    @Test func `the last slot is not dropped`() throws {
        let scene = try Scene()
        let plan = Vault.SlotPlan()
        plan.drop(try scene.recoverySlot())
        let error = #expect(throws: VaultError.self) {
            _ = try scene.vault.rotateKey(plan, note: AuditNote("rotate key", "vault"))
        }
        guard case .slotUnavailable = error else { throw Unexpected(error) }
        #expect(try scene.reopened().read { $0.epoch } == 1)
    }

    @Test func `a slot is kept under its own secret alone`() throws {
        let scene = try Scene()
        #expect(throws: VaultError.wrongSecret) {
            try Vault.SlotPlan().keep(scene.recoverySlot(), with: Scene.key(8), in: scene.vault)
        }
    }

    @Test func `a replaced recovery code opens, and the old one does not`() throws {
        let scene = try Scene(["acme"])
        let plan = Vault.SlotPlan()
        try plan.replace(scene.recoverySlot(), with: Scene.key(8), in: scene.vault)
        _ = try scene.vault.rotateKey(plan, note: AuditNote("rotate key", "vault"))
        #expect(try scene.reopened(with: Scene.key(8)).names() == ["acme"])
        #expect(throws: VaultError.wrongSecret) { try scene.reopened() }
    }

    @Test func `a kept passphrase opens the new epoch`() throws {
        let scene = try Scene(["acme"])
        try scene.add(.passphrase(secret("correct horse")))
        let plan = Vault.SlotPlan()
        for slot in try scene.vault.read({ try $0.slots() }) {
            switch slot.kind {
            case .passphrase: try plan.keep(slot, with: .passphrase(secret("correct horse")), in: scene.vault)
            default: try plan.keep(slot, with: Scene.key(), in: scene.vault)
            }
        }
        _ = try scene.vault.rotateKey(plan, note: AuditNote("rotate key", "vault"))
        #expect(try scene.reopened(with: .passphrase(secret("correct horse"))).names() == ["acme"])
    }

    @Test func `descriptions are rewritten with the secret's new fingerprint`() throws {
        let scene = try Scene(["acme"])
        let before = scene.vault.fingerprint(of: secret("secret of acme"))
        let plan = Vault.SlotPlan()
        try plan.keep(scene.recoverySlot(), with: Scene.key(), in: scene.vault)
        let fresh = try scene.vault.rotateKey(plan, note: AuditNote("rotate key", "vault")) { record, fingerprint in
            try draft(record.name.description, note: fingerprint).meta
        }
        let after = fresh.fingerprint(of: secret("secret of acme"))
        #expect(after != before)
        let record = try fresh.read { try $0.record(.credential, Name("acme")) }
        #expect(record?.meta == (try draft("acme", note: after).meta))
    }

    @Test func `a damaged record stops it`() throws {
        let scene = try Scene(["acme"])
        try scene.tamper { try $0.execute(sql: "UPDATE record SET payload = zeroblob(length(payload))") }
        let before = try scene.rows()
        #expect(throws: VaultError.damaged(.records)) { try scene.rotated(scene.vault) }
        #expect(try scene.rows() == before)
    }

    private func ids(in scene: Scene) throws -> Set<[UInt8]> {
        var ids: Set<[UInt8]> = []
        try scene.store.read { try $0.forEachRecord { ids.insert($0.recordID) } }
        return ids
    }
}
