/// How a directory of customers is to look; the same plan always makes the same customers.
public struct HierarchyPlan: Sendable, Codable, Equatable {
    /// What decides everything that is left to chance.
    public var seed: UInt64 = 1
    /// How many customers there are, managers among them.
    public var customers = 1_000
    /// How many managers have none above them.
    public var tops = 1
    /// How many managers stand one below the other at most; some chain is this long.
    public var depth = 4
    /// How many customers come on a manager.
    public var clientsPerManager = 15
    /// How many in a hundred have a second manager, or a third.
    public var sharedPercent = 6

    /// The plan for so many customers.
    public init(seed: UInt64 = 1, customers: Int = 1_000, tops: Int = 1, depth: Int = 4) {
        self.seed = seed
        self.customers = customers
        self.tops = tops
        self.depth = depth
    }
}

/// Draws the customers of a plan.
struct HierarchyDrawing {
    private let plan: HierarchyPlan
    private var randomness: SeededRandomness
    private var taken: Set<AdsCustomerID>
    private var levels: [AdsCustomerID: Int] = [:]
    /// The managers that are open, those above before those below.
    private var openManagers: [AdsCustomerID] = []
    private(set) var customers: [AdsCustomer] = []

    /// Draws the customers, managers first and those above before those below.
    /// - Parameter taken: numbers that others have.
    init(_ plan: HierarchyPlan, taken: Set<AdsCustomerID>) {
        self.plan = plan
        self.taken = taken
        randomness = SeededRandomness(seed: plan.seed)
        let tops = max(1, plan.tops)
        let chain = tops + max(1, plan.depth) - 1
        let usual = plan.customers / (max(1, plan.clientsPerManager) + 1)
        let managerCount = plan.depth > 1 ? max(chain, usual) : tops
        for index in 0..<managerCount {
            if index < tops {
                addManager(below: [])
            } else if index < chain {
                addManager(below: [customers[index == tops ? 0 : index - 1].id])
            } else {
                addManager(below: someManagers(above: max(1, plan.depth) - 1), mayBeCanceled: true)
            }
        }
        while customers.count < plan.customers { addClient() }
    }

    private mutating func addManager(below managers: [AdsCustomerID], mayBeCanceled: Bool = false) {
        let isCanceled = mayBeCanceled && randomness.happens(percent: 4)
        var customer = draw(below: managers)
        customer.isManager = true
        // A manager can be cancelled only when nobody is below it any more.
        customer.status = isCanceled ? .canceled : .enabled
        levels[customer.id] = managers.compactMap { levels[$0] }.max().map { $0 + 1 } ?? 0
        customers.append(customer)
        if !isCanceled { openManagers.append(customer.id) }
    }

    private mutating func addClient() {
        var customer = draw(below: someManagers(above: Int.max))
        switch Int.random(in: 0..<100, using: &randomness) {
        case 0..<5: customer.status = .canceled
        case 5..<7: customer.status = .suspended
        case 7: customer.status = .closed
        default: break
        }
        customer.isHidden = randomness.happens(percent: 2)
        customers.append(customer)
    }

    /// A manager at a level above this one, and for some a second and a third.
    private mutating func someManagers(above level: Int) -> [AdsCustomerID] {
        let choice = level == Int.max ? openManagers : openManagers.filter { levels[$0, default: 0] < level }
        guard var managers = choice.randomElement(using: &randomness).map({ Set([$0]) }) else { return [] }
        while managers.count < 3, randomness.happens(percent: plan.sharedPercent),
            let another = choice.randomElement(using: &randomness)
        { managers.insert(another) }
        return managers.sorted()
    }

    private mutating func draw(below managers: [AdsCustomerID]) -> AdsCustomer {
        let id = drawID()
        return AdsCustomer(
            id: id,
            name: CustomerNames.name(at: customers.count, &randomness),
            currency: ["EUR", "EUR", "EUR", "USD", "GBP", "JPY", "CHF", "PLN"].randomElement(using: &randomness)
                ?? "EUR",
            timeZone: ["Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo", "Asia/Kolkata", "UTC"]
                .randomElement(using: &randomness) ?? "UTC",
            managers: managers
        )
    }

    private mutating func drawID() -> AdsCustomerID {
        while true {
            let number = Int.random(in: 1_000_000_000...9_999_999_999, using: &randomness)
            if let id = AdsCustomerID(number), taken.insert(id).inserted { return id }
        }
    }
}

extension Google {
    /// Adds the customers of a plan to the directory.
    /// - Returns: the managers that none of them is above.
    @discardableResult
    public func addCustomers(_ plan: HierarchyPlan) throws(DirectoryError) -> [AdsCustomer] {
        let drawing = HierarchyDrawing(plan, taken: Set(ads.directory.customers.keys))
        for customer in drawing.customers { try ads.directory.set(customer) }
        return drawing.customers.filter { $0.isManager && $0.managers.isEmpty }
    }
}
