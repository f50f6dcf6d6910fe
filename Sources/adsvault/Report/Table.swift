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
    /// The headings of those columns that are cut, or left out, before all others where a terminal is too narrow.
    var cuttable: Set<String> = []
    var rows: [[Cell]] = []

    /// The table, each line with its newline. Two spaces lie between columns, none at a line's end.
    ///
    /// - Parameter limit: how many columns a terminal has. Cells are cut until each line fits, as far as what is left of
    ///   them still says something, and columns left out where that is not enough. The first column, by which rows are told
    ///   apart, is cut last, and in its middle.
    func text(colours: Bool, limit: Int? = nil) -> String {
        let lines = (headings.isEmpty ? [] : [headings.map { Cell($0, .heading) }]) + rows
        let columnCount = lines.map(\.count).max() ?? 0
        var widths: [Int?] = (0..<columnCount).map { column in
            lines.map { $0.indices.contains(column) ? $0[column].text.columns : 0 }.max() ?? 0
        }
        if let limit, !cuttable.isEmpty { fit(&widths, to: limit) }
        return lines.map { Self.line($0, widths, colours) + "\n" }.joined()
    }

    /// Leaves out the columns for which there is no room, their widths then being nil, and narrows others until all fit.
    private func fit(_ widths: inout [Int?], to limit: Int) {
        let others = headings.indices.dropFirst()
        let cut = others.filter { cuttable.contains(headings[$0]) }
        let whole = others.filter { !cuttable.contains(headings[$0]) }
        var least = widths
        // One name as long as names may be is not to take the place of everything else.
        least[0] = widths[0].map { min($0, 32) }
        for column in cut { least[column] = widths[column].map { min($0, 6) } }
        for column in cut.reversed() + whole.reversed() where Self.total(least) > limit {
            (least[column], widths[column]) = (nil, nil)
        }
        Self.narrow(&widths, cut, to: limit, least: 6)
        Self.narrow(&widths, [0], to: limit, least: 1)
    }

    /// Takes from the widest of some columns, until all fit or none has more than `least`.
    private static func narrow(_ widths: inout [Int?], _ columns: [Int], to limit: Int, least: Int) {
        while total(widths) > limit,
            let (column, width) = columns.compactMap({ column in widths[column].map { (column, $0) } })
                .max(by: { $0.1 < $1.1 }), width > least
        {
            widths[column] = width - 1
        }
    }

    /// How wide a line is, with the two spaces between columns.
    private static func total(_ widths: [Int?]) -> Int {
        widths.compactMap(\.self).reduce(-2) { $0 + $1 + 2 }
    }

    private static func line(_ cells: [Cell], _ widths: [Int?], _ colours: Bool) -> String {
        let last = zip(cells, widths).enumerated().reduce(0) { last, field in
            field.element.1 == nil || field.element.0.text.isEmpty ? last : field.offset
        }
        return zip(cells, widths).enumerated().prefix(last + 1).compactMap { index, field in
            let (cell, width) = field
            guard let width else { return nil }
            let text = index == 0 ? cell.text.cutInside(to: width) : cell.text.cut(to: width)
            let padding = index == last ? "" : String(repeating: " ", count: width - text.columns + 2)
            return cell.style.applied(to: text, colours: colours) + padding
        }.joined()
    }
}
