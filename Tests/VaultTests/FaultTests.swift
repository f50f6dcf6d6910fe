import Credentials
import SQLiteStore
import Sealing
import Testing

@testable import Vault

/// Every step of every write fails once: afterwards the vault is what it was.
struct FaultTests {
    @Test(arguments: Work.all)
    func `a write that fails at any step leaves the vault as it was`(_ work: Work) throws {
        let scene = try Scene(["acme", "globex"])
        try scene.add(keyring([UInt8](repeating: 9, count: 16)))
        var failures = 0
        while true {
            let before = try scene.rows()
            let store = FaultyStore(store: scene.store, fuse: Fuse(after: failures))
            do {
                try work.run(try Vault.open(store, with: Scene.key(), surroundings: Scene.surroundings))
                #expect(try scene.rows() != before)
                break
            } catch is Fuse.Blown {
                failures += 1
                #expect(try scene.rows() == before)
                try scene.reopened().readHidden()
            }
        }
        #expect(failures == work.steps)
        try scene.reopened().readEverything()
    }

    @Test func `a vault whose making fails at any step is not there`() throws {
        var failures = 0
        while true {
            let folder = try Folder()
            let store = SQLiteStore(path: folder.path + "/vault.db")
            do {
                _ = try Scene.create(in: FaultyStore(store: store, fuse: Fuse(after: failures)))
                #expect(try folder.names() == ["vault.db"])
                break
            } catch is Fuse.Blown {
                failures += 1
                #expect(try folder.names().isEmpty)
            }
        }
        // The slot, the log, the head, the commit, and the look at the whole file.
        #expect(failures == 5)
    }
}

/// A write with the number of steps in which it can fail.
struct Work: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let steps: Int
    let run: @Sendable (Vault) throws -> Void

    static let all = [
        // Besides its own steps, each write has an audit entry, the head and the commit.
        Work(testDescription: "add", steps: 4) { vault in
            try vault.write { transaction in
                try transaction.put(draft("initech"), secret: secret("new"))
                transaction.note(AuditNote("login", "initech"))
            }
        },
        Work(testDescription: "replace, with two notes", steps: 5) { vault in
            try vault.write { transaction in
                try transaction.put(draft("acme"), secret: secret("new"))
                transaction.note(AuditNote("login", "acme"))
                transaction.note(AuditNote("rotate token", "acme"))
            }
        },
        Work(testDescription: "update", steps: 4) { vault in
            try vault.write { transaction in
                try transaction.update(draft("acme", note: "changed"))
                transaction.note(AuditNote("set", "acme"))
            }
        },
        Work(testDescription: "remove", steps: 4) { vault in
            try vault.write { transaction in
                try transaction.remove(.credential, Name("acme"))
                transaction.note(AuditNote("forget", "acme"))
            }
        },
        Work(testDescription: "show", steps: 3) { vault in
            _ = try vault.text(of: "acme")
        },
        Work(testDescription: "add a slot", steps: 4) { vault in
            let slot = try PreparedSlot(keyring([UInt8](repeating: 3, count: 16)), level: .interactive)
            try vault.write { transaction in
                try transaction.put(slot)
                transaction.note(AuditNote("slot add", "keyring"))
            }
        },
        // Two records are removed and inserted, one slot re-wrapped, one dropped.
        Work(testDescription: "rotate the key", steps: 9) { vault in
            let plan = Vault.SlotPlan()
            for slot in try vault.read({ try $0.slots() }) {
                if slot.kind == .recovery { try plan.keep(slot, with: Scene.key(), in: vault) } else { plan.drop(slot) }
            }
            _ = try vault.rotateKey(plan, note: AuditNote("rotate key", "vault"))
        },
    ]
}

extension Vault {
    /// Reads everything but the secrets, which to show would be a write.
    func readHidden() throws {
        _ = try read { snapshot in
            _ = try snapshot.records()
            _ = try snapshot.audit()
        }
    }
}
