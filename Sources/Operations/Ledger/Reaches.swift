import Credentials
import Sealing
import Vault

/// What stands beside a kept reach; the customers themselves are its secret, since they may be many.
struct ReachSummary: Described {
    static var recordType: RecordType { .reach }
    var recordName: Name
    let readAt: Timestamp

    init(of name: Name, readAt: Timestamp) {
        recordName = name
        self.readAt = readAt
    }

    func write(to writer: inout JSONWriter) {
        writer.field("readAt", readAt.milliseconds)
    }

    init(from reader: inout JSONReader) throws(JSONReader.Malformed) {
        var name: Name?
        var readAt: Int64?
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            switch key {
            case "name": name = try reader.name()
            case "readAt": readAt = try reader.integer()
            default: try reader.skip()
            }
        }
        self.init(of: try reader.required(name), readAt: Timestamp(milliseconds: try reader.required(readAt)))
    }
}

extension VaultSnapshot {
    /// What the credential `name` reached when somebody looked; nil where nobody did.
    ///
    /// - Throws: `OperationError.unreadable`; `VaultError.damaged`.
    mutating func reach(of name: Name) throws -> Reach? {
        guard let record = try record(.reach, name) else { return nil }
        let json = try secretInUse(of: record).withBytes { $0.array }
        do {
            return try Reach(json: json)
        } catch {
            throw OperationError.unreadable(.reach, name.description)
        }
    }
}

extension VaultTransaction {
    /// Keeps what the credential `name` reaches.
    ///
    /// - Throws: `VaultError.tooLarge` for some thirty thousand customers and more.
    mutating func put(_ reach: Reach, of name: Name) throws {
        var json = reach.json
        try put(ReachSummary(of: name, readAt: reach.readAt), secret: SecretBytes(wiping: &json))
    }

    /// Drops what is kept of the reach of `name`, where something is.
    mutating func removeReach(of name: Name) throws {
        if try record(.reach, name) != nil { try remove(.reach, name) }
    }

    /// Takes what is kept of a reach along to another name.
    mutating func moveReach(from name: Name, to new: Name) throws {
        guard let record = try record(.reach, name) else { return }
        let summary: ReachSummary = try record.described()
        let secret = try secret(of: record)
        try remove(.reach, name)
        try put(ReachSummary(of: new, readAt: summary.readAt), secret: secret)
    }
}
