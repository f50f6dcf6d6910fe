import Credentials
import Foundation
import GRDB
import SQLiteStore
import Testing

@testable import Vault

struct RestoreTests {
    @Test func `where there is neither vault nor anchor, a backup is put back and anchored`() throws {
        let here = try AnchoredScene()
        let backup = try here.backup()
        try here.removeVault()
        try FileManager.default.removeItem(atPath: here.file.path)
        let restored = try here.restore(backup)
        #expect(restored.kept == nil)
        #expect(restored.wentBackFrom == nil)
        #expect(try here.opened().names() == ["acme"])
        #expect(try here.opened().read { try $0.audit().last?.action } == "restore")
        #expect(try here.anchor == here.newest)
        #expect(try here.newest.epoch == 1)
    }

    @Test func `the newest backup of a lost vault goes back nowhere`() throws {
        let here = try AnchoredScene()
        let backup = try here.backup()
        try here.removeVault()
        #expect(try here.restore(backup).wentBackFrom == nil)
        #expect(try here.opened().names() == ["acme"])
    }

    @Test func `over an older state, which is kept`() throws {
        let here = try AnchoredScene()
        let older = try here.scene.copied()
        try here.put("globex")
        let backup = try here.backup()
        try here.replaceFile(by: older)
        let restored = try here.restore(backup)
        #expect(restored.wentBackFrom == nil)
        #expect(restored.kept == here.scene.store.location + ".replaced-1")
        #expect(try here.opened().names() == ["acme", "globex"])
        let kept = try #require(restored.kept)
        #expect(try here.elsewhere(kept).names() == ["acme"])
    }

    @Test func `over a newer state it is refused, and both are named`() throws {
        let here = try AnchoredScene()
        let backup = try here.backup()
        let found = try here.newest.state
        try here.put("globex")
        let known = try here.newest.state
        try here.expectRefusal(of: backup) { $0 == .rollback(found: found, known: known) }
    }

    @Test func `over the same state it is refused`() throws {
        let here = try AnchoredScene()
        let backup = try here.backup()
        let state = try here.newest.state
        try here.expectRefusal(of: backup) { $0 == .rollback(found: state, known: state) }
    }

    @Test func `over a state under a later key it is refused`() throws {
        let here = try AnchoredScene()
        let backup = try here.backup()
        _ = try here.scene.vault.rotated()
        try here.expectRefusal(of: backup, isRollback)
    }

    @Test(arguments: [false, true])
    func `over another way it is refused, however long it is`(isLonger: Bool) throws {
        let here = try AnchoredScene()
        let copy = try here.scene.copied()
        let there = try here.elsewhere(copy)
        for name in ["initech", "umbrella"] { try there.put(name) }
        try here.scene.vault.put("globex")
        if isLonger { for name in ["hooli", "pied piper"] { try here.scene.vault.put(name.filter { $0 != " " }) } }
        try here.expectRefusal(of: copy) { isLonger ? isRollback($0) : isFork($0) }
    }

    @Test func `where only the anchor knows of a newer state it is refused`() throws {
        let here = try AnchoredScene()
        let backup = try here.backup()
        try here.put("globex")
        try here.removeVault()
        #expect(isRollback(#expect(throws: VaultError.self) { try here.restore(backup) }))
        #expect(!FileManager.default.fileExists(atPath: here.scene.store.location))
    }

    @Test func `going back makes a new key and counts on from the newest state`() throws {
        let here = try AnchoredScene(["acme", "globex"])
        let backup = try here.backup()
        for name in ["initech", "umbrella", "hooli"] { try here.put(name) }
        let known = try here.newest
        let restored = try here.restore(backup, goingBack: true)
        #expect(restored.wentBackFrom == known.state)
        #expect(restored.copy.records == 2)
        let after = try here.newest
        #expect(after.epoch == known.epoch + 1)
        #expect(after.seq == known.seq + 1)
        #expect(after.auditCount < known.auditCount)
        #expect(try here.anchor == after)
        let opened = try here.opened()
        #expect(try opened.names() == ["acme", "globex"])
        #expect(try opened.text(of: "acme") == "secret of acme")
        #expect(try here.elsewhere(#require(restored.kept)).names().count == 5)
        // The state that was left behind is an old one from now on, and so is the backup.
        try here.put("new")
        try here.expectRefusal(of: backup, isRollback)
    }

