import Credentials
import GRDB
import Sealing
import Testing

@testable import Vault

struct RecordTests {
    @Test func `a record is read back with its description and its secret`() throws {
        let scene = try Scene(["acme", "globex"])
        let opened = try scene.reopened()
        let record = try #require(try opened.read { try $0.record(.credential, Name("acme")) })
        #expect(record.type == "credential")
        #expect(record.meta == (try draft("acme").meta))
        #expect(try opened.text(of: "acme") == "secret of acme")
        #expect(try opened.text(of: "globex") == "secret of globex")
    }

    @Test func `a name that is not there is proven absent`() throws {
        let scene = try Scene(["acme"])
        #expect(try scene.vault.read { try $0.record(.credential, Name("globex"))?.meta } == nil)
        #expect(try scene.vault.read { try $0.record(.client, Name("acme"))?.meta } == nil)
    }

    @Test func `a second put takes the first one's place`() throws {
        let scene = try Scene(["acme"])
        try scene.put("acme", secret: "another")
        #expect(try scene.vault.text(of: "acme") == "another")
        #expect(try scene.vault.names() == ["acme"])
    }

    @Test func `an update changes the description and leaves the secret`() throws {
        let scene = try Scene(["acme"])
        try scene.vault.write { transaction in
            try transaction.update(draft("acme", note: "changed"))
            transaction.note(AuditNote("set", "acme"))
        }
        let record = try scene.vault.read { try $0.record(.credential, Name("acme")) }
        #expect(record?.meta == (try draft("acme", note: "changed").meta))
        #expect(try scene.vault.text(of: "acme") == "secret of acme")
    }

