public import Credentials
public import Sealing

/// What the vault takes from outside: the clock, the random generator, and who is at work.
public struct Surroundings: Sendable {
    /// The clock.
    public var now: @Sendable () -> Timestamp
    /// Where nonces, salts and ids come from. Keys always come from the system's generator.
    public var random: RandomSource
    /// Who is at work, for the audit log: user and machine.
    public var actor: String
    /// Where the newest state of each vault is kept outside it. Every read and write is held against all of them.
    public var anchorPlaces: [AnchorPlace]
    /// Where it is kept what the log could not take; nil where nowhere.
    public var gaps: GapFolder?
    /// Where writers wait for each other before they disturb whoever has the vault's lock; nil where nowhere.
    public var writers: Turns?
    /// Told what went wrong beside a step that succeeded: an anchor that could not be raised.
    public var warn: @Sendable (String) -> Void

    /// Surroundings with the system's generator, or in a test one known beforehand; without anchors unless places for
    /// them are given.
    public init(
        actor: String,
        random: RandomSource = .system,
        anchorPlaces: [AnchorPlace] = [],
        warn: @escaping @Sendable (String) -> Void = { _ in },
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.actor = actor
        self.random = random
        self.anchorPlaces = anchorPlaces
        self.warn = warn
        self.now = now
    }
}

/// An unlocked vault.
public final class Vault: Sendable {
    let store: any VaultStore
    let keys: EpochKeys
    let surroundings: Surroundings
    /// The slot that opened the vault, as it was then; nil where none did, as for a vault just made.
    public let openedSlot: Slot?

    init(store: any VaultStore, keys: EpochKeys, surroundings: Surroundings, openedSlot: Slot? = nil) {
        self.store = store
        self.keys = keys
        self.surroundings = surroundings
        self.openedSlot = openedSlot
    }

    /// Makes a vault; `fill` gives it its slots and whatever else it starts with.
    ///
    /// - Throws: `VaultError.exists` where there is something already, `.storage`, and what `fill` throws: then nothing
    ///   was made.
    public static func create(
        in store: any VaultStore,
        level: Argon2Level,
        surroundings: Surroundings,
        fill: (inout VaultTransaction) throws -> Void
    ) throws -> Vault {
        let vaultID = surroundings.random.bytes(Format.identifierByteCount)
        let keys = EpochKeys(vaultID: vaultID, epoch: 1, root: SymmetricKey())
        let head = Head(audit: AuditKeys(SymmetricKey()), level: level, time: surroundings.now())
        let known = try surroundings.anchors(of: vaultID)
        var made: Anchor?
        try store.create { rows in
            let snapshot = VaultSnapshot(rows, keys: keys, head: head)
            var transaction = VaultTransaction(rows, snapshot: snapshot, surroundings: surroundings)
            try fill(&transaction)
            guard try !rows.slots().isEmpty else {
                throw VaultError.slotUnavailable("a vault needs a way to unlock it")
            }
            made = try transaction.finish()
        }
        if let made { surroundings.raise(made, above: known) }
        return Vault(store: store, keys: keys, surroundings: surroundings)
    }

    /// The ways to unlock the vault in `store`, as its file tells them: nothing is proven before one of them opens it.
    ///
    /// - Throws: `VaultError.missing`, `.unsafeFile`, `.damaged`, `.newerFormat`, `.busy`, `.storage`.
    public static func slots(in store: any VaultStore) throws -> (vaultID: [UInt8], slots: [Slot]) {
        var answer: (vaultID: [UInt8], slots: [Slot]) = ([], [])
        try store.read { answer = (try $0.vault().vaultID, try checkedSlots($0.slots())) }
        return answer
    }

