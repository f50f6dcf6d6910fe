/// A copy of a credential that was exported.
public struct Deployment: Hashable, Sendable {
    /// Where it went: a file's whole path, or `-` for the standard output.
    public var destination: String
    /// The format it was written in, by its name on the command line.
    public var format: String
    /// What it is for, where somebody said so.
    public var purpose: String?
    /// Who made it: user and machine.
    public var actor: String
    /// When it was made.
    public var at: Timestamp
    /// Which secret of its credential it holds: see `Credential.secretNumber`.
    public var secretNumber: Int

    /// A copy that went to `destination`.
    public init(
        destination: String,
        format: String,
        purpose: String?,
        actor: String,
        at: Timestamp,
        secretNumber: Int
    ) {
        self.destination = destination
        self.format = format
        self.purpose = purpose
        self.actor = actor
        self.at = at
        self.secretNumber = secretNumber
    }

    /// The machine it was made on.
    private var machine: Substring {
        actor.lastIndex(of: "@").map { actor[actor.index(after: $0)...] } ?? actor[...]
    }

    /// Whether this lies where `other` lay. Where the standard output led nobody knows: what was printed replaces nothing.
    fileprivate func replaces(_ other: Deployment) -> Bool {
        destination != "-" && destination == other.destination && machine == other.machine
    }
}

/// Who holds a copy of one credential, oldest first.
public struct Deployments: Hashable, Sendable {
    /// How many copies are kept in mind; of more, the oldest are forgotten here. The audit log has them all.
    public static let limit = 1000
    /// How many bytes they take at most, of the 4 MiB that a record holds.
    public static let byteLimit = 1 << 20

    /// The copies.
    public private(set) var all: [Deployment]

    /// These copies, oldest first.
    public init(_ all: [Deployment] = []) {
        self.all = all
    }

    /// Notes a copy, which takes the place of the one that lay there.
    ///
    /// - Returns: whether it is one more.
    public mutating func add(_ deployment: Deployment) -> Bool {
        let isNew = drop(replacedBy: deployment) == 0
        all.append(deployment)
        all = all.suffix(Self.limit)
        while all.count > 1, json.count > Self.byteLimit { all.removeFirst((all.count + 9) / 10) }
        return isNew
    }

    /// Takes back a copy that was not made, and brings back those that lay in its place.
    ///
    /// - Returns: how many more there are; fewer are below zero.
    public mutating func takeBack(_ deployment: Deployment?, for former: [Deployment]) -> Int {
        let count = all.count
        if let place = all.lastIndex(where: { $0 == deployment }) { all.remove(at: place) }
        for copy in former { all.insert(copy, at: all.firstIndex { $0.at > copy.at } ?? all.endIndex) }
        return all.count - count
    }

    /// What lies where `deployment` is to lie.
    public func replaced(by deployment: Deployment) -> [Deployment] {
        all.filter { deployment.replaces($0) }
    }

    /// Drops what lay where `deployment` lies now, be that of another credential.
    ///
    /// - Returns: how many that were.
    public mutating func drop(replacedBy deployment: Deployment) -> Int {
        let count = all.count
        all.removeAll { deployment.replaces($0) }
        return count - all.count
    }
}
