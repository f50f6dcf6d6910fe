import Credentials
import Deploy
import Operations

/// What became of a file that was to be imported.
struct ImportSummary: Sendable {
    let path: String
    /// Whether nothing was done.
    let isRehearsal: Bool
    /// What became of its credentials; nil where the file was refused.
    var outcome: ImportOutcome?
    /// What went wrong.
    var failure: CommandFailure?
    var isShredded = false

    init(path: String, isRehearsal: Bool) {
        self.path = path
        self.isRehearsal = isRehearsal
    }

    /// One of the objects of `import --json`.
    var json: JSON {
        [
            "file": .text(path),
            "ok": .bool(failure == nil),
            "dryRun": .bool(isRehearsal),
            "shredded": .bool(isShredded),
            "credentials": .array((outcome?.items ?? []).map(\.json)),
            "notes": .strings(outcome?.notes ?? []),
            "error": failure.map { ["code": .text($0.code), "message": .text($0.message)] } ?? .null,
        ]
    }
}

extension ImportedItem {
    fileprivate var json: JSON {
        [
            "name": .string(name),
            "kind": .text(kind.rawValue),
            "format": .text(format.rawValue),
            "line": .number(line),
            "client": client.map { ["name": .string($0), "new": .bool(isNewClient)] } ?? .null,
            "result": .text(result == .imported ? "imported" : "skipped"),
            "reason": .string(reason),
        ]
    }

    /// Why it was skipped, for scripts.
    private var reason: String? {
        switch result {
        case .imported: nil
        case .alreadyThere: "already_there"
        case .revoked: "revoked"
        case .keyFile: "key_file"
        }
    }

    fileprivate func words(isRehearsal: Bool) -> Table.Cell {
        switch result {
        case .imported: Table.Cell(isRehearsal ? "would be imported" : "imported", .good)
        case .alreadyThere: "already there"
        case .revoked: Table.Cell("revoked, proven dead", .faint)
        case .keyFile(let path): Table.Cell(path.map { "in \($0)" } ?? "in a key file that it names", .warning)
        }
    }
}

extension [ImportSummary] {
    /// What the run ends with.
    var status: ExitStatus {
        ExitStatus(of: map { $0.failure?.status ?? .done })
    }

    /// A credential a line, and a line for each file that is gone.
    func text(colours: Bool) -> String {
        var table = Table(headings: ["NAME", "FROM", "FORMAT", "CLIENT", "RESULT"])
        for summary in self {
            for item in summary.outcome?.items ?? [] {
                table.rows.append([
                    Table.Cell(item.name?.description),
                    Table.Cell("\(summary.path):\(item.line)"),
                    Table.Cell(item.format.rawValue),
                    Table.Cell(item.client.map { item.isNewClient ? "\($0) (new)" : $0.description }),
                    item.words(isRehearsal: summary.isRehearsal),
                ])
            }
        }
        let gone = filter(\.isShredded).map { "the file \($0.path) is gone".printable + "\n" }
        return (table.rows.isEmpty ? "" : table.text(colours: colours)) + gone.joined()
    }
}
