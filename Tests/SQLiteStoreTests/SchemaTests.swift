import GRDB
import Testing

@testable import SQLiteStore
@testable import Vault

struct SchemaTests {
    @Test(arguments: [
        ("CREATE TRIGGER t AFTER INSERT ON audit BEGIN DELETE FROM audit; END", VaultError.damaged(.schema)),
        ("CREATE VIEW v AS SELECT * FROM record", .damaged(.schema)),
        ("CREATE TABLE extra (x)", .damaged(.schema)),
        ("CREATE INDEX i ON audit (mac)", .damaged(.schema)),
        ("CREATE VIRTUAL TABLE v USING fts5(x)", .damaged(.schema)),
        ("ALTER TABLE audit ADD COLUMN extra", .damaged(.schema)),
        ("ALTER TABLE audit RENAME TO log", .damaged(.schema)),
        ("DROP TABLE slot", .damaged(.schema)),
        ("DROP TABLE slot; CREATE TABLE slot (slot_id BLOB, type, params, commitment, wrap)", .damaged(.schema)),
        ("DROP TABLE slot; CREATE VIEW slot AS SELECT * FROM record", .damaged(.schema)),
        ("ANALYZE", .damaged(.schema)),
        ("CREATE TABLE a (x INTEGER PRIMARY KEY AUTOINCREMENT)", .damaged(.schema)),
        ("PRAGMA user_version = 0", .damaged(.schema)),
        ("PRAGMA user_version = -1", .damaged(.schema)),
        ("PRAGMA user_version = 2", .newerFormat),
        ("PRAGMA application_id = 0", .damaged(.file)),
        (
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = CAST(sql || '--' || x'ff' AS BLOB) WHERE name = 'audit'",
            .damaged(.schema)
        ),
        (
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = CAST(sql AS BLOB) WHERE name = 'audit'",
            .damaged(.schema)
        ),
        (
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = sql || ' -- more' WHERE name = 'audit'",
            .damaged(.schema)
        ),
        (
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'audit'",
            .damaged(.file)
        ),
        ("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'x' WHERE name = 'audit'", .damaged(.file)),
    ])
    func `tables that are not to the letter the format's are refused`(sql: String, error: VaultError) throws {
        let folder = try Folder()
        let store = try folder.filled()
        let queue = try DatabaseQueue(path: folder.vault)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
        #expect(throws: error) { try store.read { _ in } }
        #expect(throws: error) { try store.write { _ in } }
    }
}