    /// Unlocks the vault in `store`.
    ///
    /// - Throws: as `slots(in:)`; `VaultError.wrongSecret`, `.slotUnavailable`.
    public static func open(
        _ store: any VaultStore,
        with secret: borrowing SlotSecret,
        surroundings: Surroundings
    ) throws -> Vault {
        var row = VaultRow(vaultID: [], epoch: 0, head: [])
        var slots: [Slot] = []
        try store.read { (row, slots) = (try $0.vault(), try checkedSlots($0.slots())) }
        let unwrapped = try unwrapRoot(
            from: slots,
            with: secret,
            hash: KeyedHash(salt: row.vaultID),
            epoch: row.epoch
        )
        let slot = unwrapped.slot
        let keys = EpochKeys(vaultID: row.vaultID, epoch: row.epoch, root: unwrapped.root)
        let vault = Vault(store: store, keys: keys, surroundings: surroundings, openedSlot: slot)
        try vault.read { _ in }
        return vault
    }

    /// Where the vault is, for messages.
    public var location: String { store.location }
    /// The vault's own 16 bytes.
    public var vaultID: [UInt8] { keys.vaultID }

    /// Reads the vault as it is at one moment. A state newer than the anchors raises them, so that the next reader has
    /// less of the log to look at. Whatever shows a secret writes instead; see `VaultSnapshot.secretInUse`.
    ///
    /// - Throws: `VaultError`, and what `body` throws.
    public func read<Answer>(_ body: (inout VaultSnapshot) throws -> Answer) throws -> Answer {
        // Before the rows: a writer in between makes them newer than the anchor, and never older.
        let known = try surroundings.anchors(of: vaultID)
        var answer: Answer?
        var seen: Anchor?
        try store.read { rows in
            var snapshot = try VaultSnapshot(rows, keys: keys, known: known)
            seen = snapshot.anchor
            answer = try body(&snapshot)
        }
        guard let answer, let seen else { preconditionFailure("the store runs what it is given") }
        surroundings.raise(seen, above: known)
        return answer
    }

    /// Changes the vault, or shows a secret of it, in one step: when this returns, everything is durable and noted in
    /// the audit log, and the anchors are raised; when it throws, nothing was written.
    ///
    /// - Throws: `VaultError`, and what `body` throws.
    public func write<Answer: ~Copyable>(_ body: (inout VaultTransaction) throws -> Answer) throws -> Answer {
        var answer: Answer?
        var known: [Anchor?] = []
        var reached: Anchor?
        var gaps: [String] = []
        let turn = surroundings.turn(atWriting: self)
        try store.write { rows in
            // Under the lock: no other writer raises an anchor above these rows.
            known = try surroundings.anchors(of: vaultID)
            let snapshot = try VaultSnapshot(rows, keys: keys, known: known)
            try Self.checkAuditEnd(rows, head: snapshot.head)
            var transaction = VaultTransaction(rows, snapshot: snapshot, surroundings: surroundings)
            answer = try body(&transaction)
            gaps = transaction.noteGaps(sealedUnder: keys)
            reached = try transaction.finish()
        }
        surroundings.gaps?.remove(gaps)
        guard let answer = answer.take(), let reached else { preconditionFailure("the store runs what it is given") }
        surroundings.raise(reached, above: known)
        _ = consume turn
        return answer
    }

    /// Puts the vault's anchor into a place that is to know it from now on. What stands there of a later state stays.
    ///
    /// - Throws: as `read`.
    public func anchor(in place: AnchorPlace) throws {
        surroundings.settle(try read { $0.anchor }, in: place)
    }

    /// A keyed fingerprint of a secret; see `VaultSnapshot.fingerprint`.
    public func fingerprint(of secret: borrowing SecretBytes) -> String {
        keys.fingerprint(of: secret)
    }

    /// The same of bytes that lie in the open, to be held against what the vault has.
    public func fingerprint(of bytes: RawSpan) -> String {
        keys.fingerprint(of: bytes)
    }

    /// Checks that the log ends where the head says, so that nothing is chained to a cut or grown one.
    static func checkAuditEnd(_ rows: any StoreTransaction, head: Head) throws {
        var end: [AuditRow] = []
        try rows.forEachAuditEntry(from: head.auditCount) { row in
            end.append(row)
            guard end.count == 1 else { throw VaultError.damaged(.audit) }
        }
        let endsThere =
            head.auditCount == 0
            ? end.isEmpty : end.first?.number == head.auditCount && end.first?.mac == head.auditMAC
        guard endsThere else { throw VaultError.damaged(.audit) }
    }
}
