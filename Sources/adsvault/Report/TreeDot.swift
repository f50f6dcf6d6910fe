import Credentials

/// A hierarchy in the language of Graphviz (https://graphviz.org/doc/info/lang.html), for `dot -Tsvg`.
struct TreeDot {
    let hierarchy: Hierarchy

    /// The whole graph.
    var text: String {
        let customers = hierarchy.customers
        let nodes = customers.map { node in
            let customer = node.customer
            let name = customer.name ?? "(no name)"
            let shape = customer.isManager ? "box" : "ellipse"
            let style = customer.status == .enabled ? "solid" : "dashed"
            let label = "\(Self.escaped(name))\\n\(customer.id)"
            return "  \"\(customer.id.digits)\" [label=\"\(label)\", shape=\(shape), style=\(style)];\n"
        }
        let edges = customers.flatMap { node in
            node.children.map { "  \"\(node.customer.id.digits)\" -> \"\($0.digits)\";\n" }
        }
        return "digraph customers {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n"
            + nodes.joined() + edges.joined() + "}\n"
    }

    /// A name inside quotes: a quote or a backslash would end or change it.
    private static func escaped(_ name: String) -> String {
        name.printable.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
}
