/// Every customer and who stands above whom, without circles: a customer may have several managers.
struct CustomerDirectory: Sendable {
    private(set) var customers: [AdsCustomerID: AdsCustomer] = [:]
    private var clients: [AdsCustomerID: [AdsCustomerID]] = [:]

    /// Adds a customer, or takes this in place of the one with its number.
    mutating func set(_ customer: AdsCustomer) throws(DirectoryError) {
        for manager in customer.managers {
            guard customers[manager]?.isManager == true else { throw .notManager(manager) }
            if manager == customer.id || isBelow(manager, customer.id) { throw .circle(customer.id) }
        }
        for manager in customers[customer.id]?.managers ?? [] { clients[manager]?.removeAll { $0 == customer.id } }
        for manager in customer.managers { clients[manager, default: []].append(customer.id) }
        customers[customer.id] = customer
    }

    /// A manager and everyone below it, or a customer alone; each once, at the fewest steps from the top.
    func tree(of top: AdsCustomerID, levels: ClosedRange<Int> = 0...Int.max) -> [(customer: AdsCustomer, level: Int)] {
        var rows: [(customer: AdsCustomer, level: Int)] = []
        var seen: Set = [top]
        var current = [top]
        var level = 0
        while !current.isEmpty, level <= levels.upperBound {
            if levels.contains(level) { rows += current.compactMap { id in customers[id].map { ($0, level) } } }
            current = current.flatMap { clients[$0] ?? [] }.filter { seen.insert($0).inserted }.sorted()
            level += 1
        }
        return rows
    }

    /// Whether a way leads down from the manager to the customer.
    func isBelow(_ customer: AdsCustomerID, _ manager: AdsCustomerID) -> Bool {
        var seen: Set<AdsCustomerID> = []
        var current = customers[customer]?.managers ?? []
        while let id = current.popLast() {
            if id == manager { return true }
            if seen.insert(id).inserted { current += customers[id]?.managers ?? [] }
        }
        return false
    }
}
