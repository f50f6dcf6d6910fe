public import Credentials

/// A record as it stands in the vault, its description opened and its secret still sealed.
public struct Record: Sendable {
    /// What it describes, as its description says. Types of later versions are kept and passed by.
    public let type: String
    /// Its name.
    public let name: Name
    /// Its description: one JSON object.
    public let meta: [UInt8]

    let recordID: [UInt8]
    let payloadHead: [UInt8]
}

/// A record to be written.
public struct RecordDraft: Sendable {
    /// What it describes.
    public let type: RecordType
    /// Its name.
    public let name: Name
    /// Its description: one JSON object of at most 16 KiB with at least `type` and `name`, which are
    /// those above.
    public let meta: [UInt8]

    /// The longest description, in bytes.
    public static let maximumMeta = Format.maximumMeta
    /// The longest secret, in bytes.
    public static let maximumSecret = Format.maximumPayload

    /// The draft of a record whose description is `meta`.
    public init(type: RecordType, name: Name, meta: [UInt8]) {
        self.type = type
        self.name = name
        self.meta = meta
    }

    /// Whether the description is of this type and name: otherwise the record would be written and never be read.
    var describesItself: Bool {
        MetaHeader(type: type.rawValue, name: name.description).stands(in: meta)
    }
}
