import Foundation
import GRDB
import SQLiteStore
import Testing

@testable import Vault

/// Whatever someone does to the rows of a vault, its reader says which part it was and gives nothing out.
struct TamperTests {
    @Test(arguments: heads + slots + costs + records + logs)
    func `a change of a row is found`(_ tampering: Tampering) throws {
        let scene = try Scene(["acme", "globex", "initech"])
        try scene.reopened().readEverything()
        try scene.tamper(tampering.apply)
        #expect(throws: tampering.expected) { try scene.reopened().readEverything() }
    }

    static let heads = [
        Tampering("head: another version", .damaged(.head), flipping: "head", of: "vault", byte: 0),
        Tampering("head: another nonce", .damaged(.head), flipping: "head", of: "vault", byte: 1),
        Tampering("head: another tag", .damaged(.head), flipping: "head", of: "vault", byte: 25),
        Tampering("head: another body", .damaged(.head), flipping: "head", of: "vault", byte: -1),
        Tampering("head: cut", .damaged(.head), sql: "UPDATE vault SET head = substr(head, 1, length(head) - 1)"),
        Tampering("head: grown", .damaged(.head), sql: "UPDATE vault SET head = CAST(head || x'00' AS BLOB)"),
        Tampering("head: empty", .damaged(.head), sql: "UPDATE vault SET head = x''"),
        Tampering("head: a text", .damaged(.head), sql: "UPDATE vault SET head = 'head'"),
        Tampering("head: 1 GB", .damaged(.file), sql: "UPDATE vault SET head = zeroblob(20000000)"),
        Tampering("head: no row", .damaged(.head), sql: "DELETE FROM vault"),
        Tampering("epoch: another", .wrongSecret, sql: "UPDATE vault SET epoch = 2"),
        Tampering("epoch: negative", .damaged(.head), sql: "UPDATE vault SET epoch = -1"),
        Tampering("epoch: beyond 32 bits", .damaged(.head), sql: "UPDATE vault SET epoch = 4294967297"),
        Tampering("epoch: a text", .damaged(.head), sql: "UPDATE vault SET epoch = 'one'"),
        Tampering("vault_id: another", .wrongSecret, flipping: "vault_id", of: "vault", byte: 0),
        Tampering("vault_id: cut", .damaged(.head), sql: "UPDATE vault SET vault_id = substr(vault_id, 2)"),
    ]

    static let slots = [
        Tampering("slots: none", .damaged(.slots), sql: "DELETE FROM slot"),
        Tampering("slot: another commitment", .wrongSecret, flipping: "commitment", of: "slot", byte: 0),
        Tampering("slot: another wrap", .damaged(.slots), flipping: "wrap", of: "slot", byte: -1),
        Tampering("slot: another wrap's nonce", .damaged(.slots), flipping: "wrap", of: "slot", byte: 0),
        Tampering("slot: another id", .wrongSecret, flipping: "slot_id", of: "slot", byte: 0),
        Tampering("slot: a wrap cut", .damaged(.slots), sql: "UPDATE slot SET wrap = substr(wrap, 2)"),
        Tampering(
            "slot: a commitment cut",
            .damaged(.slots),
            sql: "UPDATE slot SET commitment = substr(commitment, 2)"
        ),
        Tampering("slot: parameters where none belong", .damaged(.slots), sql: "UPDATE slot SET params = x'00'"),
        Tampering("slot: a text for parameters", .damaged(.slots), sql: "UPDATE slot SET params = ''"),
        Tampering("slot: the member type", .newerFormat, sql: "UPDATE slot SET type = 4"),
        Tampering("slot: an unknown type", .damaged(.slots), sql: "UPDATE slot SET type = 5"),
        Tampering("slot: type 0", .damaged(.slots), sql: "UPDATE slot SET type = 0"),
        Tampering("slot: a negative type", .damaged(.slots), sql: "UPDATE slot SET type = -1"),
        Tampering("slot: a text for a type", .damaged(.slots), sql: "UPDATE slot SET type = 'three'"),
        Tampering(
            "slot: copied under another id",
            .damaged(.slots),
            sql: "INSERT INTO slot SELECT zeroblob(16), type, params, commitment, wrap FROM slot"
        ),
        Tampering("slots: the 65th", .damaged(.slots)) { database in
            for number in 1...64 { try Tampering.plantSlot(database, type: 2, params: [], number: UInt8(number)) }
        },
        Tampering("slots: the 9th passphrase", .damaged(.slots)) { database in
            let params = PassphraseParams(cost: Argon2Level.interactive.cost, salt: [UInt8](repeating: 0, count: 16))
            for number in 1...9 {
                try Tampering.plantSlot(database, type: 1, params: params.bytes, number: UInt8(number))
            }
        },
    ]

    static let costs = [
        Tampering("cost: one pass", .damaged(.slots), apply: Tampering.planting(opslimit: 1, memlimit: 64 << 20)),
        Tampering("cost: 11 passes", .damaged(.slots), apply: Tampering.planting(opslimit: 11, memlimit: 64 << 20)),
        Tampering(
            "cost: below 64 MiB",
            .damaged(.slots),
            apply: Tampering.planting(opslimit: 2, memlimit: 64 << 20 - 1)
        ),
        Tampering("cost: above 1 GiB", .damaged(.slots), apply: Tampering.planting(opslimit: 2, memlimit: 1 << 30 + 1)),
        Tampering("cost: 2^63 bytes", .damaged(.slots), apply: Tampering.planting(opslimit: 2, memlimit: 1 << 63)),
        Tampering("cost: 2^64 - 1 passes", .damaged(.slots), apply: Tampering.planting(opslimit: .max, memlimit: .max)),
    ]

