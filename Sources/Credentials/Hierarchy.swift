/// What several credentials reach, put together: a directed acyclic graph, since a customer may have several managers.
public struct Hierarchy: Sendable {
    /// A way to a customer.
    public struct Way: Hashable, Sendable {
        /// The credential's name.
        public let credential: Name
        /// The login-customer-id that worked with it.
        public let loginCustomerID: CustomerID
    }

    /// A customer, and every way to it.
    public struct Node: Sendable {
        /// The customer; parents and level are those of all credentials together.
        public fileprivate(set) var customer: Customer
        /// The ways to it, by name of credential.
        public fileprivate(set) var reachedBy: [Way]
        /// The customers directly below it, ascending.
        public fileprivate(set) var children: [CustomerID] = []
    }

    /// A network of Ad Manager.
    public struct Network: Hashable, Sendable {
        /// Its code: digits.
        public let code: String
        /// What it is called.
        public let name: String
        /// The names of the credentials that reach it, ascending.
        public fileprivate(set) var reachedBy: [Name]
    }

    /// Every customer by its number.
    public private(set) var nodes: [CustomerID: Node] = [:]
    /// The customers that none of the others stands above, ascending.
    public private(set) var roots: [CustomerID] = []
    /// The networks of Ad Manager, ascending by code.
    public private(set) var networks: [Network] = []
    /// How many calls it took to read it.
    public private(set) var operations = 0
    /// When the oldest part of it was read; nil where nothing was.
    public private(set) var oldest: Timestamp?

    private let states: [Name: Credential.State]

    /// What the credentials of these names reach. Of two that tell of one customer, the newer counts.
    ///
    /// - Parameter states: where their lives stand; who is not named is active.
    public init(_ reaches: [(credential: Name, reach: Reach)], states: [Name: Credential.State] = [:]) {
        self.states = states
        for (credential, reach) in reaches.sorted(by: { $0.reach.readAt > $1.reach.readAt }) {
            oldest = min(oldest ?? reach.readAt, reach.readAt)
            operations += reach.operations
            for customer in reach.customers { add(customer, by: credential) }
            for (code, name) in reach.networks { add(Network(code: code, name: name, reachedBy: [credential])) }
        }
        networks.sort { ($0.code.count, $0.code) < ($1.code.count, $1.code) }
        for index in networks.indices { networks[index].reachedBy.sort() }
        for id in nodes.keys.sorted() {
            nodes[id]?.reachedBy.sort { $0.credential < $1.credential }
            let known = nodes[id]?.customer.parents.filter { nodes[$0] != nil && $0 != id } ?? []
            nodes[id]?.customer.parents = known
            for parent in known { nodes[parent]?.children.append(id) }
        }
        setLevels()
    }

    /// Every customer once, ascending by number.
    public var customers: [Node] { nodes.values.sorted { $0.customer.id < $1.customer.id } }

    /// Where the life of a credential stands.
    public func state(of credential: Name) -> Credential.State { states[credential] ?? .active }

    /// Whether any of these ways is open: what only dead credentials reached, nobody does.
    public func isReached(by ways: [Way]) -> Bool { isReached(by: ways.map(\.credential)) }

    /// Whether any of these credentials is active.
    public func isReached(by credentials: [Name]) -> Bool { credentials.contains { state(of: $0) == .active } }

    private mutating func add(_ customer: Customer, by credential: Name) {
        let way = Way(credential: credential, loginCustomerID: customer.loginCustomerID)
        guard var node = nodes[customer.id] else {
            nodes[customer.id] = Node(customer: customer, reachedBy: [way])
            return
        }
        node.reachedBy.append(way)
        node.customer.parents = Set(node.customer.parents + customer.parents).sorted()
        node.customer.name = node.customer.name ?? customer.name
        node.customer.isManager = node.customer.isManager || customer.isManager
        if node.customer.status == .unknown { node.customer.status = customer.status }
        node.customer.currency = node.customer.currency ?? customer.currency
        node.customer.timeZone = node.customer.timeZone ?? customer.timeZone
        nodes[customer.id] = node
    }

    private mutating func add(_ network: Network) {
        if let index = networks.firstIndex(where: { $0.code == network.code }) {
            networks[index].reachedBy += network.reachedBy
        } else {
            networks.append(network)
        }
    }

    /// Counts the steps from the tops down, breadth first. Whom no top leads to, as in a circle, becomes a top itself.
    private mutating func setLevels() {
        var seen: Set<CustomerID> = []
        var tops = nodes.values.filter(\.customer.parents.isEmpty).map(\.customer.id).sorted()
        var rest = nodes.keys.sorted()[...]
        repeat {
            roots += tops
            walk(from: tops, &seen)
            rest = rest.drop(while: seen.contains)
            tops = rest.first.map { [$0] } ?? []
        } while !tops.isEmpty
        roots.sort()
    }

    private mutating func walk(from tops: [CustomerID], _ seen: inout Set<CustomerID>) {
        var level = 0
        var current = tops.filter { seen.insert($0).inserted }
        while !current.isEmpty {
            var below: [CustomerID] = []
            for id in current {
                nodes[id]?.customer.level = level
                below += nodes[id]?.children.filter { seen.insert($0).inserted } ?? []
            }
            current = below
            level += 1
        }
    }
}