    @Test func `an update of what is not there is refused`() throws {
        let scene = try Scene()
        #expect(throws: VaultError.unknown(.credential, try Name("acme"))) {
            try scene.vault.write { try $0.update(draft("acme")) }
        }
    }

    @Test func `a removed record is gone`() throws {
        let scene = try Scene(["acme", "globex"])
        try scene.vault.write { transaction in
            try transaction.remove(.credential, Name("acme"))
            transaction.note(AuditNote("forget", "acme"))
        }
        #expect(try scene.reopened().names() == ["globex"])
        #expect(throws: VaultError.unknown(.credential, try Name("acme"))) {
            try scene.vault.write { try $0.remove(.credential, Name("acme")) }
        }
    }

    @Test func `a write that throws leaves nothing`() throws {
        struct Second: Error {}
        let scene = try Scene(["acme"])
        let before = try scene.rows()
        #expect(throws: Second.self) {
            try scene.vault.write { transaction in
                try transaction.put(draft("acme", note: "changed"), secret: secret("another"))
                try transaction.remove(.credential, Name("acme"))
                transaction.note(AuditNote("set", "acme"))
                throw Second()
            }
        }
        #expect(try scene.rows() == before)
    }

    @Test func `a write that does nothing writes nothing`() throws {
        let scene = try Scene(["acme"])
        let before = try scene.rows()
        _ = try scene.vault.write { try $0.records() }
        #expect(try scene.rows() == before)
    }

    @Test func `several changes of one record in one write add up`() throws {
        let scene = try Scene()
        try scene.vault.write { transaction in
            try transaction.put(draft("acme"), secret: secret("first"))
            try transaction.put(draft("acme"), secret: secret("second"))
            try transaction.update(draft("acme", note: "third"))
            try transaction.put(draft("globex"), secret: secret("passing"))
            try transaction.remove(.credential, Name("globex"))
            transaction.note(AuditNote("login", "acme"))
        }
        #expect(try scene.reopened().names() == ["acme"])
        #expect(try scene.reopened().text(of: "acme") == "second")
    }

    @Test func `a write reads what it has written`() throws {
        let scene = try Scene(["acme"])
        try scene.vault.write { transaction in
            try transaction.put(draft("acme", note: "changed"), secret: secret("another"))
            let found = try #require(try transaction.record(.credential, Name("acme")))
            #expect(found.meta == (try draft("acme", note: "changed").meta))
            #expect(try transaction.records().map(\.name.description) == ["acme"])
            let shown = try transaction.secret(of: found)
            #expect(shown.revealed == Array("another".utf8))
            transaction.note(AuditNote("set", "acme"))
        }
    }

    @Test func `a record read before a change shows the secret of after it`() throws {
        let scene = try Scene(["acme"])
        let record = try #require(try scene.vault.read { try $0.record(.credential, Name("acme")) })
        try scene.put("acme", secret: "rotated")
        let shown = try scene.vault.write { transaction in
            transaction.note(AuditNote("show", "acme"))
            return try transaction.secret(of: record)
        }
        #expect(shown.revealed == Array("rotated".utf8))
    }

    @Test func `a record read before its removal has no secret any more`() throws {
        let scene = try Scene(["acme"])
        let record = try #require(try scene.vault.read { try $0.record(.credential, Name("acme")) })
        try scene.vault.write { transaction in
            try transaction.remove(.credential, Name("acme"))
            transaction.note(AuditNote("forget", "acme"))
        }
        #expect(throws: VaultError.unknown(.credential, try Name("acme"))) {
            try scene.vault.write { _ = try $0.secret(of: record) }
        }
    }

    @Test func `a secret that is put to use leaves no trace`() throws {
        let scene = try Scene(["acme"])
        let before = try scene.rows()
        let used = try scene.vault.read { snapshot in
            let record = try #require(try snapshot.record(.credential, Name("acme")))
            return try snapshot.secretInUse(of: record).revealed
        }
        #expect(used == Array("secret of acme".utf8))
        #expect(try scene.rows() == before)
    }

    @Test func `a secret is not put to use out of a damaged bucket`() throws {
        let scene = try Scene(["acme"])
        let record = try #require(try scene.vault.read { try $0.record(.credential, Name("acme")) })
        try scene.tamper { try $0.execute(sql: "UPDATE record SET meta = zeroblob(309)") }
        #expect(throws: VaultError.damaged(.records)) {
            try scene.vault.read { _ = try $0.secretInUse(of: record) }
        }
    }

    @Test(arguments: [0, 1, 255, 256, 257, 4 * 1024 * 1024 - 1, 4 * 1024 * 1024])
    func `a secret of any length up to 4 MiB comes back`(byteCount: Int) throws {
        let scene = try Scene()
        try scene.vault.write { transaction in
            try transaction.put(draft("acme"), secret: SecretBytes(byteCount: byteCount) { _ in })
            transaction.note(AuditNote("login", "acme"))
        }
        let shown = try scene.vault.write { transaction in
            let record = try #require(try transaction.record(.credential, Name("acme")))
            transaction.note(AuditNote("show", "acme"))
            return try transaction.secret(of: record)
        }
        #expect(shown.revealed == [UInt8](repeating: 0, count: byteCount))
    }

    @Test func `a secret beyond 4 MiB is refused`() throws {
        let scene = try Scene()
        #expect(throws: VaultError.tooLarge(try Name("acme"))) {
            try scene.vault.write { transaction in
                try transaction.put(draft("acme"), secret: SecretBytes(byteCount: 4 * 1024 * 1024 + 1) { _ in })
            }
        }
    }

    @Test func `a description of 16 KiB is kept, and one byte more is refused`() throws {
        let scene = try Scene()
        let frame = try draft("acme").meta.count
        let largest = String(repeating: "x", count: 16 * 1024 - frame)
        try scene.put("acme", secret: "s", note: largest)
        #expect(try scene.vault.read { try $0.record(.credential, Name("acme"))?.meta.count } == 16 * 1024)
        #expect(throws: VaultError.tooLarge(try Name("acme"))) {
            try scene.put("acme", secret: "s", note: largest + "x")
        }
        #expect(throws: VaultError.tooLarge(try Name("acme"))) {
            try scene.vault.write { try $0.update(draft("acme", note: largest + "x")) }
        }
    }

    @Test func `records of many buckets are all found`() throws {
        let scene = try Scene()
        let names = (0..<600).map { "credential-\($0)" }
        try scene.vault.write { transaction in
            for name in names { try transaction.put(draft(name), secret: secret(name)) }
            transaction.note(AuditNote("import", "600"))
        }
        let opened = try scene.reopened()
        #expect(try opened.names() == Set(names))
        let found = try opened.read { snapshot in
            try names.filter { try snapshot.record(.credential, Name($0)) != nil }
        }
        #expect(found == names)
    }

    @Test func `a record of a later version's type is kept and passed by`() throws {
        let scene = try Scene(["acme"])
        try scene.vault.write { transaction in
            let meta = Array(#"{"type":"hierarchy","name":"later"}"#.utf8)
            let padded = Padding.pad(secret("its secret"), block: Format.block)
            try transaction.insert(type: "hierarchy", name: Name("later"), meta: meta, padded: padded)
            transaction.snapshot.head.recordCount += 1
            transaction.note(AuditNote("read", "later"))
        }
        #expect(try scene.vault.read { try $0.records().map(\.type).sorted() } == ["credential", "hierarchy"])
    }
}
