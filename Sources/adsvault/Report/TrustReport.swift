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
