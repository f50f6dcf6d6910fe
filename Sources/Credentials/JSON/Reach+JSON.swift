extension Reach {
    /// The whole of it as JSON.
    public var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("readAt", readAt.milliseconds)
            writer.field("operations", Int64(operations))
            writer.field("accessible", accessible.map(\.digits))
            writer.key("customers")
            writer.array(customers) { $0.write(to: &$1) }
            writer.field("networks", networks)
        }
        return writer.bytes
    }

    /// Reads what `json` wrote.
    ///
    /// - Throws: `JSONReader.Malformed`.
    public init(json: [UInt8]) throws(JSONReader.Malformed) {
        var reader = JSONReader(json)
        var readAt: Timestamp?
        var reach = Reach(readAt: Timestamp(milliseconds: 0))
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            switch key {
            case "readAt": readAt = try reader.timestamp()
            case "operations": reach.operations = Int(try reader.integer())
            case "accessible": reach.accessible = try reader.customerIDs()
            case "customers":
                try reader.array { (reader) throws(JSONReader.Malformed) in
                    reach.customers.append(try Customer(from: &reader))
                }
            case "networks":
                try reader.object { (code, reader) throws(JSONReader.Malformed) in
                    reach.networks[code] = try reader.string()
                }
            default: try reader.skip()
            }
        }
        try reader.end()
        reach.readAt = try reader.required(readAt)
        self = reach
    }
}

extension Customer {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", id.digits)
            writer.optional("name", name)
            if isManager {
                writer.key("manager")
                writer.bool(true)
            }
            writer.field("status", status.rawValue)
            writer.optional("currency", currency)
            writer.optional("timeZone", timeZone)
            if !parents.isEmpty { writer.field("parents", parents.map(\.digits)) }
            writer.field("level", Int64(level))
            writer.field("login", loginCustomerID.digits)
        }
    }

    fileprivate init(from reader: inout JSONReader) throws(JSONReader.Malformed) {
        var (id, login): (CustomerID?, CustomerID?)
        var (name, currency, timeZone): (String?, String?, String?)
        var isManager = false
        var status = Status.unknown
        var parents: [CustomerID] = []
        var level = 0
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            switch key {
            case "id": id = try reader.customerID()
            case "name": name = try reader.string()
            case "manager": isManager = try reader.bool()
            case "status": status = try reader.word(Status.self)
            case "currency": currency = try reader.string()
            case "timeZone": timeZone = try reader.string()
            case "parents": parents = try reader.customerIDs()
            case "level": level = Int(try reader.integer())
            case "login": login = try reader.customerID()
            default: try reader.skip()
            }
        }
        self.init(id: try reader.required(id), loginCustomerID: try reader.required(login), level: level)
        self.name = name
        self.isManager = isManager
        self.status = status
        self.currency = currency
        self.timeZone = timeZone
        self.parents = parents
    }
}

extension JSONReader {
    fileprivate mutating func customerID() throws(Malformed) -> CustomerID {
        try parsed { (text) throws(CustomerID.Invalid) in try CustomerID(text) }
    }

    fileprivate mutating func customerIDs() throws(Malformed) -> [CustomerID] {
        var ids: [CustomerID] = []
        try array { (reader) throws(Malformed) in ids.append(try reader.customerID()) }
        return ids
    }
}
