extension OAuthClient: Described {
    /// Clients lie in records of their own type.
    public static var recordType: RecordType { .client }
    /// A client's record has its name.
    public var recordName: Name { name }

    /// Writes everything but the name.
    public func write(to writer: inout JSONWriter) {
        writer.field("id", id)
        writer.field("kind", kind.rawValue)
        writer.field("project", project)
        writer.field("endpoints") { writer in
            writer.field("authorize", endpoints.authorize)
            writer.field("token", endpoints.token)
            writer.field("revoke", endpoints.revoke)
        }
        writer.field("redirectURIs", redirectURIs)
        writer.field("createdAt", createdAt.milliseconds)
        writer.optional("secretRotatedAt", secretRotatedAt)
        writer.key("hasDeveloperToken")
        writer.bool(hasDeveloperToken)
    }

    /// Reads a client out of its record's description.
    public init(from reader: inout JSONReader) throws(JSONReader.Malformed) {
        var name: Name?
        var id: String?
        var kind: Kind?
        var project: String?
        var endpoints: Endpoints?
        var redirectURIs: [String] = []
        var createdAt: Timestamp?
        var secretRotatedAt: Timestamp?
        var hasDeveloperToken = false
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            switch key {
            case "name": name = try reader.name()
            case "id": id = try reader.string()
            case "kind": kind = try reader.word(Kind.self)
            case "project": project = try reader.string()
            case "endpoints": endpoints = try Self.endpoints(&reader)
            case "redirectURIs": redirectURIs = try reader.strings()
            case "createdAt": createdAt = try reader.timestamp()
            case "secretRotatedAt": secretRotatedAt = try reader.timestamp()
            case "hasDeveloperToken": hasDeveloperToken = try reader.bool()
            default: try reader.skip()
            }
        }
        self.init(
            name: try reader.required(name),
            id: try reader.required(id),
            kind: try reader.required(kind),
            project: try reader.required(project),
            endpoints: try reader.required(endpoints),
            redirectURIs: redirectURIs,
            createdAt: try reader.required(createdAt)
        )
        self.secretRotatedAt = secretRotatedAt
        self.hasDeveloperToken = hasDeveloperToken
    }

    private static func endpoints(_ reader: inout JSONReader) throws(JSONReader.Malformed) -> Endpoints {
        var fields: [String: String] = [:]
        try reader.object { (key, reader) throws(JSONReader.Malformed) in fields[key] = try reader.string() }
        return Endpoints(
            authorize: try reader.required(fields["authorize"]),
            token: try reader.required(fields["token"]),
            revoke: try reader.required(fields["revoke"])
        )
    }
}