    @Test func `where the anchor cannot be replaced, going back fails, and doing it again ends it`() throws {
        let here = try AnchoredScene()
        let backup = try here.backup()
        try here.put("globex")
        let obstacle = URL(fileURLWithPath: here.file.path + ".new")
        try FileManager.default.removeItem(at: obstacle)
        try FileManager.default.createDirectory(at: obstacle, withIntermediateDirectories: false)
        let error = #expect(throws: VaultError.self) { try here.restore(backup, goingBack: true) }
        guard case .anchorUnusable(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains(here.file.path))
        try FileManager.default.removeItem(at: obstacle)
        try here.restore(backup, goingBack: true)
        #expect(try here.opened().names() == ["acme"])
        #expect(try here.anchor == here.newest)
    }

    @Test func `going back from a later key takes one above it`() throws {
        let here = try AnchoredScene()
        let backup = try here.backup()
        try here.scene.vault.rotated().rotated().put("globex")
        _ = try here.opened()
        #expect(try here.newest.epoch == 3)
        _ = try here.restore(backup, goingBack: true)
        #expect(try here.newest.epoch == 4)
        #expect(try here.opened().names() == ["acme"])
    }

    @Test func `a vault that was put back itself can be made to count`() throws {
        let here = try AnchoredScene()
        let older = try here.scene.copied()
        try here.put("globex")
        try here.replaceFile(by: older)
        #expect(isRollback(#expect(throws: VaultError.self) { try here.opened() }))
        let restored = try here.restore(here.scene.store.location, goingBack: true)
        #expect(restored.kept != nil)
        #expect(try here.opened().names() == ["acme"])
        #expect(try here.anchor == here.newest)
    }

