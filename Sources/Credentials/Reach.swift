/// The customers that one credential reached when somebody looked.
public struct Reach: Hashable, Sendable {
    /// When it was looked.
    public var readAt: Timestamp
    /// How many operations of the API that took.
    public var operations: Int
    /// The customers that its account reaches directly, ascending.
    public var accessible: [CustomerID]
    /// Every customer, managers and tops included, once each and ascending by number.
    public var customers: [Customer]
    /// The Ad Manager networks, by network code: what they are called.
    public var networks: [String: String]

    /// What was reached at `readAt`.
    public init(
        readAt: Timestamp,
        operations: Int = 0,
        accessible: [CustomerID] = [],
        customers: [Customer] = [],
        networks: [String: String] = [:]
    ) {
        self.readAt = readAt
        self.operations = operations
        self.accessible = accessible
        self.customers = customers
        self.networks = networks
    }

    /// Whether any of these customers is among those reached.
    public func contains(_ wanted: [CustomerID]) -> Bool {
        let wanted = Set(wanted)
        return customers.contains { wanted.contains($0.id) }
    }
}
