import Credentials
import Operations
import Vault

extension LabelledSlot {
    /// The object of `slot list --json`.
    var json: JSON {
        [
            "id": .text(id),
            "type": .text("\(slot.kind)"),
            "createdAt": .string(createdAt),
            "label": .text(label),
        ]
    }

    /// What people call it, unmistakably.
    var words: String {
        "\(slot.kind.words) '\(label)' (\(id.prefix(8)))".printable
    }
}

extension [LabelledSlot] {
    /// A slot a line, oldest first.
    func table(now: Timestamp) -> Table {
        Table(
            headings: ["ID", "TYPE", "LABEL", "SINCE", ""],
            rows: map { slot in
                [
                    Table.Cell(String(slot.id.prefix(8))),
                    Table.Cell("\(slot.slot.kind)"),
                    Table.Cell(slot.label),
                    Table.Cell(slot.createdAt?.relative(to: now)),
                    slot.isBelowPolicy ? Table.Cell("weaker than the vault's policy", .warning) : "",
                ]
            }
        )
    }
}

extension RotatedKey {
    /// The answer of `rotate key --json`.
    var json: JSON {
        ["epoch": .number(Int64(epoch)), "records": .number(records), "droppedSlots": .strings(dropped)]
    }

    /// What was done, for people.
    var words: String {
        let rest = dropped.isEmpty ? "" : "; left behind: \(dropped.joined(separator: ", "))"
        return "the vault has a new key (number \(epoch)), and \(records) records are sealed anew\(rest)".printable
    }
}

extension RemovedSlot {
    /// The answer of `slot remove --json`.
    var json: JSON {
        [
            "removed": slot.json,
            "epoch": .number(Int64(rotated.epoch)),
            "records": .number(rotated.records),
            "droppedSlots": .strings(rotated.dropped),
        ]
    }

    /// What was done, for people.
    var words: String {
        "removed the \(slot.words); \(rotated.words)"
    }
}
