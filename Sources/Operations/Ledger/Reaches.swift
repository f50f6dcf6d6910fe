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

/// A reach as it is kept. It may be long: what takes time is done before a transaction is begun, or after its end.
struct KeptReach: Sendable {
    let readAt: Timestamp
    private let json: [UInt8]

    /// A reach to keep.
    init(_ reach: Reach) {
        readAt = reach.readAt
        json = reach.json
    }

    fileprivate init(_ summary: ReachSummary, _ secret: borrowing SecretBytes) {
        readAt = summary.readAt
        json = secret.withBytes { $0.array }
    }

    /// How long it is.
    var byteCount: Int { json.count }

    /// Whether a record holds it: some thirty thousand customers.
    var fits: Bool { byteCount <= RecordDraft.maximumSecret }

    /// What was kept of the credential `name`.
    ///
    /// - Throws: `OperationError.unreadable`.
    func reach(of name: Name) throws(OperationError) -> Reach {
        do {
            return try Reach(json: json)
        } catch {
            throw .unreadable(.reach, name.description)
        }
    }

    fileprivate var secret: SecretBytes { SecretBytes(copying: json.rawBytes) }
}

extension VaultSnapshot {
    /// What is kept of that which the credential `name` reached when somebody looked; nil where nobody did.
    ///
    /// - Throws: `OperationError.unreadable`; `VaultError.damaged`.
    mutating func keptReach(of name: Name) throws -> KeptReach? {
        guard let record = try record(.reach, name) else { return nil }
        return KeptReach(try record.described(), try secretInUse(of: record))
    }

    /// The same, read.
    mutating func reach(of name: Name) throws -> Reach? {
        try keptReach(of: name)?.reach(of: name)
    }
}

extension VaultTransaction {
    /// Keeps what the credential `name` reaches.
    ///
    /// - Throws: `VaultError.tooLarge` for some thirty thousand customers and more.
    mutating func put(_ reach: KeptReach, of name: Name) throws {
        try put(ReachSummary(of: name, readAt: reach.readAt), secret: reach.secret)
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
