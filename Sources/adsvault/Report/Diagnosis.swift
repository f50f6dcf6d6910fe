/// One thing that `doctor` looked at.
struct Diagnosis: Sendable, Equatable {
    /// What was looked at, as a word for scripts.
    let code: String
    /// How it is.
    let message: String
    /// What to do about it.
    let next: String?
    /// What the run ends with because of it; nil where all is well, or well enough.
    let failure: ExitStatus?
    /// Whether somebody should look.
    let isWarning: Bool

    /// All is well.
    static func fine(_ code: String, _ message: String) -> Diagnosis {
        Diagnosis(code: code, message: message, next: nil, failure: nil, isWarning: false)
    }

    /// It works, and somebody should look.
    static func warning(_ code: String, _ message: String, next: String? = nil) -> Diagnosis {
        Diagnosis(code: code, message: message, next: next, failure: nil, isWarning: true)
    }

    /// It does not work.
    static func error(_ code: String, _ failure: CommandFailure) -> Diagnosis {
        Diagnosis(code: code, message: failure.message, next: failure.hint, failure: failure.status, isWarning: false)
    }

    /// `ok`, `warning` or `error`.
    var severity: String {
        failure != nil ? "error" : isWarning ? "warning" : "ok"
    }

    /// The object of `doctor --json`.
    var json: JSON {
        ["code": .text(code), "severity": .text(severity), "message": .text(message), "next": .string(next)]
    }
}

extension [Diagnosis] {
    /// A finding a line.
    var table: Table {
        Table(
            rows: map { diagnosis in
                let style: Style = diagnosis.failure != nil ? .bad : diagnosis.isWarning ? .warning : .good
                return [
                    Table.Cell(diagnosis.severity, style),
                    Table.Cell(diagnosis.code),
                    Table.Cell(diagnosis.message + (diagnosis.next.map { " – \($0)" } ?? "")),
                ]
            }
        )
    }
}
