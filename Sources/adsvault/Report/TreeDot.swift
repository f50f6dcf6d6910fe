import Credentials

/// A hierarchy in the language of Graphviz (https://graphviz.org/doc/info/lang.html), for `dot -Tsvg`. Red is what nobody
/// living reaches.
struct TreeDot {
    let hierarchy: Hierarchy

    /// The whole graph.
    var text: String {
        let customers = hierarchy.customers
        let nodes = customers.map { node in
            let customer = node.customer
            return Self.node(
                customer.id.digits,
                lines: [customer.name ?? "(no name)", "\(customer.id)", hierarchy.reach(of: node)],
                shape: customer.isManager ? "box" : "ellipse",
                style: customer.status == .enabled ? "solid" : "dashed",
                isReached: hierarchy.isReached(by: node.reachedBy)
            )
        }
        let networks = hierarchy.networks.map { network in
            Self.node(
                "network \(network.code)",
                lines: [network.name, "Ad Manager network \(network.code)", hierarchy.reach(of: network)],
                shape: "component",
                style: "solid",
                isReached: hierarchy.isReached(by: network.reachedBy)
            )
        }
        let edges = customers.flatMap { node in
            node.children.map { "  \"\(node.customer.id.digits)\" -> \"\($0.digits)\";\n" }
        }
        return "digraph customers {\n  rankdir=LR;\n  label=\"\(hierarchy.age)\";\n"
            + "  node [fontname=\"sans-serif\"];\n" + (nodes + networks + edges).joined() + "}\n"
    }

    private static func node(_ id: String, lines: [String], shape: String, style: String, isReached: Bool) -> String {
        let label = lines.map(escaped).joined(separator: "\\n")
        let colour = isReached ? "" : ", color=red, fontcolor=red"
        return "  \"\(escaped(id))\" [label=\"\(label)\", shape=\(shape), style=\(style)\(colour)];\n"
    }

    /// A name inside quotes: a quote or a backslash would end or change it.
    private static func escaped(_ name: String) -> String {
        name.printable.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
}