    static let records = [
        Tampering("meta: another version", .damaged(.records), flipping: "meta", of: "record", byte: 0),
        Tampering("meta: another epoch", .damaged(.records), flipping: "meta", of: "record", byte: 1),
        Tampering("meta: another seq", .damaged(.records), flipping: "meta", of: "record", byte: 5),
        Tampering("meta: another nonce", .damaged(.records), flipping: "meta", of: "record", byte: 13),
        Tampering("meta: another body", .damaged(.records), flipping: "meta", of: "record", byte: -1),
        Tampering("meta: a text", .damaged(.records), sql: "UPDATE record SET meta = 'meta'"),
        Tampering("meta: 18 KiB", .damaged(.records), sql: "UPDATE record SET meta = zeroblob(18432)"),
        Tampering("payload: another tag", .damaged(.records), flipping: "payload_head", of: "record", byte: -1),
        Tampering("payload: another nonce", .damaged(.records), flipping: "payload_head", of: "record", byte: 13),
        Tampering("payload: another body", .damaged(.records), flipping: "payload", of: "record", byte: 0),
        Tampering("payload: cut", .damaged(.records), sql: "UPDATE record SET payload = substr(payload, 2)"),
        Tampering("payload: empty", .damaged(.records), sql: "UPDATE record SET payload = x''"),
        Tampering("payload: a text", .damaged(.records), sql: "UPDATE record SET payload = 'payload'"),
        Tampering(
            "records: two exchanged",
            .damaged(.records),
            apply: exchanging(["meta", "payload_head", "payload"])
        ),
        Tampering(
            "records: two payloads exchanged",
            .damaged(.records),
            apply: exchanging(["payload_head", "payload"])
        ),
        Tampering("records: two bodies exchanged", .damaged(.records), apply: exchanging(["payload"])),
        Tampering("records: two descriptions exchanged", .damaged(.records), apply: exchanging(["meta"])),
        Tampering("records: one id changed", .damaged(.records), flipping: "record_id", of: "record", byte: 15),
        Tampering(
            "records: one moved to another bucket",
            .damaged(.records),
            flipping: "record_id",
            of: "record",
            byte: 0
        ),
        Tampering("records: one deleted", .damaged(.records)) { database in
            try database.execute(sql: "DELETE FROM record WHERE record_id = ?", arguments: [try recordIDs(database)[0]])
        },
        Tampering("records: all deleted", .damaged(.records), sql: "DELETE FROM record"),
        Tampering("records: one doubled in its bucket", .damaged(.records)) { database in
            let id = try recordIDs(database)[0]
            try database.execute(
                sql: "INSERT INTO record SELECT ?, meta, payload_head, payload FROM record WHERE record_id = ?",
                arguments: [id.prefix(1) + Data(repeating: 0, count: 15), id]
            )
        },
        Tampering(
            "records: one added",
            .damaged(.records),
            sql: "INSERT INTO record SELECT zeroblob(16), meta, payload_head, payload FROM record LIMIT 1"
        ),
        Tampering(
            "records: an id of 17 bytes",
            .damaged(.records),
            sql: "INSERT INTO record SELECT zeroblob(17), meta, payload_head, payload FROM record LIMIT 1"
        ),
        Tampering(
            "records: a text for an id",
            .damaged(.records),
            sql: "INSERT INTO record SELECT 'id', meta, payload_head, payload FROM record LIMIT 1"
        ),
    ]

    static let logs = [
        Tampering("audit: the last entry cut", .damaged(.audit), sql: "DELETE FROM audit WHERE n = 5"),
        Tampering("audit: the first entry cut", .damaged(.audit), sql: "DELETE FROM audit WHERE n = 1"),
        Tampering("audit: an entry in the middle cut", .damaged(.audit), sql: "DELETE FROM audit WHERE n = 3"),
        Tampering("audit: all cut", .damaged(.audit), sql: "DELETE FROM audit"),
        Tampering("audit: another epoch", .damaged(.audit), flipping: "body", of: "audit", byte: 0),
        Tampering("audit: another body", .damaged(.audit), flipping: "body", of: "audit", byte: -1),
        Tampering("audit: another mac", .damaged(.audit), flipping: "mac", of: "audit", byte: 0),
        Tampering("audit: a text", .damaged(.audit), sql: "UPDATE audit SET body = 'body' WHERE n = 2"),
        Tampering(
            "audit: an entry of 1 MB",
            .damaged(.audit),
            sql: "UPDATE audit SET body = zeroblob(1000000) WHERE n = 2"
        ),
        Tampering(
            "audit: an entry appended",
            .damaged(.audit),
            sql: "INSERT INTO audit SELECT 6, body, mac FROM audit WHERE n = 5"
        ),
        Tampering(
            "audit: an entry 0",
            .damaged(.audit),
            sql: "INSERT INTO audit SELECT 0, body, mac FROM audit WHERE n = 5"
        ),
        Tampering(
            "audit: an entry -1",
            .damaged(.audit),
            sql: "INSERT INTO audit SELECT -1, body, mac FROM audit WHERE n = 5"
        ),
        Tampering("audit: two bodies exchanged", .damaged(.audit)) { database in
            try database.execute(sql: "UPDATE audit SET n = 9 WHERE n = 2")
            try database.execute(sql: "UPDATE audit SET n = 2 WHERE n = 3")
            try database.execute(sql: "UPDATE audit SET n = 3 WHERE n = 9")
        },
    ]

    private static func exchanging(_ columns: [String]) -> @Sendable (Database) throws -> Void {
        Tampering.exchanging(columns)
    }
}
