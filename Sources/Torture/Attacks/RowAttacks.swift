import Foundation
import GRDB

extension Attack {
    /// What can be done to rows.
    static let onRows = records + slots + logs + states

    private static let records: [Attack] = [
        Attack("a row rolled back", seenBy: .bucket) { database, specimen in
            try attach(specimen.older, to: database)
            let id = try changedID(database)
            for sql in [
                "DELETE FROM record WHERE record_id = ?",
                "INSERT INTO record SELECT * FROM other.record WHERE record_id = ?",
            ] { try database.execute(sql: sql, arguments: [id]) }
        },
        Attack("the body of a secret rolled back", seenBy: [.secret]) { database, specimen in
            try attach(specimen.older, to: database)
            try database.execute(
                sql: """
                    UPDATE record SET payload = (SELECT payload FROM other.record o WHERE o.record_id = record.record_id)
                    WHERE record_id = ?
                    """,
                arguments: [try changedID(database)]
            )
        },
        Attack("all rows rolled back", seenBy: [.list, .beside, .gone, .log, .secret]) { database, specimen in
            try putBack(["record"], from: specimen.older, in: database)
        },
        Attack("a row deleted", seenBy: .bucket) { database, _ in
            try database.execute(sql: "DELETE FROM record WHERE record_id = ?", arguments: [try changedID(database)])
        },
        Attack("all rows deleted", seenBy: .bucket, sql: "DELETE FROM record"),
        Attack("a deleted row brought back", seenBy: [.list, .gone, .log]) { database, specimen in
            try attach(specimen.older, to: database)
            try database.execute(
                sql: """
                    INSERT INTO record SELECT * FROM other.record
                    WHERE record_id NOT IN (SELECT record_id FROM main.record)
                    """
            )
        },
        Attack("a row doubled in its bucket", seenBy: .bucket) { database, _ in
            let id = try changedID(database)
            try database.execute(
                sql: "INSERT INTO record SELECT ?, meta, payload_head, payload FROM record WHERE record_id = ?",
                arguments: [id.prefix(1) + Data(repeating: 0, count: 15), id]
            )
        },
        Attack("a row of another vault", seenBy: .scan) { database, specimen in
            try attach(specimen.other, to: database)
            try database.execute(sql: "INSERT INTO record SELECT * FROM other.record LIMIT 1")
        },
        Attack("a row of the epoch before", seenBy: .scan) { database, specimen in
            try attach(specimen.firstEpoch, to: database)
            try database.execute(sql: "INSERT INTO record SELECT * FROM other.record LIMIT 1")
        },
        Attack(
            "100,000 rows",
            seenBy: .scan,
            sql: """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
                INSERT INTO record SELECT randomblob(16), randomblob(300), randomblob(53), x'' FROM n
                """
        ),
        Attack(
            "a secret of 200 MB",
            seenBy: [.secret],
            sql: "UPDATE record SET payload = zeroblob(200000000) WHERE record_id = (\(changed))"
        ),
        Attack("descriptions of 20 MB", seenBy: .bucket, sql: "UPDATE record SET meta = zeroblob(20000000)"),
    ]

    private static let slots: [Attack] = [
        Attack("KDF lowered below the floor", seenBy: .everyone, sql: cost(passes: 2, mebibytes: 8)),
        Attack("KDF lowered to the floor", [11], sql: cost(passes: 2, mebibytes: 64), argon2: 64),
        Attack("KDF at the ceiling", [11], sql: cost(passes: 2, mebibytes: 1024), argon2: 1024),
        Attack("KDF beyond the ceiling", seenBy: .everyone, sql: cost(passes: 2, mebibytes: 1025)),
        Attack(
            "KDF huge",
            seenBy: .everyone,
            sql: "UPDATE slot SET params = CAST(\(ff(16)) || substr(params, 17) AS BLOB) WHERE type = 1"
        ),
        Attack("a slot transplanted from another vault", seenBy: .everyone, [11]) { database, specimen in
            try putBack(["slot"], from: specimen.other, in: database)
        },
        Attack("a slot of the epoch before", seenBy: .everyone, [11]) { database, specimen in
            try putBack(["slot"], from: specimen.firstEpoch, in: database)
        },
        Attack("a slot added from another vault", seenBy: .everyone) { database, specimen in
            try attach(specimen.other, to: database)
            try database.execute(sql: "INSERT INTO slot SELECT * FROM other.slot WHERE type = 2")
        },
        Attack("a slot taken away", seenBy: .everyone, sql: "DELETE FROM slot WHERE type = 2"),
        Attack("slots rolled back", seenBy: .everyone) { database, specimen in
            try putBack(["slot"], from: specimen.older, in: database)
        },
        Attack("a slot of a member", seenBy: .everyone, sql: "UPDATE slot SET type = 4 WHERE type = 2"),
        Attack(
            "100,000 slots",
            seenBy: .everyone,
            sql: """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
                INSERT INTO slot SELECT randomblob(16), 2, x'', randomblob(32), randomblob(72) FROM n
                """
        ),
    ]

