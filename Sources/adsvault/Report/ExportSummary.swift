import Credentials
import Deploy

/// A configuration that was written.
struct ExportSummary: Sendable {
    let name: Name
    let format: ExportFormat
    /// Where it lies; nil for stdout.
    let path: String?

    /// The answer of `export --json`.
    var json: JSON {
        ["name": .string(name), "format": .text(format.rawValue), "path": .string(path)]
    }

    /// What was done, for people.
    var words: String {
        "wrote \(format.rawValue) of \(name) to \(path ?? "stdout")".printable
    }
}
