/// The rows as one table, in columns.
func table(of rows: [Row]) -> String {
    let heads = ["attack or experiment", "cases", "found", "verdict"]
    let lines = [heads] + rows.map { [$0.name, "\($0.cases)", $0.found, $0.verdict.text] }
    let widths = heads.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
        "| " + zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: " | ")
            + " |"
    }
    let rule = "|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|"
    return ([line(heads), rule] + lines.dropFirst().map(line)).joined(separator: "\n")
}

extension Row {
    /// Whether it speaks against the vault, or against the torture.
    var hasFailed: Bool {
        switch verdict {
        case .fails: true
        case .holds, .notRun: false
        }
    }
}

extension Row.Verdict {
    fileprivate var text: String {
        switch self {
        case .holds: "holds"
        case .fails: "FAILS"
        case .notRun: "not run"
        }
    }
}
