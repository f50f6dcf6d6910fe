extension MintLedger: Described {
    /// Ledgers lie in records of their own type.
    public static var recordType: RecordType { .mints }
    /// A ledger's record is named after account and client.
    public var recordName: Name { get throws { try Self.recordName(subject: subject, clientID: clientID) } }

    /// The name of the record of an account's and a client's ledger.
    public static func recordName(subject: String, clientID: String) throws(Name.Invalid) -> Name {
        guard let name = Name(nearestTo: "\(subject)@\(clientID)") else { throw .empty }
        return name
    }

    /// Writes everything but the name.
    public func write(to writer: inout JSONWriter) {
        writer.field("subject", subject)
        writer.field("clientID", clientID)
        writer.key("times")
        writer.array(times) { $1.integer($0.milliseconds) }
    }

    /// Reads a ledger out of its record's description.
    public init(from reader: inout JSONReader) throws(JSONReader.Malformed) {
        var subject: String?
        var clientID: String?
        var times: [Timestamp] = []
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            switch key {
            case "subject": subject = try reader.string()
            case "clientID": clientID = try reader.string()
            case "times":
                try reader.array { (reader) throws(JSONReader.Malformed) in times.append(try reader.timestamp()) }
            default: try reader.skip()
            }
        }
        self.init(subject: try reader.required(subject), clientID: try reader.required(clientID), times: times)
    }
}

extension SlotLabel: Described {
    /// Labels lie in records of their own type.
    public static var recordType: RecordType { .slot }
    /// A label's record is named by the slot's id.
    public var recordName: Name { get throws { try Name(slotID) } }

    /// Writes everything but the name.
    public func write(to writer: inout JSONWriter) {
        writer.field("label", label)
        writer.field("createdAt", createdAt.milliseconds)
    }

    /// Reads a label out of its record's description.
    public init(from reader: inout JSONReader) throws(JSONReader.Malformed) {
        var slotID: String?
        var label: String?
        var createdAt: Timestamp?
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            switch key {
            case "name": slotID = try reader.string()
            case "label": label = try reader.string()
            case "createdAt": createdAt = try reader.timestamp()
            default: try reader.skip()
            }
        }
        self.init(
            slotID: try reader.required(slotID),
            label: try reader.required(label),
            createdAt: try reader.required(createdAt)
        )
    }
}
