import Credentials
import Foundation
import GRDB
import SQLiteStore
import Testing

@testable import Vault

/// What a machine that saw a vault's newest state makes of other ones.
struct AnchorTests {
    @Test func `a vault seen for the first time is anchored, and every write raises the anchor`() throws {
        let here = try AnchoredScene()
        #expect(try here.anchor == here.newest)
        try here.put("globex")
        #expect(try here.anchor == here.newest)
        _ = try here.opened().rotated()
        #expect(try here.anchor == here.newest)
        #expect(try here.anchor?.epoch == 2)
    }

    @Test func `a vault is anchored when it is made`() throws {
        let folder = try Folder()
        let file = AnchorFile(folder: folder.path + "/state")
        var surroundings = Scene.surroundings
        surroundings.anchorPlaces = [file.place]
        let store = SQLiteStore(path: folder.path + "/vault.db")
        let vault = try Vault.create(in: store, level: .interactive, surroundings: surroundings) { transaction in
            try transaction.put(PreparedSlot(Scene.key(), level: .interactive, slotID: Scene.slotID))
        }
        #expect(try file.anchor(of: vault.vaultID)?.seq == 1)
    }

    @Test func `the whole file put back is a rollback, and both states are named`() throws {
        let here = try AnchoredScene()
        let older = try here.scene.copied()
        let before = try here.newest.state
        try here.put("globex")
        let after = try here.newest.state
        try here.replaceFile(by: older)
        #expect(throws: VaultError.rollback(found: before, known: after)) { try here.opened() }
    }

    @Test func `a vault that is open sees the rollback whatever it does`() throws {
        let here = try AnchoredScene()
        let older = try here.scene.copied()
        let vault = try here.opened()
        try vault.put("globex")
        try here.replaceFile(by: older)
        #expect(isRollback(#expect(throws: VaultError.self) { try vault.names() }))
        #expect(isRollback(#expect(throws: VaultError.self) { try vault.put("initech") }))
        #expect(isRollback(#expect(throws: VaultError.self) { _ = try vault.rotated() }))
    }

    @Test func `all tables put back, row by row, are a rollback`() throws {
        let here = try AnchoredScene()
        let older = try here.scene.copied()
        try here.put("globex")
        try here.scene.putBack(["vault", "slot", "record", "audit"], from: older)
        #expect(isRollback(#expect(throws: VaultError.self) { try here.opened() }))
    }

    @Test func `a state of the key before is a rollback`() throws {
        let here = try AnchoredScene()
        let older = try here.scene.copied()
        let vault = try here.opened().rotated()
        try here.replaceFile(by: older)
        #expect(isRollback(#expect(throws: VaultError.self) { try here.opened() }))
        let error = #expect(throws: VaultError.self) { try vault.names() }
        guard case .rollback(let found, let known) = error else { throw Unexpected(error) }
        #expect(found == VaultState(epoch: 1, seq: nil, time: nil))
        #expect(known.epoch == 2)
    }

    @Test func `a shorter log is a rollback, however many writes came behind it`() throws {
        let here = try AnchoredScene()
        var parts = try here.anchorText.split(separator: " ").map(String.init)
        parts[3] = "9"
        try here.setAnchorText(parts.joined(separator: " "))
        #expect(isRollback(#expect(throws: VaultError.self) { try here.opened() }))
    }

    @Test(arguments: [0, 1, 5])
    func `another way than by the anchor is a fork`(writesBeyond: Int) throws {
        let here = try AnchoredScene()
        let copy = try here.scene.copied()
        try here.put("globex")
        let there = try here.elsewhere(copy)
        for number in 0...writesBeyond { try there.put("there-\(number)") }
        try here.replaceFile(by: copy)
        #expect(isFork(#expect(throws: VaultError.self) { try here.opened() }))
    }

    @Test func `a fork that then got a new key is a fork`() throws {
        let here = try AnchoredScene()
        let copy = try here.scene.copied()
        try here.put("globex")
        let there = try here.elsewhere(copy)
        try there.put("initech")
        try there.rotated().put("umbrella")
        try here.replaceFile(by: copy)
        #expect(isFork(#expect(throws: VaultError.self) { try here.opened() }))
    }

    @Test func `a fork whose stored macs were copied from the true chain is a fork`() throws {
        let here = try AnchoredScene()
        let copy = try here.scene.copied()
        try here.put("globex")
        let truth = try here.scene.copied()
        let there = try here.elsewhere(copy)
        for name in ["initech", "umbrella"] { try there.put(name) }
        try here.replaceFile(by: copy)
        try here.scene.tamper { database in
            try database.execute(sql: "ATTACH ? AS truth", arguments: [truth])
            try database.execute(
                sql: "UPDATE audit SET mac = coalesce((SELECT mac FROM truth.audit t WHERE t.n = audit.n), mac)"
            )
        }
        #expect(isFork(#expect(throws: VaultError.self) { try here.opened() }))
    }

