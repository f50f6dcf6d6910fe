import Credentials

extension Hierarchy {
    /// A credential's name, and its state where it is not active.
    func words(of credential: Name) -> String {
        let state = state(of: credential)
        return state == .active ? "\(credential)" : "\(credential) (\(state.rawValue))"
    }

    /// By which credentials a customer is reached, those that work first, and through which manager where that is another.
    func ways(to node: Node) -> [String] {
        let (living, dead) = (
            node.reachedBy.filter { isReached(by: [$0]) }, node.reachedBy.filter { !isReached(by: [$0]) }
        )
        return (living + dead).map { way in
            let name = words(of: way.credential)
            return way.loginCustomerID == node.customer.id ? name : "\(name) via \(way.loginCustomerID)"
        }
    }

    /// The first two ways to a customer, and how many more there are.
    func reach(of node: Node) -> String { Self.shortened(ways(to: node)) }

    /// The same of a network of Ad Manager.
    func reach(of network: Network) -> String {
        let (living, dead) = (
            network.reachedBy.filter { state(of: $0) == .active }, network.reachedBy.filter { state(of: $0) != .active }
        )
        return Self.shortened((living + dead).map(words))
    }

    private static func shortened(_ ways: [String]) -> String {
        let more = ways.count > 2 ? ["and \(ways.count - 2) more"] : []
        return "by " + (ways.prefix(2) + more).joined(separator: ", ")
    }

    /// When it was read, as a file says it: how long ago that is changes while it lies there.
    var age: String {
        oldest.map { "read at \($0)" } ?? "nothing was read"
    }
}
