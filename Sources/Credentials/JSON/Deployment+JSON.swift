extension Deployments {
    /// All of them as JSON.
    public var json: [UInt8] {
        var writer = JSONWriter()
        writer.array(all) { $0.write(to: &$1) }
        return writer.bytes
    }

    /// Reads what `json` wrote.
    ///
    /// - Throws: `JSONReader.Malformed`.
    public init(json: [UInt8]) throws(JSONReader.Malformed) {
        var reader = JSONReader(json)
        var all: [Deployment] = []
        try reader.array { (reader) throws(JSONReader.Malformed) in all.append(try Deployment(from: &reader)) }
        try reader.end()
        self.init(all)
    }
}

extension Deployment {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("destination", destination)
            writer.field("format", format)
            writer.optional("purpose", purpose)
            writer.field("actor", actor)
            writer.field("at", at.milliseconds)
            if secretNumber > 0 { writer.field("secretNumber", Int64(secretNumber)) }
        }
    }

    fileprivate init(from reader: inout JSONReader) throws(JSONReader.Malformed) {
        var destination: String?
        var format: String?
        var purpose: String?
        var actor: String?
        var at: Timestamp?
        var secretNumber = 0
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            switch key {
            case "destination": destination = try reader.string()
            case "format": format = try reader.string()
            case "purpose": purpose = try reader.string()
            case "actor": actor = try reader.string()
            case "at": at = try reader.timestamp()
            case "secretNumber": secretNumber = Int(try reader.integer())
            default: try reader.skip()
            }
        }
        self.init(
            destination: try reader.required(destination),
            format: try reader.required(format),
            purpose: purpose,
            actor: try reader.required(actor),
            at: try reader.required(at),
            secretNumber: secretNumber
        )
    }
}
