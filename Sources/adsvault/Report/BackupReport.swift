import Operations
import Vault

extension VaultState {
    /// Its numbers, to stand in an object of JSON.
    fileprivate var members: [(String, JSON)] {
        [
            ("epoch", .number(Int64(epoch))), ("seq", seq.map { .number(Int64(clamping: $0)) } ?? .null),
            ("at", .string(time)),
        ]
    }
}

extension VaultCopy {
    fileprivate var members: [(String, JSON)] {
        state.members + [
            ("records", .number(records)), ("auditEntries", .number(Int64(clamping: auditEntries))),
        ]
    }

    /// The answer of `backup --json`.
    var json: JSON { .object([("file", .text(location))] + members) }

    /// What was written, for people.
    var words: String {
        "wrote \(location), and read all of it back: \(records) records, \(auditEntries) entries of the log, \(state)"
            .printable
    }
}

extension Restored {
    /// The answer of `restore --json`.
    var json: JSON {
        .object(
            [("vault", .text(vault.copy.location))] + vault.copy.members + [
                ("wentBackFrom", vault.wentBackFrom.map { .object($0.members) } ?? .null),
                ("kept", .string(vault.kept)), ("droppedSlots", .strings(dropped)),
            ]
        )
    }

    /// What was done, for people.
    var words: String {
        var lines = ["\(vault.copy.location) is back: \(vault.copy.records) records, \(vault.copy.state)"]
        if let known = vault.wentBackFrom { lines.append("it went back from \(known), and has a new key") }
        if let kept = vault.kept { lines.append("what was there is kept as \(kept)") }
        if !dropped.isEmpty { lines.append("left behind: \(dropped.joined(separator: ", "))") }
        return lines.map(\.printable).joined(separator: "\n")
    }
}
