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
    let severity: Severity

    /// How bad it is, as a word for scripts.
    enum Severity: String {
        case ok
        case warning
        case unknown
        case error
    }

    /// All is well.
    static func fine(_ code: String, _ message: String) -> Diagnosis {
        Diagnosis(code: code, message: message, next: nil, failure: nil, severity: .ok)
    }

    /// It works, and somebody should look.
    static func warning(_ code: String, _ message: String, next: String? = nil) -> Diagnosis {
        Diagnosis(code: code, message: message, next: next, failure: nil, severity: .warning)
    }

    /// It could not be looked at, which is no reason to call it fine.
    static func unknown(_ code: String, _ message: String, next: String) -> Diagnosis {
        Diagnosis(code: code, message: message, next: next, failure: nil, severity: .unknown)
    }

    /// It does not work.
    static func error(_ code: String, _ failure: CommandFailure) -> Diagnosis {
        Diagnosis(code: code, message: failure.message, next: failure.hint, failure: failure.status, severity: .error)
    }

    /// The object of `doctor --json`.
    var json: JSON {
        ["code": .text(code), "severity": .text(severity.rawValue), "message": .text(message), "next": .string(next)]
    }
}

extension [Diagnosis] {
    /// A finding a line.
    var table: Table {
        Table(
            rows: map { diagnosis in
                let style: Style =
                    switch diagnosis.severity {
                    case .ok: .good
                    case .warning: .warning
                    case .unknown: .faint
                    case .error: .bad
                    }
                return [
                    Table.Cell(diagnosis.severity.rawValue, style),
                    Table.Cell(diagnosis.code),
                    Table.Cell(diagnosis.message + (diagnosis.next.map { " – \($0)" } ?? "")),
                ]
            }
        )
    }
}
