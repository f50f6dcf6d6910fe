/// Rows of words in columns that line up on a terminal.
struct Table: Sendable {
    /// One field; what a terminal would obey is made visible.
    struct Cell: Sendable, ExpressibleByStringInterpolation {
        let text: String
        let style: Style

        init(_ text: String, _ style: Style = .plain) {
            self.text = text.printable
            self.style = style
        }

        init(stringLiteral text: String) {
            self.init(text)
        }

        /// A dash where there is nothing to show.
        init(_ text: String?) {
            if let text { self.init(text, .plain) } else { self.init("–", .faint) }
        }
    }

    /// What stands above the columns; empty for a list of facts.
    var headings: [String] = []
    /// The headings of those columns that are cut where a terminal is too narrow; the first column is cut after them.
    var cuttable: Set<String> = []
    var rows: [[Cell]] = []

    /// The table, each line with its newline. Two spaces lie between columns, none at a line's end.
    ///
    /// - Parameter limit: how many columns a terminal has; cells are cut until each line fits, as far as what is left of
    ///   them still says something.
    func text(colours: Bool, limit: Int? = nil) -> String {
        let lines = (headings.isEmpty ? [] : [headings.map { Cell($0, .heading) }]) + rows
        let columnCount = lines.map(\.count).max() ?? 0
        var widths = (0..<columnCount).map { column in
            lines.map { $0.indices.contains(column) ? $0[column].text.columns : 0 }.max() ?? 0
        }
        if let limit, !cuttable.isEmpty {
            let limit = limit - 2 * (columnCount - 1)
            Self.narrow(&widths, headings.indices.filter { cuttable.contains(headings[$0]) }, to: limit)
            Self.narrow(&widths, [0], to: limit)
        }
        return lines.map { Self.line($0, widths, colours) + "\n" }.joined()
    }

    /// Takes from the widest of some columns, until all fit or none has more than eight.
    private static func narrow(_ widths: inout [Int], _ columns: [Int], to limit: Int) {
        while widths.reduce(0, +) > limit, let widest = columns.max(by: { widths[$0] < widths[$1] }), widths[widest] > 8
        {
            widths[widest] -= 1
        }
    }

    private static func line(_ cells: [Cell], _ widths: [Int], _ colours: Bool) -> String {
        let last = cells.lastIndex { !$0.text.isEmpty } ?? 0
        return zip(cells, widths).enumerated().prefix(last + 1).map { index, field in
            let (cell, width) = field
            let text = cell.text.cut(to: width)
            let padding = index == last ? "" : String(repeating: " ", count: width - text.columns + 2)
            return cell.style.applied(to: text, colours: colours) + padding
        }.joined()
    }
}
