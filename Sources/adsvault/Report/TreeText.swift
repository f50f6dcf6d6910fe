import Credentials

/// A hierarchy drawn with lines, a customer a line: who it is, how it stands, and by which credential it is reached where
/// that is not as for the one above.
struct TreeText {
    let hierarchy: Hierarchy
    let colours: Bool

    /// A line before the columns are known.
    private struct Line {
        let branch: String
        let node: Hierarchy.Node
        /// Whether it is reached just as the one above it, so that nobody needs to read that again.
        let isReachedAlike: Bool
        /// Whether what is below it stands elsewhere already.
        let isRepeated: Bool

        var label: String { (node.customer.name ?? "(no name)").printable }
        var width: Int { branch.columns + label.columns }
    }

    /// The widest name that the column of numbers makes room for, branches included. Google allows names of 255 characters:
    /// one of these is not to push all other lines beyond the edge of the terminal.
    private static let widest = 60

    /// The drawing, each line with its newline.
    var text: String {
        let lines = lines
        let width = lines.map(\.width).filter { $0 <= Self.widest }.max() ?? 0
        return lines.map { text(of: $0, width: width) }.joined()
    }

    /// The lines, tops first. A customer of several managers stands below each of them; what is below it, once.
    private var lines: [Line] {
        var lines: [Line] = []
        var drawn: Set<CustomerID> = []
        // Last first, since the last is taken first.
        var waiting = hierarchy.roots.reversed().map { (id: $0, above: [Hierarchy.Way](), branch: "", below: "") }
        while let (id, above, branch, below) = waiting.popLast() {
            guard let node = hierarchy.nodes[id] else { continue }
            let isFirst = drawn.insert(id).inserted
            lines.append(
                Line(
                    branch: branch,
                    node: node,
                    isReachedAlike: node.reachedBy == above,
                    isRepeated: !isFirst && !node.children.isEmpty
                )
            )
            guard isFirst else { continue }
            for (index, child) in node.children.enumerated().reversed() {
                let isLast = index == node.children.count - 1
                let (corner, line) = isLast ? ("└── ", "    ") : ("├── ", "│   ")
                waiting.append((child, node.reachedBy, below + corner, below + line))
            }
        }
        return lines
    }

    private func text(of line: Line, width: Int) -> String {
        let customer = line.node.customer
        let name = (customer.isManager ? Style.heading : .plain).applied(to: line.label, colours: colours)
        let padding = String(repeating: " ", count: max(width - line.width, 0) + 2)
        var words = [customer.id.description]
        if customer.isManager { words.append("manager") }
        switch customer.status {
        case .enabled: break
        case .suspended: words.append(Style.warning.applied(to: "suspended", colours: colours))
        case .canceled, .closed: words.append(Style.bad.applied(to: customer.status.words, colours: colours))
        case .unknown: words.append(Style.faint.applied(to: customer.status.words, colours: colours))
        }
        if !line.isReachedAlike {
            let style: Style = hierarchy.isReached(by: line.node.reachedBy) ? .faint : .warning
            words.append(style.applied(to: hierarchy.reach(of: line.node), colours: colours))
        }
        if line.isRepeated { words.append(Style.faint.applied(to: "(drawn above)", colours: colours)) }
        return line.branch + name + padding + words.joined(separator: "  ") + "\n"
    }
}

extension Customer.Status {
    /// How people say it.
    var words: String {
        switch self {
        case .enabled: "enabled"
        case .canceled: "cancelled"
        case .suspended: "suspended"
        case .closed: "closed"
        case .unknown: "status unknown"
        }
    }
}
