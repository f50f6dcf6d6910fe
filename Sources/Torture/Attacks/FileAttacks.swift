import Foundation
import GRDB
import Glibc

extension Attack {
    /// What can be done to the file, its tables, and the folder it lies in.
    static let onFiles = schemas + headers + journals + places

    private static let schemas: [Attack] = [
        Attack(
            "a trigger planted",
            seenBy: .everyone,
            sql: "CREATE TRIGGER planted AFTER INSERT ON audit BEGIN DELETE FROM slot; END"
        ),
        Attack("a view planted", seenBy: .everyone, sql: "CREATE VIEW planted AS SELECT * FROM record"),
        Attack("an index planted", seenBy: .everyone, sql: "CREATE INDEX planted ON audit (mac)"),
        Attack("a table planted", seenBy: .everyone, sql: "CREATE TABLE planted (x)"),
        Attack(
            "a table replaced by a view",
            seenBy: .everyone,
            sql: "ALTER TABLE record RENAME TO hidden; CREATE VIEW record AS SELECT * FROM hidden"
        ),
        Attack(
            "a table replaced by another",
            seenBy: .everyone,
            sql: """
                CREATE TABLE copy (record_id BLOB, meta BLOB, payload_head BLOB, payload BLOB);
                INSERT INTO copy SELECT * FROM record; DROP TABLE record; ALTER TABLE copy RENAME TO record
                """
        ),
        Attack("a column added", seenBy: .everyone, sql: "ALTER TABLE audit ADD COLUMN planted"),
        Attack(
            "a table's text edited",
            seenBy: .everyone,
            sql: """
                PRAGMA writable_schema = ON;
                UPDATE sqlite_schema SET sql = replace(sql, 'mac BLOB', 'mac TEXT') WHERE name = 'audit'
                """
        ),
        Attack(
            "a table's root moved",
            seenBy: .everyone,
            sql: """
                PRAGMA writable_schema = ON;
                UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'slot')
                WHERE name = 'record'
                """
        ),
        Attack("a virtual table planted", seenBy: .everyone, sql: "CREATE VIRTUAL TABLE planted USING fts5(x)"),
    ]

    private static let headers: [Attack] = [
        Attack("another application", seenBy: .everyone, sql: "PRAGMA application_id = 7"),
        Attack("a newer format", seenBy: .everyone, sql: "PRAGMA user_version = 2"),
        Attack("an older format", seenBy: .everyone, sql: "PRAGMA user_version = 0"),
        Attack("a write-ahead log", seenBy: .everyone, sql: "PRAGMA journal_mode = WAL"),
        Attack("no file but a heading") { try Data("SQLite format 3\0".utf8).write(to: $0.file) },
        Attack("an empty file") { try Data().write(to: $0.file) },
        Attack("zeros in the place of the file") { try Data(count: 1 << 20).write(to: $0.file) },
        Attack("a tail of some bytes") { ground in
            try (Data(contentsOf: ground.file) + Data(count: 100)).write(to: ground.file)
        },
        // As a killed VACUUM leaves: whole pages behind the vault's own are cut off.
        Attack("a tail of whole pages", seenBy: []) { ground in
            try (Data(contentsOf: ground.file) + Data(repeating: 0xff, count: 8192)).write(to: ground.file)
        },
        Attack("a file said to have four thousand million pages") { ground in
            var bytes = try Data(contentsOf: ground.file)
            bytes.replaceSubrange(28..<32, with: [0xff, 0xff, 0xff, 0xff])
            try bytes.write(to: ground.file)
        },
        Attack("a tail of 1 TiB", seenBy: []) { ground in
            guard unsafe truncate(ground.file.path, 1 << 40) == 0 else { throw POSIXError(.EIO) }
        },
    ]

