import Credentials
import Vault

/// What must stand in a vault after many writes, of which each was acknowledged or cut off.
struct Expectation {
    /// How many writes were acknowledged, and how many cut off.
    private(set) var acknowledged = 0
    private(set) var killed = 0

    /// The values that a tag may have by now, by credential and key: the last acknowledged one, and those of writes cut off
    /// since.
    private var tags: [String: [String: Set<String>]] = [:]
    private var certain: Set<String> = []
    private var possible: Set<String> = []
    private var exports: Set<String> = []
    private var counts: [String: ClosedRange<Int>] = [:]

    /// A write was acknowledged.
    mutating func note(done write: Write) {
        acknowledged += 1
        count(write, 1...1)
        switch write {
        case .tag(let key, let credential, let value): tags[credential, default: [:]][key] = [value]
        case .addClient(let name): certain.insert(name)
        case .removeClient(let name): certain.remove(name)
        case .export(_, let file): exports.insert(file)
        case .owner: break
        }
    }

    /// A write was cut off: it is done, or it is not.
    mutating func note(killed write: Write) {
        killed += 1
        count(write, 0...1)
        switch write {
        case .tag(let key, let credential, let value): tags[credential, default: [:]][key, default: [""]].insert(value)
        case .addClient(let name): possible.insert(name)
        case .removeClient(let name):
            certain.remove(name)
            possible.insert(name)
        case .owner, .export: break
        }
    }

    private mutating func count(_ write: Write, _ more: ClosedRange<Int>) {
        let count = counts[write.action, default: 0...0]
        counts[write.action] = count.lowerBound + more.lowerBound...count.upperBound + more.upperBound
    }

    /// What is lost, wrong or missing in a vault that had `before` many log entries and the number `seq` before.
    func problems(in snapshot: inout VaultSnapshot, entriesBefore: Int, seqBefore: UInt64) throws -> [String] {
        var problems: [String] = []
        let records = try snapshot.records()
        for record in records where record.type == "credential" {
            let found = try Credential(description: record.meta).tags
            for (key, values) in tags[record.name.description, default: [:]] where !values.contains(found[key] ?? "") {
                problems.append("LOST: tag \(key) of \(record.name) is \(found[key] ?? "not there"), not \(values)")
            }
        }
        let clients = Set(records.filter { $0.type == "client" }.map(\.name.description)).subtracting(["main"])
        problems += certain.subtracting(clients).map { "LOST: client \($0)" }
        problems += clients.subtracting(certain).subtracting(possible).map { "LOST: the removal of client \($0)" }
        let entries = try snapshot.audit().dropFirst(entriesBefore)
        problems += exports.filter { file in !entries.contains { $0.detail.contains(file) } }.map {
            "LOST: export \($0)"
        }
        for (action, range) in counts {
            let count = entries.count { $0.action == action }
            if !range.contains(count) { problems.append("LOST: \(count) entries of \(action), not \(range)") }
        }
        if snapshot.seq - seqBefore != UInt64(entries.count) {
            problems.append("GAP: \(entries.count) entries, and the number grew by \(snapshot.seq - seqBefore)")
        }
        return problems
    }
}
