/// When refresh tokens were minted for one account and one client: the 101st that lives silently ends the oldest.
public struct MintLedger: Hashable, Sendable {
    /// How many live tokens Google lets an account have of one client.
    public static let limit = 100
    /// From how many minted tokens on a login asks first. Others may mint too, so this keeps a little distance.
    public static let caution = 95

    /// The account's `sub`.
    public var subject: String
    /// The client's id.
    public var clientID: String
    /// When each token was minted, oldest first: the last 200.
    public var times: [Timestamp]

    /// The ledger of an account and a client.
    public init(subject: String, clientID: String, times: [Timestamp] = []) {
        self.subject = subject
        self.clientID = clientID
        self.times = times
    }

    /// Notes one more token.
    public mutating func add(_ time: Timestamp) {
        times = (times + [time]).suffix(2 * Self.limit)
    }

    /// Forgets the tokens made before `moment`, which are over.
    public mutating func forget(before moment: Timestamp) {
        times.removeAll { $0 < moment }
    }

    /// How many tokens were minted from `moment` on. Of a token that came then it is itself and all newer ones.
    public func count(since moment: Timestamp) -> Int {
        times.count { $0 >= moment }
    }

    /// Whether one more token may end an older one.
    public var isNearLimit: Bool { times.count >= Self.caution }
}

/// What a slot is called, and since when it is there.
public struct SlotLabel: Hashable, Sendable {
    /// The slot's 16 bytes, in hex.
    public var slotID: String
    /// What a person calls it.
    public var label: String
    /// Since when it is there.
    public var createdAt: Timestamp

    /// The label of the slot `slotID`.
    public init(slotID: String, label: String, createdAt: Timestamp) {
        self.slotID = slotID
        self.label = label
        self.createdAt = createdAt
    }
}
