extension AccessTokens: Described {
    /// They lie in records of their own type.
    public static var recordType: RecordType { .accessToken }
    /// Their record has their credential's name.
    public var recordName: Name { name }

    /// Writes everything but the name.
    public func write(to writer: inout JSONWriter) {
        writer.field("origin", origin)
        writer.optional("clientID", clientID)
        writer.key("entries")
        writer.array(entries) { entry, writer in
            writer.object { writer in
                writer.field("asked", entry.asked.map(\.description))
                if let granted = entry.granted { writer.field("granted", granted.map(\.description)) }
                writer.field("obtainedAt", entry.obtainedAt.milliseconds)
                writer.field("expiresAt", entry.expiresAt.milliseconds)
                writer.field("byteCount", Int64(entry.byteCount))
            }
        }
    }

    /// Reads them out of their record's description.
    public init(from reader: inout JSONReader) throws(JSONReader.Malformed) {
        var name: Name?
        var origin: String?
        var clientID: String?
        var entries: [Entry] = []
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            switch key {
            case "name": name = try reader.name()
            case "origin": origin = try reader.string()
            case "clientID": clientID = try reader.string()
            case "entries":
                try reader.array { (reader) throws(JSONReader.Malformed) in entries.append(try Entry(from: &reader)) }
            default: try reader.skip()
            }
        }
        self.init(
            name: try reader.required(name),
            origin: try reader.required(origin),
            clientID: clientID
        )
        self.entries = entries
    }
}

extension AccessTokens.Entry {
    fileprivate init(from reader: inout JSONReader) throws(JSONReader.Malformed) {
        var asked: [Scope]?
        var granted: [Scope]?
        var obtainedAt: Timestamp?
        var expiresAt: Timestamp?
        var byteCount: Int?
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            switch key {
            case "asked": asked = try reader.scopes()
            case "granted": granted = try reader.scopes()
            case "obtainedAt": obtainedAt = try reader.timestamp()
            case "expiresAt": expiresAt = try reader.timestamp()
            case "byteCount":
                let count = try reader.integer()
                // More than a record's secret holds (4 MiB) is none of ours.
                guard (0...4 << 20).contains(count) else { throw reader.malformed }
                byteCount = Int(count)
            default: try reader.skip()
            }
        }
        self.init(
            asked: try reader.required(asked),
            granted: granted,
            obtainedAt: try reader.required(obtainedAt),
            expiresAt: try reader.required(expiresAt),
            byteCount: try reader.required(byteCount)
        )
    }
}