    @Test func `a fork with the true chain's entries up to the anchor does not lead to its own head`() throws {
        let here = try AnchoredScene()
        let copy = try here.scene.copied()
        try here.put("globex")
        let truth = try here.scene.copied()
        let there = try here.elsewhere(copy)
        for name in ["initech", "umbrella"] { try there.put(name) }
        try here.replaceFile(by: copy)
        try here.scene.tamper { database in
            try database.execute(sql: "ATTACH ? AS truth", arguments: [truth])
            try database.execute(sql: "REPLACE INTO audit SELECT * FROM truth.audit")
        }
        #expect(throws: VaultError.damaged(.audit)) { try here.opened() }
    }

    @Test func `writes of another machine that come after the anchor are taken and anchored`() throws {
        let here = try AnchoredScene()
        try here.scene.vault.put("globex")
        try here.scene.vault.write { try $0.update(draft("acme", note: "without an entry")) }
        #expect(try here.opened().names() == ["acme", "globex"])
        #expect(try here.anchor == here.newest)
    }

    @Test func `writes that leave no line in the log come after the anchor too`() throws {
        let here = try AnchoredScene()
        try here.scene.vault.write { try $0.update(draft("acme", note: "without an entry")) }
        _ = try here.opened()
        #expect(try here.anchor == here.newest)
    }

    @Test func `new keys of another machine are followed back to the anchor`() throws {
        let here = try AnchoredScene()
        let second = try here.scene.vault.rotated()
        try second.put("globex")
        let third = try second.rotated()
        try third.put("initech")
        #expect(try here.opened().names() == ["acme", "globex", "initech"])
        #expect(try here.anchor == here.newest)
    }

    @Test func `entries between the anchor and the head that were taken or changed are found`() throws {
        for sql in ["DELETE FROM audit WHERE n = 3", "UPDATE audit SET body = zeroblob(length(body)) WHERE n = 4"] {
            let here = try AnchoredScene()
            for name in ["globex", "initech", "umbrella"] { try here.scene.vault.put(name) }
            try here.scene.tamper { try $0.execute(sql: sql) }
            #expect(throws: VaultError.damaged(.audit)) { try here.opened() }
        }
    }

    @Test func `a crash between the commit and the anchor leaves the anchor behind and nothing else`() throws {
        let here = try AnchoredScene()
        let behind = try here.anchorText
        try here.put("globex")
        try here.setAnchorText(behind)
        #expect(try here.opened().names() == ["acme", "globex"])
        #expect(try here.anchor == here.newest)
    }

    @Test func `what is written is given out only after the anchor was raised`() throws {
        let here = try AnchoredScene()
        let raisedAt = Warnings()
        var surroundings = here.surroundings
        surroundings.anchorPlaces = [
            AnchorPlace(
                name: "a place",
                read: { try here.file.anchor(of: $0) },
                replace: { anchor, decide in
                    // By then the commit is there for everyone to see.
                    raisedAt.add("\(try here.newest == anchor)")
                    try here.file.place.replace(anchor, decide)
                }
            )
        ]
        let vault = try Vault.open(here.scene.store, with: Scene.key(), surroundings: surroundings)
        #expect(try vault.text(of: "acme") == "secret of acme")
        #expect(raisedAt.all == ["true"])
        #expect(try here.anchor == here.newest)
    }

    @Test func `a commit stands although the anchor cannot be raised, and that is said`() throws {
        let here = try AnchoredScene()
        let before = try here.anchor
        // Where the next anchors would be written lies a folder.
        try FileManager.default.createDirectory(atPath: here.file.path + ".new", withIntermediateDirectories: false)
        try here.put("globex")
        #expect(try here.scene.reopened().names() == ["acme", "globex"])
        #expect(try here.anchor == before)
        #expect(here.warnings.all.count == 1)
        #expect(here.warnings.all.allSatisfy { $0.contains(here.file.path) })
    }

    @Test func `where the anchor cannot be read, nothing is read or written`() throws {
        let here = try AnchoredScene()
        let vault = try here.opened()
        try here.setAnchorText("")
        let rows = try here.scene.rows()
        let refused = VaultError.anchorUnusable("\(here.file.path) is not as it was written")
        #expect(throws: refused) { try here.opened() }
        #expect(throws: refused) { try vault.names() }
        #expect(throws: refused) { try vault.put("globex") }
        #expect(try here.scene.rows() == rows)
    }

    @Test func `two vaults of this machine do not know each other's anchors`() throws {
        let here = try AnchoredScene()
        let other = try Scene(["globex"])
        var surroundings = here.surroundings
        surroundings.anchorPlaces = [here.file.place]
        let vault = try Vault.open(other.store, with: Scene.key(), surroundings: surroundings)
        try vault.put("initech")
        try here.put("umbrella")
        #expect(try here.anchor == here.newest)
        #expect(try here.file.anchor(of: vault.vaultID) == vault.read { $0.anchor })
    }
}
