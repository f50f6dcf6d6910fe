import Foundation
import GRDB

extension Section {
    /// A small vault with each bit's byte changed, cut at each length, and with each pair of rows exchanged.
    static let flips = Section(name: "flips", short: 600, full: .max) { trial in
        let specimen = try Specimen(in: trial.folder)
        let truth = trial.folder.appending(path: "truth.json")
        try JSONEncoder().encode(specimen.truth).write(to: truth)
        let whole = try Data(contentsOf: specimen.now)
        let swaps = try Swap.all(in: specimen.now)
        var rows: [Row] = []
        if trial.wants("bytes") {
            rows.append(
                try await examined("flips/bytes", whole.count, trial, truth) { number, file in
                    var bytes = whole
                    bytes[number - 1] ^= 1 << UInt8((number + Int(trial.seed % 8)) % 8)
                    try bytes.write(to: file)
                }
            )
        }
        if trial.wants("lengths") {
            rows.append(
                try await examined("flips/lengths", whole.count, trial, truth) { number, file in
                    try whole.prefix(number - 1).write(to: file)
                }
            )
        }
        if trial.wants("rows") {
            rows.append(
                try await examined("flips/rows", swaps.count, trial, truth) { number, file in
                    try whole.write(to: file)
                    try swaps[number - 1].apply(to: file)
                }
            )
        }
        return rows
    }

    /// Changes the vault in each way, and has it read.
    private static func examined(
        _ name: String,
        _ total: Int,
        _ trial: Trial,
        _ truth: URL,
        _ change: @escaping @Sendable (Int, URL) throws -> Void
    ) async throws -> Row {
        let cases = trial.choice(of: Array(1...total))
        let crews = ProcessInfo.processInfo.activeProcessorCount
        let results = try await withThrowingTaskGroup(of: Tally.self) { group in
            for crew in 0..<crews {
                let share = cases.indices.filter { $0 % crews == crew }.map { cases[$0] }
                group.addTask {
                    var tally = Tally()
                    let file = trial.folder.appending(path: "attacked-\(crew).db")
                    try Data().write(to: file)
                    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
                    var witness = try Witness(trial, truth: truth)
                    for number in share {
                        try change(number, file)
                        do {
                            tally.add(number, try witness.testify(on: file.path))
                        } catch let silence as Witness.Silence {
                            tally.failures.append(Failure(number: number, reason: "\(silence)"))
                            witness = try Witness(trial, truth: truth)
                        }
                    }
                    return tally
                }
            }
            return try await group.reduce(into: Tally()) { $0.add($1) }
        }
        return Row(name, cases: cases.count, found: results.words, failures: results.failures)
    }
}

/// What came of many readings.
private struct Tally: Sendable {
    var refused = 0
    var right = 0
    var peakKiB = 0
    var failures: [Failure] = []

    mutating func add(_ number: Int, _ testimony: Testimony) {
        peakKiB = max(peakKiB, testimony.peakKiB)
        if testimony.refuses { refused += 1 } else { right += 1 }
        // 12 where a slot is no longer of the kind that there is a secret for.
        if let objection = testimony.objection(allowing: [11, 12, 13]) {
            failures.append(Failure(number: number, reason: objection))
        } else if testimony.peakKiB > Memory.limitKiB {
            failures.append(Failure(number: number, reason: "\(testimony.peakKiB >> 10) MiB of memory"))
        }
    }

    mutating func add(_ other: Tally) {
        refused += other.refused
        right += other.right
        peakKiB = max(peakKiB, other.peakKiB)
        failures = (failures + other.failures).sorted { ($0.number ?? 0) < ($1.number ?? 0) }
    }

    var words: String {
        "\(refused) refused, \(right) right, \(failures.count) otherwise; at most \(peakKiB >> 10) MiB"
    }
}

enum Memory {
    /// No refusal takes more, Argon2's own memory aside.
    static let limitKiB = 64 << 10
}

/// Two rows of a table whose columns change places.
private struct Swap: Sendable {
    let table: String
    let key: String
    let columns: [String]
    let rows: [DatabaseValue]

    /// Each pair of rows in each table that has several, whole but for their keys, and in parts.
    static func all(in file: URL) throws -> [Swap] {
        let tables: [(String, String, [[String]])] = [
            (
                "record", "record_id",
                [
                    ["meta", "payload_head", "payload"], ["payload_head", "payload"], ["payload"], ["payload_head"],
                    ["meta"],
                ]
            ),
            (
                "slot", "slot_id",
                [["type", "params", "commitment", "wrap"], ["commitment", "wrap"], ["wrap"], ["commitment"]]
            ),
            ("audit", "n", [["body", "mac"], ["body"], ["mac"]]),
        ]
        return try DatabaseQueue(path: file.path).read { database in
            try tables.flatMap { table, key, parts in
                let keys = try GRDB.Row.fetchAll(database, sql: "SELECT \(key) FROM \(table) ORDER BY \(key)").map {
                    $0.databaseValues.first ?? .null
                }
                return keys.indices.flatMap { first in
                    keys[(first + 1)...].flatMap { second in
                        parts.map { Swap(table: table, key: key, columns: $0, rows: [keys[first], second]) }
                    }
                }
            }
        }
    }

    func apply(to file: URL) throws {
        let list = columns.joined(separator: ", ")
        let assignments = columns.map { "\($0) = ?" }.joined(separator: ", ")
        try tamper(file) { database in
            let contents = try rows.map { row in
                try GRDB.Row.fetchOne(database, sql: "SELECT \(list) FROM \(table) WHERE \(key) = ?", arguments: [row])
            }
            for (row, content) in zip(rows, contents.reversed()) {
                let values = (content.map { Array($0.databaseValues) } ?? []) + [row]
                try database.execute(
                    sql: "UPDATE \(table) SET \(assignments) WHERE \(key) = ?",
                    arguments: StatementArguments(values)
                )
            }
        }
    }
}

/// Changes a file as someone without any key could.
func tamper(_ file: URL, _ body: (Database) throws -> Void) throws {
    let queue = try DatabaseQueue(path: file.path)
    try queue.writeWithoutTransaction(body)
    try queue.close()
}
