import Credentials

/// A row of `customer_client`: a customer as the manager above it, or itself, tells of it.
struct CustomerClient: Hashable, Sendable {
    let id: CustomerID
    /// How many steps it is below the customer that was asked; 0 is that customer itself.
    let level: Int64
    let isManager: Bool
    let name: String?
    let currency: String?
    let timeZone: String?
    let status: Customer.Status

    /// What to ask: the customer itself, and those directly below it.
    static let query = """
        SELECT customer_client.id, customer_client.level, customer_client.manager, customer_client.descriptive_name, \
        customer_client.currency_code, customer_client.time_zone, customer_client.status \
        FROM customer_client WHERE customer_client.level <= 1
        """

    /// Reads a result of the query.
    init(from reader: inout JSONReader) throws(JSONReader.Malformed) {
        var row: CustomerClient?
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            if key == "customerClient" { row = try CustomerClient(fields: &reader) } else { try reader.skip() }
        }
        self = try reader.required(row)
    }

    private init(fields reader: inout JSONReader) throws(JSONReader.Malformed) {
        var id: CustomerID?
        var level: Int64 = 0
        var isManager = false
        var name: String?
        var currency: String?
        var timeZone: String?
        var status = Customer.Status.unknown
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            switch key {
            case "id": id = try reader.customerID()
            case "level": level = try reader.wholeNumber()
            case "manager": isManager = try reader.bool()
            case "descriptiveName": name = try reader.text()
            case "currencyCode": currency = try reader.text()
            case "timeZone": timeZone = try reader.text()
            case "status": status = Customer.Status(rawValue: try reader.string()) ?? .unknown
            default: try reader.skip()
            }
        }
        self.id = try reader.required(id)
        self.level = level
        self.isManager = isManager
        self.name = name
        self.currency = currency
        self.timeZone = timeZone
        self.status = status
    }
}
