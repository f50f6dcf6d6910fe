/// Where the rows of a vault lie. The seam between the format and a database: a store knows rows and transactions, no
/// keys and no meaning.
public protocol VaultStore: Sendable {
    /// Where the vault is, for messages.
    var location: String { get }

    /// Refuses a place where no vault can be made, before anybody thinks up a passphrase for it.
    ///
    /// - Throws: `VaultError.exists`, `.unusablePlace`.
    func checkPlace() throws

    /// Makes the tables and fills them in one step that leaves a whole vault or nothing. Before it has its place, `check`
    /// reads it once more, opened anew as it then lies there.
    ///
    /// - Throws: `VaultError.exists` where something is there already; `.unusablePlace`, `.storage`; what `fill` and `check` throw.
    func create(
        _ fill: (any StoreTransaction) throws -> Void,
        checking check: (any StoreSnapshot) throws -> Void
    ) throws

    /// Does the same where there may be a vault already, and keeps that one under another name beside it. From before
    /// `fill` sees it until the new one has its place nobody else writes to it. `fill` sees nil where there is nothing,
    /// or nothing that can be read.
    ///
    /// - Returns: where what was there is kept now; nil where there was nothing.
    /// - Throws: as `create` and `write`; then what was there is there as before.
    func replace(
        _ fill: (_ new: any StoreTransaction, _ old: (any StoreSnapshot)?) throws -> Void,
        checking check: (any StoreSnapshot) throws -> Void
    ) throws -> String?

    /// Reads in one transaction: everything seen is of one moment.
    ///
    /// - Throws: `VaultError.missing`, `.unsafeFile`, `.damaged`, `.busy`, `.storage`, and what `body` throws.
    func read(_ body: (any StoreSnapshot) throws -> Void) throws

    /// Writes in one transaction, which has the write lock before `body` reads anything. It is durable when this
    /// returns; when it throws, nothing was written.
    ///
    /// - Throws: as `read`.
    func write(_ body: (any StoreTransaction) throws -> Void) throws

    /// Gives back and overwrites the space of removed rows. For after a new epoch; failing leaves the vault whole.
    func vacuum() throws
}

extension VaultStore {
    /// Makes the tables and fills them in one step that leaves a whole vault or nothing.
    ///
    /// - Throws: as `create(_:checking:)`.
    public func create(_ fill: (any StoreTransaction) throws -> Void) throws {
        try create(fill, checking: { _ in })
    }

    /// For a store that only learns when it is made.
    public func checkPlace() throws {}
}

/// A vault's rows, as they were at one moment.
public protocol StoreSnapshot {
    /// The one row that says whose vault this is.
    func vault() throws -> VaultRow
    /// All slots, ascending by id.
    func slots() throws -> [SlotRow]
    /// Hands over the records whose id begins with `bucket`, ascending by id, without the payloads' bodies.
    func forEachRecord(inBucket bucket: UInt8, _ body: (RecordRow) throws -> Void) throws
    /// The record of this id, without its payload's body; nil where there is none.
    func record(_ recordID: [UInt8]) throws -> RecordRow?
    /// Hands over all records, ascending by id, without the payloads' bodies.
    func forEachRecord(_ body: (RecordRow) throws -> Void) throws
    /// The body of a record's payload; nil where there is no such record.
    func payload(of recordID: [UInt8]) throws -> [UInt8]?
    /// Hands over the audit entries from number `first` on, ascending.
    func forEachAuditEntry(from first: UInt64, _ body: (AuditRow) throws -> Void) throws
}

/// A vault's rows, open for change.
public protocol StoreTransaction: StoreSnapshot {
    /// Puts the row in the place of the one there is.
    func put(_ row: VaultRow) throws
    /// Adds a slot, or puts it in the place of the one with its id.
    func put(_ row: SlotRow) throws
    /// Takes a slot away.
    func removeSlot(_ slotID: [UInt8]) throws
    /// Adds a record with its payload's body, or puts it in the place of the one with its id.
    func put(_ row: RecordRow, payload: [UInt8]) throws
    /// Changes a record's description and leaves its payload alone.
    func setMeta(_ meta: [UInt8], of recordID: [UInt8]) throws
    /// Takes a record away.
    func removeRecord(_ recordID: [UInt8]) throws
    /// Adds an entry at the end of the audit log.
    func append(_ row: AuditRow) throws
}

/// The row of table `vault`.
public struct VaultRow: Equatable, Sendable {
    /// 16 random bytes, the vault's own for life.
    public var vaultID: [UInt8]
    /// From 1; grows with each new key.
    public var epoch: UInt32
    /// The sealed head.
    public var head: [UInt8]

    /// The row with these columns.
    public init(vaultID: [UInt8], epoch: UInt32, head: [UInt8]) {
        self.vaultID = vaultID
        self.epoch = epoch
        self.head = head
    }
}

/// A row of table `slot`.
public struct SlotRow: Equatable, Sendable {
    /// 16 random bytes.
    public var slotID: [UInt8]
    /// Its type's number.
    public var type: UInt32
    /// What its type needs to know.
    public var params: [UInt8]
    /// 32 bytes by which a secret is known before the wrap is opened.
    public var commitment: [UInt8]
    /// The vault root key under this slot's key.
    public var wrap: [UInt8]

    /// The row with these columns.
    public init(slotID: [UInt8], type: UInt32, params: [UInt8], commitment: [UInt8], wrap: [UInt8]) {
        self.slotID = slotID
        self.type = type
        self.params = params
        self.commitment = commitment
        self.wrap = wrap
    }
}

/// A row of table `audit`.
public struct AuditRow: Equatable, Sendable {
    /// Its number, from 1.
    public var number: UInt64
    /// The epoch, the nonce and the sealed entry.
    public var body: [UInt8]
    /// 32 bytes that chain it to all entries before.
    public var mac: [UInt8]

    /// The row with these columns.
    public init(number: UInt64, body: [UInt8], mac: [UInt8]) {
        self.number = number
        self.body = body
        self.mac = mac
    }
}
