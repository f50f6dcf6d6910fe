extension Credential: Described {
    /// Credentials lie in records of their own type.
    public static var recordType: RecordType { .credential }
    /// A credential's record has its name.
    public var recordName: Name { name }

    /// Writes everything but the name.
    public func write(to writer: inout JSONWriter) {
        writer.field("kind", kind.rawValue)
        if let account {
            writer.field("account") { writer in
                writer.optional("email", account.email)
                writer.optional("subject", account.subject)
            }
        }
        if let client {
            writer.field("client") { writer in
                writer.field("name", client.name.description)
                writer.field("id", client.id)
                writer.field("project", client.project)
            }
        }
        if let key {
            writer.field("key") { writer in
                writer.field("id", key.id)
                writer.optional("project", key.project)
                writer.optional("impersonatedEmail", key.impersonatedEmail)
            }
        }
        writer.field("scopes", scopes.map(\.description))
        writer.field("requiredScopes", requiredScopes.map(\.description))
        writer.optional("owner", owner)
        if !tags.isEmpty { writer.field("tags", tags) }
        writer.field("state", state.rawValue)
        writer.field("createdAt", createdAt.milliseconds)
        if !isAgeKnown { writer.field("ageUnknown", Int64(1)) }
        writer.optional("lastRefreshedAt", lastRefreshedAt)
        writer.optional("expiresAt", expiresAt)
        writer.optional("revokedAt", revokedAt)
        writer.optional("loginCustomerID", loginCustomerID?.digits)
        writer.optional("linkedCustomerID", linkedCustomerID?.digits)
        writer.optional("networkCode", networkCode)
        if let customers { writer.field("customers", Int64(customers)) }
        writer.field("exports", Int64(exports))
        if secretNumber > 0 { writer.field("secretNumber", Int64(secretNumber)) }
        writer.field("fingerprint", fingerprint)
    }

    /// Reads a credential out of its record's description.
    public init(from reader: inout JSONReader) throws(JSONReader.Malformed) {
        var fields = Fields()
        try reader.object { (key, reader) throws(JSONReader.Malformed) in try fields.read(key, &reader) }
        let kind = try reader.required(fields.kind)
        // A user is known by the number; of a service account the address is enough.
        guard kind == .serviceAccount || fields.account == nil || fields.account?.subject != nil else {
            throw reader.malformed
        }
        self.init(
            name: try reader.required(fields.name),
            kind: kind,
            account: fields.account,
            // A refresh token is of no use without its client; a key has none.
            client: kind == .user ? try reader.required(fields.client) : fields.client,
            key: fields.key,
            scopes: fields.scopes,
            requiredScopes: fields.requiredScopes,
            createdAt: try reader.required(fields.createdAt),
            fingerprint: try reader.required(fields.fingerprint)
        )
        owner = fields.owner
        tags = fields.tags
        state = try reader.required(fields.state)
        isAgeKnown = fields.isAgeKnown
        lastRefreshedAt = fields.lastRefreshedAt
        expiresAt = fields.expiresAt
        revokedAt = fields.revokedAt
        loginCustomerID = fields.loginCustomerID
        linkedCustomerID = fields.linkedCustomerID
        networkCode = fields.networkCode
        customers = fields.customers
        exports = fields.exports
        secretNumber = fields.secretNumber
    }
}

/// What has been read of a credential so far.
private struct Fields {
    var name: Name?
    var kind: Credential.Kind?
    var account: Account?
    var client: Credential.Client?
    var key: Credential.Key?
    var scopes: [Scope] = []
    var requiredScopes: [Scope] = []
    var owner: String?
    var tags: [String: String] = [:]
    var state: Credential.State?
    var createdAt: Timestamp?
    var isAgeKnown = true
    var lastRefreshedAt: Timestamp?
    var expiresAt: Timestamp?
    var revokedAt: Timestamp?
    var loginCustomerID: CustomerID?
    var linkedCustomerID: CustomerID?
    var networkCode: String?
    var customers: Int?
    var exports = 0
    var secretNumber = 0
    var fingerprint: String?

    mutating func read(_ key: String, _ reader: inout JSONReader) throws(JSONReader.Malformed) {
        switch key {
        case "name": name = try reader.name()
        case "kind": kind = try reader.word(Credential.Kind.self)
        case "account": account = try Self.account(&reader)
        case "client": client = try Self.client(&reader)
        case "key": self.key = try Self.key(&reader)
        case "scopes": scopes = try reader.scopes()
        case "requiredScopes": requiredScopes = try reader.scopes()
        case "owner": owner = try reader.string()
        case "tags": tags = try Self.tags(&reader)
        case "state": state = try reader.word(Credential.State.self)
        case "createdAt": createdAt = try reader.timestamp()
        case "ageUnknown": isAgeKnown = try reader.integer() == 0
        case "lastRefreshedAt": lastRefreshedAt = try reader.timestamp()
        case "expiresAt": expiresAt = try reader.timestamp()
        case "revokedAt": revokedAt = try reader.timestamp()
        case "loginCustomerID":
            loginCustomerID = try reader.parsed { (text) throws(CustomerID.Invalid) in try CustomerID(text) }
        case "linkedCustomerID":
            linkedCustomerID = try reader.parsed { (text) throws(CustomerID.Invalid) in try CustomerID(text) }
        case "networkCode": networkCode = try reader.string()
        case "customers": customers = Int(try reader.integer())
        case "exports": exports = Int(try reader.integer())
        case "secretNumber": secretNumber = Int(try reader.integer())
        case "fingerprint": fingerprint = try reader.string()
        default: try reader.skip()
        }
    }

    private static func account(_ reader: inout JSONReader) throws(JSONReader.Malformed) -> Account {
        var email: String?
        var subject: String?
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            switch key {
            case "email": email = try reader.string()
            case "subject": subject = try reader.string()
            default: try reader.skip()
            }
        }
        guard email != nil || subject != nil else { throw reader.malformed }
        return Account(email: email, subject: subject)
    }

    private static func key(_ reader: inout JSONReader) throws(JSONReader.Malformed) -> Credential.Key {
        var id: String?
        var project: String?
        var impersonatedEmail: String?
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            switch key {
            case "id": id = try reader.string()
            case "project": project = try reader.string()
            case "impersonatedEmail": impersonatedEmail = try reader.string()
            default: try reader.skip()
            }
        }
        return Credential.Key(id: try reader.required(id), project: project, impersonatedEmail: impersonatedEmail)
    }

    private static func client(_ reader: inout JSONReader) throws(JSONReader.Malformed) -> Credential.Client {
        var name: Name?
        var id: String?
        var project: String?
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            switch key {
            case "name": name = try reader.name()
            case "id": id = try reader.string()
            case "project": project = try reader.string()
            default: try reader.skip()
            }
        }
        return Credential.Client(
            name: try reader.required(name),
            id: try reader.required(id),
            project: try reader.required(project)
        )
    }

    private static func tags(_ reader: inout JSONReader) throws(JSONReader.Malformed) -> [String: String] {
        var tags: [String: String] = [:]
        try reader.object { (key, reader) throws(JSONReader.Malformed) in tags[key] = try reader.string() }
        return tags
    }
}
