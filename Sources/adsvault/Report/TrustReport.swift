import Credentials
import Operations
import Sealing
import Vault

extension AuditEntry {
    /// The object of `audit --json`.
    var json: JSON {
        [
            "index": .number(Int64(clamping: index)),
            "at": .string(at),
            "action": .text(action),
            "actor": .text(actor),
            "subject": .text(subject),
            "detail": .text(detail),
            "hash": .text(hex(hash)),
        ]
    }
}

extension [AuditEntry] {
    /// An entry a line, oldest first.
    var table: Table {
        Table(
            headings: ["N", "AT", "ACTION", "SUBJECT", "ACTOR", "DETAIL"],
            rows: map { entry in
                [
                    Table.Cell(String(entry.index)),
                    Table.Cell(entry.at.description),
                    Table.Cell(entry.action),
                    Table.Cell(entry.subject),
                    Table.Cell(entry.actor),
                    Table.Cell(entry.detail),
                ]
            }
        )
    }
}

extension AuditVerdict {
    /// The object of `audit verify --json`.
    var json: JSON {
        ["ok": .bool(true), "entries": .number(entries), "head": .text(hex(head))]
    }

    /// The verdict for people.
    var words: String {
        "the log is whole: \(entries) entries, ending with \(hex(head).prefix(16))…, and so are all records"
    }
}

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