    private static let logs: [Attack] = [
        Attack("the log's end cut off", seenBy: [.log, .secret], sql: "DELETE FROM audit WHERE n = (\(last))"),
        Attack("the log's beginning cut off", seenBy: .log, sql: "DELETE FROM audit WHERE n = 1"),
        Attack("an entry cut out of the log", seenBy: .log, sql: "DELETE FROM audit WHERE n = 2"),
        Attack("the log emptied", seenBy: [.log, .secret], sql: "DELETE FROM audit"),
        Attack(
            "an entry edited",
            seenBy: .log,
            sql: """
                UPDATE audit SET body = CAST(substr(body, 1, 99) || x'0001' || substr(body, 102) AS BLOB) WHERE n = 2
                """
        ),
        Attack(
            "two entries exchanged",
            seenBy: .log,
            sql: """
                UPDATE audit SET n = 99 WHERE n = 2; UPDATE audit SET n = 2 WHERE n = 3; UPDATE audit SET n = 3 WHERE n = 99
                """
        ),
        Attack(
            "an entry written twice",
            seenBy: [.log, .secret],
            sql: "INSERT INTO audit SELECT n + 1, body, mac FROM audit WHERE n = (\(last))"
        ),
        Attack(
            "an entry before the first",
            seenBy: [.log, .secret],
            sql: "INSERT INTO audit SELECT 0, body, mac FROM audit WHERE n = 1"
        ),
        Attack(
            "100,000 entries",
            seenBy: [.log, .secret],
            sql: """
                WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 101000)
                INSERT INTO audit SELECT i, randomblob(400), randomblob(32) FROM n
                """
        ),
    ]

    private static let states: [Attack] = [
        Attack("the head rolled back", seenBy: .everyone) { database, specimen in
            try putBack(["vault"], from: specimen.older, in: database)
        },
        Attack("a head of 20 MB", seenBy: .everyone, sql: "UPDATE vault SET head = zeroblob(20000000)"),
        Attack("another epoch", seenBy: .everyone, [11], sql: "UPDATE vault SET epoch = epoch + 1"),
        Attack("another vault's id", seenBy: .everyone, [11], sql: "UPDATE vault SET vault_id = zeroblob(16)"),
        .anchored("head and rows rolled back") { ground in
            try tamper(ground.file) {
                try putBack(["vault", "slot", "record"], from: ground.specimen.older, in: $0)
            }
        },
        .anchored("the whole file rolled back") { try replace($0.file, by: $0.specimen.older) },
        .anchored("the whole file rolled back over an epoch") { try replace($0.file, by: $0.specimen.firstEpoch) },
        .anchored("a fork with more writes") { try replace($0.file, by: $0.specimen.fork) },
        .anchored("a fork with the true chain's macs") { ground in
            let truth = ground.file.path + ".true"
            try FileManager.default.copyItem(atPath: ground.file.path, toPath: truth)
            try replace(ground.file, by: ground.specimen.fork)
            try tamper(ground.file) { database in
                try attach(URL(fileURLWithPath: truth), to: database)
                try database.execute(
                    sql: """
                        UPDATE audit SET mac = (SELECT mac FROM other.audit o WHERE o.n = audit.n)
                        WHERE n IN (SELECT n FROM other.audit)
                        """
                )
            }
            try FileManager.default.removeItem(atPath: truth)
        },
    ]

    /// A change of a slot that is seen only when its passphrase is tried.
    private init(_ name: String, _ statuses: Set<Int32>, sql: String, argon2: Int) {
        self.init(name: name, statuses: statuses, seenBy: .everyone, secret: .passphrase, argon2: argon2) { ground in
            try tamper(ground.file) { try $0.execute(sql: sql) }
        }
    }

    private static let last = "SELECT max(n) FROM audit"

    /// Of the records the one that was written last: its description's box says so, at bytes 5 to 12.
    private static let changed = "SELECT record_id FROM record ORDER BY substr(meta, 6, 1) DESC LIMIT 1"

    private static func changedID(_ database: Database) throws -> Data {
        try Data.fetchOne(database, sql: changed) ?? Data()
    }

    private static func cost(passes: Int, mebibytes: Int) -> String {
        func number(_ value: Int) -> String {
            (0..<8).map { String(format: "%02x", value >> ($0 * 8) & 0xff) }.joined()
        }
        let params = number(passes) + number(mebibytes << 20)
        return "UPDATE slot SET params = CAST(x'\(params)' || substr(params, 17) AS BLOB) WHERE type = 1"
    }

    private static func ff(_ count: Int) -> String { "x'\(String(repeating: "ff", count: count))'" }

    private static func attach(_ file: URL, to database: Database) throws {
        try database.execute(sql: "ATTACH ? AS other", arguments: [file.path])
    }

    private static func putBack(_ tables: [String], from file: URL, in database: Database) throws {
        try attach(file, to: database)
        for table in tables {
            try database.execute(sql: "DELETE FROM \(table); INSERT INTO \(table) SELECT * FROM other.\(table)")
        }
    }

    private static func replace(_ file: URL, by other: URL) throws {
        try Data(contentsOf: other).write(to: file)
    }
}
