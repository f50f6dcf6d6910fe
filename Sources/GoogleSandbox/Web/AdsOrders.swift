/// Control orders about Google Ads and Ad Manager.
struct CustomerOrder: Decodable {
    let id: AdsCustomerID
    let name: String?
    let isManager: Bool?
    let status: AdsCustomer.Status?
    let currency: String?
    let timeZone: String?
    let isHidden: Bool?
    let isTest: Bool?
    let managers: [AdsCustomerID]?

    /// The customer as ordered; what the order leaves open stays as it was.
    func applied(to known: AdsCustomer?) -> AdsCustomer {
        let old = known ?? AdsCustomer(id: id)
        return AdsCustomer(
            id: id,
            name: name ?? old.name,
            isManager: isManager ?? old.isManager,
            status: status ?? old.status,
            currency: currency ?? old.currency,
            timeZone: timeZone ?? old.timeZone,
            isHidden: isHidden ?? old.isHidden,
            isTest: isTest ?? old.isTest,
            managers: managers ?? old.managers
        )
    }
}

struct ReachOrder: Decodable {
    let account: String
    let customers: [AdsCustomerID]
}

struct NetworksOrder: Decodable {
    let account: String
    let networks: [Network]
}

struct RefuseOrder: Decodable {
    let account: String?
    let customer: AdsCustomerID?
    let project: String?
    let error: AdsErrorCode?

    var subject: AdsSubject {
        get throws(ControlError) {
            switch (account, customer, project) {
            case (let account?, nil, nil): .account(account)
            case (nil, let customer?, nil): .customer(customer)
            case (nil, nil, let project?): .project(project)
            default: throw .missing("one of account, customer and project")
            }
        }
    }
}

extension ControlRoute {
    /// Carries out an order about Google Ads and Ad Manager.
    func orderAds(_ json: JSON, _ google: Google) async throws -> JSON {
        switch self {
        case .customers:
            let order = try json.decoded(as: CustomerOrder.self)
            let customer = order.applied(to: await google.customer(order.id))
            try await google.setCustomer(customer)
            return try JSON(encoding: customer)
        case .reach:
            let order = try json.decoded(as: ReachOrder.self)
            try await google.setReach(order.customers, of: order.account)
        case .networks:
            let order = try json.decoded(as: NetworksOrder.self)
            try await google.setNetworks(order.networks, of: order.account)
        case .refuse:
            let order = try json.decoded(as: RefuseOrder.self)
            try await google.refuse(try order.subject, with: order.error)
        case .scenario:
            let plan = try JSON(encoding: ScenarioPlan()).merging(json).decoded(as: ScenarioPlan.self)
            return try JSON(encoding: await google.setUp(plan))
        case .hierarchy:
            let plan = try JSON(encoding: HierarchyPlan()).merging(json).decoded(as: HierarchyPlan.self)
            let tops = try await google.addCustomers(plan)
            return ["tops": try JSON(encoding: tops.map(\.id))]
        default: throw ControlError.postOnly
        }
        return [:]
    }
}