    @Test func `another vault is never replaced, whatever was agreed to`() throws {
        let here = try AnchoredScene()
        let backup = try here.backup()
        let other = try Scene(["globex"])
        try here.replaceFile(by: other.store.location)
        let location = here.scene.store.location
        #expect(throws: VaultError.exists(location)) { try here.restore(backup, goingBack: true) }
        #expect(throws: VaultError.exists(location)) {
            try here.elsewhere(backup).obstacle(at: here.scene.store, anchors: [])
        }
        #expect(
            try Vault.open(here.scene.store, with: Scene.key(), surroundings: Scene.surroundings).names() == ["globex"]
        )
    }

    @Test func `a file that is no vault any more is kept, and its journal too`() throws {
        let here = try AnchoredScene()
        let backup = try here.backup()
        let location = here.scene.store.location
        try Data("no database".utf8).write(to: URL(fileURLWithPath: location))
        try Data("no journal".utf8).write(to: URL(fileURLWithPath: location + "-journal"))
        let restored = try here.restore(backup)
        #expect(restored.kept == location + ".replaced-1")
        #expect(try here.opened().names() == ["acme"])
        let names = try here.scene.folder.names().sorted()
        #expect(
            names == [
                "backup.db", "state", "vault.db", "vault.db-journal.replaced-1", "vault.db.replaced-1",
            ]
        )
    }

    @Test func `a vault that no longer says which one it is is kept`() throws {
        let here = try AnchoredScene()
        let backup = try here.backup()
        try here.scene.tamper { try $0.execute(sql: "DELETE FROM vault") }
        let restored = try here.restore(backup)
        #expect(restored.kept == here.scene.store.location + ".replaced-1")
        #expect(try here.opened().names() == ["acme"])
    }

    @Test func `a vault of a later version is not replaced`() throws {
        let here = try AnchoredScene()
        let backup = try here.backup()
        try here.scene.tamper { try $0.execute(sql: "PRAGMA user_version = 2") }
        #expect(throws: VaultError.newerFormat) { try here.restore(backup, goingBack: true) }
    }

    @Test func `a damaged backup is not put back`() throws {
        let here = try AnchoredScene()
        let backup = try here.backup()
        try here.removeVault()
        let queue = try DatabaseQueue(path: backup)
        try queue.write { try $0.execute(sql: "UPDATE record SET payload = zeroblob(length(payload))") }
        try queue.close()
        #expect(throws: VaultError.damaged(.records)) { try here.restore(backup) }
        #expect(try here.scene.folder.names().sorted() == ["backup.db", "state"])
    }

    @Test(arguments: [false, true])
    func `a restore that fails at any step leaves everything as it was`(goesBack: Bool) throws {
        let here = try AnchoredScene()
        let older = try here.scene.copied()
        if !goesBack { try here.put("globex") }
        let backup = try here.backup()
        if goesBack { try here.put("globex") } else { try here.replaceFile(by: older) }
        let before = (try here.scene.rows(), try here.anchorText, try here.scene.folder.names().sorted())
        var failures = 0
        while true {
            let place = FaultyStore(store: here.scene.store, fuse: Fuse(after: failures))
            do {
                _ = try here.restore(backup, to: place, goingBack: goesBack)
                break
            } catch is Fuse.Blown {
                failures += 1
                #expect(try here.scene.rows() == before.0)
                #expect(try here.anchorText == before.1)
                #expect(try here.scene.folder.names().sorted() == before.2)
            }
        }
        #expect(failures > 8)
        #expect(try here.opened().names() == (goesBack ? ["acme"] : ["acme", "globex"]))
    }

    @Test func `a slot whose secret is not at hand stops going back`() throws {
        let here = try AnchoredScene()
        try here.scene.add(keyring([UInt8](repeating: 9, count: 16)))
        let backup = try here.backup()
        try here.put("globex")
        let before = try here.scene.rows()
        let error = #expect(throws: VaultError.self) {
            let vault = try here.elsewhere(backup)
            let plan = Vault.SlotPlan()
            try plan.keep(here.scene.recoverySlot(), with: Scene.key(), in: vault)
            _ = try vault.restore(
                to: here.scene.store,
                plan: plan,
                anchors: [here.file.place],
                note: AuditNote("restore", "backup"),
                describe: { record, _ in record.meta }
            )
        }
        guard case .slotUnavailable = error else { throw Unexpected(error) }
        #expect(try here.scene.rows() == before)
    }
}

extension AnchoredScene {
    /// A backup of the vault as it is, by its path.
    fileprivate func backup() throws -> String {
        let place = scene.place("backup.db")
        _ = try scene.reopened().copy(to: place)
        return place.location
    }

    fileprivate func removeVault() throws {
        try FileManager.default.removeItem(atPath: scene.store.location)
    }

    @discardableResult
    fileprivate func restore(
        _ backup: String,
        to place: (any VaultStore)? = nil,
        goingBack: Bool = false
    ) throws -> RestoredVault {
        let vault = try elsewhere(backup)
        var plan: Vault.SlotPlan?
        if goingBack {
            let made = Vault.SlotPlan()
            for slot in try vault.read({ try $0.slots() }) { try made.keep(slot, with: Scene.key(), in: vault) }
            plan = made
        }
        return try vault.restore(
            to: place ?? scene.store,
            plan: plan,
            anchors: [file.place],
            note: AuditNote("restore", backup),
            describe: { record, _ in record.meta }
        )
    }

    /// Expects that a backup is not put back, and nothing changes.
    fileprivate func expectRefusal(
        of backup: String,
        _ isExpected: (VaultError?) -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let rows = try scene.rows()
        let names = try scene.folder.names().sorted()
        let error = #expect(throws: VaultError.self, sourceLocation: sourceLocation) { try restore(backup) }
        #expect(isExpected(error), "\(String(describing: error))", sourceLocation: sourceLocation)
        #expect(try scene.rows() == rows, sourceLocation: sourceLocation)
        #expect(try scene.folder.names().sorted() == names, sourceLocation: sourceLocation)
        let obstacle = try elsewhere(backup).obstacle(at: scene.store, anchors: [file.place])
        #expect(isExpected(obstacle), sourceLocation: sourceLocation)
    }
}