    private static let journals: [Attack] = [
        Attack("a journal of rubbish planted", seenBy: []) { ground in
            try Journal.plant(Data((0..<8192).map { UInt8(truncatingIfNeeded: $0 &* 31) }), beside: ground.file)
        },
        Attack("a journal with one page of an older state", seenBy: .bucket) { ground in
            let page = try Journal.page(of: "record", in: ground.file)
            try rollBack(ground) { $0 == page }
        },
        Attack("a journal with the head of an older state", seenBy: .everyone) { ground in
            let page = try Journal.page(of: "vault", in: ground.file)
            try rollBack(ground) { $0 == page }
        },
        .anchored("a journal with all of an older state") { ground in
            try rollBack(ground) { _ in true }
        },
    ]

    private static let places: [Attack] =
        [
            Attack("a symbolic link") { ground in
                let target = ground.file.path + ".target"
                try FileManager.default.moveItem(atPath: ground.file.path, toPath: target)
                try FileManager.default.createSymbolicLink(atPath: ground.file.path, withDestinationPath: target)
            },
            Attack("a hard link") { ground in
                try FileManager.default.linkItem(atPath: ground.file.path, toPath: ground.file.path + ".twin")
            },
            Attack("a named pipe") { ground in
                try FileManager.default.removeItem(at: ground.file)
                guard unsafe mkfifo(ground.file.path, 0o600) == 0 else { throw POSIXError(.EIO) }
            },
            Attack("a folder") { ground in
                try FileManager.default.removeItem(at: ground.file)
                try FileManager.default.createDirectory(at: ground.file, withIntermediateDirectories: false)
            },
            Attack("a link to a device") { ground in
                try FileManager.default.removeItem(at: ground.file)
                try FileManager.default.createSymbolicLink(atPath: ground.file.path, withDestinationPath: "/dev/zero")
            },
            Attack("a file that others can read") { try permit(0o644, $0.file) },
            Attack("a file that others can write") { try permit(0o622, $0.file) },
            Attack("a folder that others can write") { try permit(0o777, $0.file.deletingLastPathComponent()) },
        ] + (geteuid() == 0 ? [owner] : [])

    /// Only root can give a file away.
    private static let owner = Attack("a file of another user") { ground in
        guard unsafe chown(ground.file.path, 65_534, 65_534) == 0 else { throw POSIXError(.EPERM) }
    }

    private static func permit(_ mode: Int, _ file: URL) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
    }

    private static func rollBack(_ ground: Ground, _ isWanted: (Int) -> Bool) throws {
        let older = try Data(contentsOf: ground.specimen.older)
        try Journal.plant(Journal.rollingBack(to: older, isWanted), beside: ground.file)
    }
}

/// A rollback journal as SQLite would find it after a crash (https://sqlite.org/fileformat.html#the_rollback_journal).
private enum Journal {
    private static let pageByteCount = 4096
    private static let nonce: UInt32 = 0x1234_5678

    static func plant(_ journal: Data, beside file: URL) throws {
        let path = file.path + "-journal"
        try journal.write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    /// The root page of a table.
    static func page(of table: String, in file: URL) throws -> Int {
        let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        return try DatabaseQueue(path: file.path).read { try Int.fetchOne($0, sql: sql, arguments: [table]) ?? 0 }
    }

    /// A journal that puts back pages, counted from 1, of an older state.
    static func rollingBack(to older: Data, _ isWanted: (Int) -> Bool) -> Data {
        let count = older.count / pageByteCount
        let pages = (1...count).filter(isWanted)
        var journal = Data([0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7])
        for number in [UInt32(pages.count), nonce, UInt32(count), 512, UInt32(pageByteCount)] {
            journal += bigEndian(number)
        }
        journal += Data(count: 512 - journal.count)
        for number in pages {
            let page = older[(number - 1) * pageByteCount..<number * pageByteCount]
            let checked = stride(from: pageByteCount - 200, to: 0, by: -200).map { UInt32(page[page.startIndex + $0]) }
            journal += bigEndian(UInt32(number)) + page + bigEndian(checked.reduce(nonce, &+))
        }
        return journal
    }

    private static func bigEndian(_ number: UInt32) -> Data {
        Data((0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - $0 * 8)) })
    }
}
