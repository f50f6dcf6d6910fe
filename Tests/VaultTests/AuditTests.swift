import Credentials
import SQLiteStore
import Sealing
import Testing

@testable import Vault

struct AuditTests {
    @Test func `each note is one more entry, in order`() throws {
        let scene = try Scene(["acme"])
        try scene.vault.write { transaction in
            transaction.note(AuditNote("export", "acme", "env"))
            transaction.note(AuditNote("revoke", "acme"))
        }
        let entries = try scene.reopened().read { try $0.audit() }
        #expect(entries.map(\.index) == [1, 2, 3, 4])
        #expect(entries.map(\.action) == ["init", "login", "export", "revoke"])
        #expect(entries.map(\.subject) == ["vault", "acme", "acme", "acme"])
        #expect(entries.map(\.detail) == ["", "", "env", ""])
        #expect(entries.allSatisfy { $0.actor == "ops@host" && $0.at == Scene.surroundings.now() })
        #expect(Set(entries.map(\.hash)).count == 4)
    }

    @Test(arguments: ["\u{1}", "é", "e\u{301}\u{301}\u{301}", "👩‍👩‍👧‍👦", "x" + String(repeating: "\u{301}", count: 9000)])
    func `an entry too long for the format is cut and still read`(piece: String) throws {
        let scene = try Scene()
        let long = String(repeating: piece, count: 1000)
        try scene.vault.write { $0.note(AuditNote(long, long, long)) }
        let last = try #require(try scene.reopened().read { try $0.audit() }.last)
        #expect(last.detail.hasSuffix("…"))
        #expect(last.detail.unicodeScalars.starts(with: piece.unicodeScalars.prefix(200)))
        #expect(last.subject.unicodeScalars.count == 128)
        #expect(last.action.unicodeScalars.count == 32)
    }

    @Test(arguments: [3000, 4000])
    func `a detail that fits is kept whole`(length: Int) throws {
        let scene = try Scene()
        let detail = String(repeating: "d", count: length)
        try scene.vault.write { $0.note(AuditNote("note", "acme", detail)) }
        let last = try scene.vault.read { try $0.audit() }.last
        #expect((last?.detail == detail) == (length == 3000))
    }

    @Test func `epochs need not follow one another in the log`() throws {
        let log = try TwoEpochs(5, 9)
        #expect(try AuditChain.read(log.rows, head: log.head, keys: log.keys).map(\.action) == ["old", "new"])
    }

    @Test func `epochs do not go back in the log`() throws {
        let log = try TwoEpochs(9, 5)
        #expect(throws: VaultError.damaged(.audit)) {
            try AuditChain.read(log.rows, head: log.head, keys: log.keys)
        }
    }

    @Test func `a change without a note is kept without an entry`() throws {
        let scene = try Scene(["acme"])
        let seq = try scene.vault.read { $0.seq }
        try scene.vault.write { try $0.update(draft("acme", note: "refreshed")) }
        #expect(try scene.reopened().read { $0.seq } == seq + 1)
        #expect(try scene.reopened().read { try $0.audit().map(\.action) } == ["init", "login"])
    }

    @Test func `a log may begin with nothing, and grows from there`() throws {
        let folder = try Folder()
        let store = SQLiteStore(path: folder.path + "/vault.db")
        let vault = try Vault.create(in: store, level: .interactive, surroundings: Scene.surroundings) { transaction in
            try transaction.put(PreparedSlot(Scene.key(), level: .interactive))
        }
        #expect(try vault.read { try $0.audit() }.isEmpty)
        try vault.write { $0.note(AuditNote("login", "acme")) }
        #expect(try vault.read { try $0.audit().map(\.index) } == [1])
    }

    @Test func `what the entry says of the state are the sums after the write`() throws {
        let scene = try Scene(["acme"])
        let snapshot = try scene.vault.read { ($0.head.sums, $0.head.audit) }
        let state = AuditChain.state(snapshot.0, hash: scene.vault.keys.hash, audit: snapshot.1)
        var rows: [AuditRow] = []
        try scene.store.read { try $0.forEachAuditEntry(from: 2) { rows.append($0) } }
        let content = try AuditChain.open(Array(try #require(rows.first).body[4...]), audit: snapshot.1)
        #expect(content.state == state)
    }

    @Test func `the log of three keys is read with the newest`() throws {
        let scene = try Scene(["acme"])
        let second = try scene.rotated(scene.vault)
        try second.write { $0.note(AuditNote("export", "acme")) }
        let third = try scene.rotated(second)
        let entries = try third.read { try $0.audit() }
        #expect(entries.map(\.action) == ["init", "login", "rotate key", "export", "rotate key"])
        #expect(entries.map(\.index) == [1, 2, 3, 4, 5])
    }
}

/// A log of two entries, one in each of two epochs.
private struct TwoEpochs {
    let rows: [AuditRow]
    let keys: EpochKeys
    let head: Head

    init(_ first: UInt32, _ second: UInt32) throws {
        let vaultID = [UInt8](repeating: 1, count: 16)
        let oldKeys = EpochKeys(vaultID: vaultID, epoch: first, root: SymmetricKey())
        keys = EpochKeys(vaultID: vaultID, epoch: second, root: SymmetricKey())
        let oldAudit = AuditKeys(SymmetricKey())
        let audit = AuditKeys(SymmetricKey())
        let start = [UInt8](repeating: 0, count: 32)
        var content = AuditContent(
            at: Scene.surroundings.now().description,
            action: "old",
            actor: "",
            subject: "",
            detail: "",
            state: ""
        )
        let old = AuditChain.row(
            number: 1,
            content: content,
            previous: start,
            keys: oldKeys,
            audit: oldAudit,
            random: .system
        )
        content.action = "new"
        content.previousAuditKey = oldAudit.key.withBytes { hex($0.array) }
        let new = AuditChain.row(
            number: 2,
            content: content,
            previous: old.mac,
            keys: keys,
            audit: audit,
            random: .system
        )
        rows = [old, new]
        var head = Head(audit: audit, level: .interactive, time: Scene.surroundings.now())
        head.auditCount = 2
        head.auditMAC = new.mac
        self.head = head
    }
}

extension Scene {
    /// The vault under a new key, its one slot kept.
    func rotated(_ vault: Vault) throws -> Vault {
        let plan = Vault.SlotPlan()
        for slot in try vault.read({ try $0.slots() }) { try plan.keep(slot, with: Self.key(), in: vault) }
        return try vault.rotateKey(plan, note: AuditNote("rotate key", "vault"))
    }
}
