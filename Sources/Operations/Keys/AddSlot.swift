public import Credentials
public import Keyrings
public import Sealing
public import Vault

/// A slot that may be added: there is room for its kind, and nobody has its label.
public struct SlotDraft: Sendable {
    let kind: Slot.Kind
    let label: String
}

/// A recovery slot just added.
public struct AddedRecovery: ~Copyable {
    /// The slot.
    public let slot: LabelledSlot
    /// Its code, to be shown once.
    public let code: SecretBytes
}

extension Session {
    /// Looks whether a slot may be added, before anybody thinks up a secret for it.
    ///
    /// - Parameter label: nil takes the kind's name, with -2, -3 where that is taken.
    /// - Throws: `SlotProblem.limit` beyond 64 slots or 8 passphrases; `OperationError.taken` where another slot has the label.
    public func draftSlot(_ kind: Slot.Kind, label: Name? = nil) throws -> SlotDraft {
        let slots = try slots()
        guard slots.count < Slot.limit else { throw OperationError.slot(.limit("\(Slot.limit) ways to unlock")) }
        if kind == .passphrase, slots.count(where: { $0.slot.kind == kind }) >= Slot.passphraseLimit {
            throw OperationError.slot(.limit("\(Slot.passphraseLimit) passphrases"))
        }
        let taken = Set(slots.map(\.label))
        if let label {
            guard !taken.contains(label.description) else { throw OperationError.taken(.slot, label) }
            return SlotDraft(kind: kind, label: label.description)
        }
        let labels = ["\(kind)"] + (2...Slot.limit).map { "\(kind)-\($0)" }
        return SlotDraft(kind: kind, label: labels.first { !taken.contains($0) } ?? "\(kind)")
    }

    /// Adds a passphrase, at the vault's Argon2id level.
    ///
    /// - Throws: `SlotProblem.passphraseInUse`; `VaultError.outOfMemory`; as `vault.write`. No slot is left then.
    public func addPassphrase(_ passphrase: borrowing SecretBytes, as draft: SlotDraft) throws -> LabelledSlot {
        if let other = try slots(openedBy: passphrase).first {
            throw OperationError.slot(.passphraseInUse(label: other.label))
        }
        return try add(.passphrase(passphrase.copy()), as: draft)
    }

    /// Adds a recovery code.
    ///
    /// - Parameter writtenDown: gets the code before anything is written, and throws where nobody noted it.
    /// - Throws: what `writtenDown` throws; as `vault.write`. No slot is left then.
    public func addRecoveryCode(
        as draft: SlotDraft,
        writtenDown: (borrowing SecretBytes) throws -> Void
    ) throws -> AddedRecovery {
        let key = SecretBytes(randomByteCount: SymmetricKey.byteCount)
        let code = RecoveryCode.text(of: key)
        try writtenDown(code)
        guard let secret = SlotSecret.recovery(key) else { preconditionFailure("a key has 32 bytes") }
        return AddedRecovery(slot: try add(secret, as: draft), code: code)
    }

    /// Adds a key that the keyring holds: there first, so that no slot is ever without its key.
    ///
    /// - Parameter anchors: the keyring as a place for anchors. An older one that it has of this vault would keep it from
    ///   opening, where the vault has gone back since, and so is replaced.
    /// - Throws: `SlotProblem.keyringOpensAlready`; `VaultError.slotUnavailable` where the keyring does not take the key;
    ///   as `vault.write`. Neither slot nor key is left then.
    public func addKeyringKey(
        to keyring: any KeyHolder,
        anchors: AnchorPlace? = nil,
        as draft: SlotDraft
    ) throws -> LabelledSlot {
        for slot in try slots() where slot.slot.kind == .keyring {
            let held = try orUnavailable { () throws(KeyringError) in
                try keyring.lookup(vault: vault.vaultID, slot: slot.slot.id) != nil
            }
            if held { throw OperationError.slot(.keyringOpensAlready(label: slot.label)) }
        }
        let slotID = RandomSource.system.bytes(16)
        let key = SecretBytes(randomByteCount: SymmetricKey.byteCount)
        let label = "adsvault \(vault.location)"
        try orUnavailable { () throws(KeyringError) in
            try keyring.store(key, vault: vault.vaultID, slot: slotID, label: label)
        }
        guard let secret = SlotSecret.keyring(key, slotID: slotID) else { preconditionFailure("a key has 32 bytes") }
        let slot: LabelledSlot
        do {
            slot = try add(secret, as: draft)
        } catch {
            keyring.takeBack(vault: vault.vaultID, slot: slotID) { try vault.read { try $0.slots() } }
            throw error
        }
        if let anchors { try vault.anchor(in: anchors) }
        return slot
    }

    private func add(_ secret: consuming SlotSecret, as draft: SlotDraft) throws -> LabelledSlot {
        // Argon2id runs before the write lock is taken.
        let slot = try PreparedSlot(secret, level: vault.read { $0.level })
        try vault.write { transaction in
            // A restore that dropped a slot leaves its label.
            let living = Set(try transaction.slots().map { hex($0.id) })
            let labels = try transaction.all(SlotLabel.self).filter { living.contains($0.slotID) }.map(\.label)
            if labels.contains(draft.label), let label = try? Name(draft.label) {  // An older label is no name.
                throw OperationError.taken(.slot, label)
            }
            try transaction.add(slot, label: draft.label)
            transaction.note(AuditNote("slot add", draft.label, "\(draft.kind)"))
        }
        let id = hex(slot.id)
        guard let added = try slots().first(where: { $0.id == id }) else {
            throw OperationError.slot(.unknown(id, nearest: nil))  // Somebody removed it again at once.
        }
        return added
    }
}

extension VaultTransaction {
    /// Adds a slot and its label.
    mutating func add(_ slot: borrowing PreparedSlot, label: String) throws {
        try put(slot)
        try put(SlotLabel(slotID: hex(slot.id), label: label, createdAt: now))
    }
}

extension KeyHolder {
    /// Takes a key back whose slot could not be written. Where `slots` shows the slot after all, or nobody can look, the key
    /// stays: a key without a slot opens nothing, a slot without its key shuts people out.
    func takeBack(vault: [UInt8], slot: [UInt8], slots: () throws -> [Slot]) {
        do {
            guard try !slots().contains(where: { $0.id == slot }) else { return }
        } catch VaultError.missing {
            // There is no vault that the key could be of.
        } catch {
            return
        }
        _ = try? clear(vault: vault, slot: slot)  // What stays is of no use to anyone.
    }
}

/// What `body` asks of a keyring; why the slot is out of reach where it does not answer.
func orUnavailable<Answer>(_ body: () throws(KeyringError) -> Answer) throws(VaultError) -> Answer {
    do {
        return try body()
    } catch {
        throw .slotUnavailable(error.words)
    }
}
