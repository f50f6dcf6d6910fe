import Credentials
import Foundation
import SQLiteStore
import Sealing
import Vault

extension Section {
    /// Random operations on a vault and on a model of it in memory, compared again and again.
    static let model = Section(name: "model", short: 1_500, full: 20_000) { trial in
        // Nothing here is about disks: in memory the same takes a tenth of the time.
        let memory = URL(filePath: "/dev/shm/adsvault-\(UUID().uuidString)", directoryHint: .isDirectory)
        let hasMemory = FileManager.default.isWritableFile(atPath: "/dev/shm")
        let folder = hasMemory ? memory : trial.folder.appending(path: "vault")
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        defer {
            // Left behind, it holds made-up secrets.
            try? FileManager.default.removeItem(at: folder)
        }
        var play = try ModelPlay(folder.appending(path: "vault.db"), seed: trial.seed)
        // The longer the play, the more there is to compare.
        let stride = max(25, trial.limit / 100)
        var failures: [Failure] = []
        for step in 1...trial.limit {
            do {
                try play.step()
                if step.isMultiple(of: stride) || step == trial.limit { try play.compare() }
            } catch {
                failures.append(Failure(number: nil, reason: "step \(step), \(play.lastOperation): \(error)"))
                break
            }
        }
        return [
            Row("model", cases: trial.limit, found: "\(failures.count) different, \(play.words)", failures: failures)
        ]
    }
}

/// A vault and its model, and the operations that change both.
private struct ModelPlay {
    private enum Operation: String, CaseIterable {
        case put, replace, update, remove, rename, note, several, fail, read, absent, mistake, reopen, addSlot
        case removeSlot, setLevel, rotateKey

        /// How often it happens, among all.
        var weight: Int {
            switch self {
            case .put: 16
            case .replace, .update: 14
            case .remove: 12
            case .rename: 9
            case .note, .several, .read: 8
            case .fail, .absent, .mistake, .reopen: 4
            case .setLevel: 2
            case .addSlot, .removeSlot, .rotateKey: 1
            }
        }

        static let urn = allCases.flatMap { Array(repeating: $0, count: $0.weight) }
    }

    private(set) var lastOperation = "none"
    private let file: URL
    private var chance: SeededGenerator
    private var vault: Vault
    private var model = VaultModel()
    private var made = 0

    private static let surroundings = Surroundings(actor: "ops@host") { Timestamp(milliseconds: 1_795_255_200_000) }

    init(_ file: URL, seed: UInt64) throws {
        self.file = file
        chance = SeededGenerator(seed: seed)
        let first = VaultModel.SlotKey(kind: .recovery, bytes: chance.bytes(32))
        let id = chance.bytes(16)
        let slot = try PreparedSlot(first.secret(id), level: .interactive, slotID: id)
        let store = SQLiteStore(path: file.path)
        vault = try Vault.create(in: store, level: .interactive, surroundings: Self.surroundings) { transaction in
            try transaction.put(slot)
            transaction.note(AuditNote("init", "model"))
        }
        model.slots[id] = first
        model.log.append(["init", "model", ""])
    }

    mutating func step() throws {
        let operation = Operation.urn[chance.below(Operation.urn.count)]
        lastOperation = operation.rawValue
        switch operation {
        case .put: try write { play, transaction in try play.put(play.newName(), &transaction) }
        case .replace:
            try write { play, transaction in
                if let name = play.someName() { try play.put(name, &transaction) }
            }
        case .update: try write { try $0.update(&$1) }
        case .remove: try write { try $0.remove(&$1) }
        case .rename: try write { try $0.rename(&$1) }
        case .note: try write { _, _ in }
        case .several:
            try write { play, transaction in
                for _ in 0..<play.chance.below(8) {
                    switch play.chance.below(4) {
                    case 0: try play.remove(&transaction)
                    case 1: try play.rename(&transaction)
                    case 2: try play.update(&transaction)
                    default: try play.put(play.newName(), &transaction)
                    }
                }
            }
        case .fail: try fail()
        case .read: try readSome()
        case .absent: try readAbsent()
        case .mistake: try mistake()
        case .reopen: try reopen()
        case .addSlot: try addSlot()
        case .removeSlot: try rotateKey(dropping: 1)
        case .setLevel:
            let level = chance.below(2) == 0 ? Argon2Level.interactive : .moderate
            try write { play, transaction in
                transaction.setLevel(level)
                play.model.level = level
            }
        case .rotateKey: try rotateKey(dropping: 0)
        }
    }

    /// How far it went.
    var words: String { "\(model.seq) writes, \(model.epoch) keys, \(model.records.count) records" }

    /// Compares all of both.
    func compare() throws {
        let truth = try Truth(of: vault)
        guard Set(truth.records.keys) == Set(model.records.keys) else { throw Difference("other names") }
        for (name, entry) in model.records {
            guard truth.records[name] == Truth.Entry(meta: entry.meta, secret: entry.secret) else {
                throw Difference("another \(name)")
            }
        }
        let (log, slots, seq, epoch, level) = try vault.read {
            (try $0.audit(), try $0.slots(), $0.seq, $0.epoch, $0.level)
        }
        guard log.map({ [$0.action, $0.subject, $0.detail] }) == model.log else { throw Difference("another log") }
        guard log.map(\.index) == Array(1...UInt64(log.count)) else { throw Difference("gaps in the log") }
        guard Set(slots.map(\.id)) == Set(model.slots.keys) else { throw Difference("other slots") }
        guard (seq, epoch, level) == (model.seq, model.epoch, model.level) else {
            throw Difference("seq \(seq), epoch \(epoch); expected \(model.seq), \(model.epoch)")
        }
    }

    // What changes both. A write that throws must leave the vault as the model still is.

    private mutating func write(_ body: (inout ModelPlay, inout VaultTransaction) throws -> Void) throws {
        var play = self
        let note = AuditNote(lastOperation, "subject \(play.chance.below(1000))", play.chance.text(60))
        try vault.write { transaction in
            try body(&play, &transaction)
            transaction.note(note)
        }
        play.model.seq += 1
        play.model.log.append([note.action, note.subject, note.detail])
        self = play
    }

    private mutating func fail() throws {
        struct Stop: Error {}
        var play = self
        do {
            try vault.write { transaction in
                try play.put(play.newName(), &transaction)
                try play.remove(&transaction)
                transaction.note(AuditNote("never", "written"))
                throw Stop()
            }
            throw Difference("a write that threw was committed")
        } catch is Stop {
            chance = play.chance
            made = play.made
        }
    }

    private mutating func put(_ name: String, _ transaction: inout VaultTransaction) throws {
        let secret = chance.secret()
        let draft = try draft(name)
        try transaction.put(draft, secret: SecretBytes(copying: secret.rawBytes))
        model.set(name, VaultModel.Entry(meta: draft.meta, secret: secret))
    }

    private mutating func update(_ transaction: inout VaultTransaction) throws {
        guard let name = someName() else { return }
        let draft = try draft(name)
        try transaction.update(draft)
        model.records[name]?.meta = draft.meta
    }

    private mutating func remove(_ transaction: inout VaultTransaction) throws {
        guard let name = someName() else { return }
        try transaction.remove(type(of: name), self.name(of: name))
        model.set(name, nil)
    }

    private mutating func rename(_ transaction: inout VaultTransaction) throws {
        guard let name = someName(), let record = try transaction.record(type(of: name), self.name(of: name)) else {
            return
        }
        let secret = try transaction.secret(of: record)
        let new = newName(type(of: name))
        let draft = try draft(new)
        try transaction.remove(type(of: name), self.name(of: name))
        try transaction.put(draft, secret: secret)
        model.set(new, VaultModel.Entry(meta: draft.meta, secret: model.records[name]?.secret ?? []))
        model.set(name, nil)
    }

    private mutating func readSome() throws {
        guard let name = someName() else { return }
        let (type, wanted) = (type(of: name), try self.name(of: name))
        let found = try vault.read { snapshot in
            guard let record = try snapshot.record(type, wanted) else { throw Difference("\(name) is not found") }
            let secret = try snapshot.secretInUse(of: record).withBytes { $0.array }
            return VaultModel.Entry(meta: record.meta, secret: secret)
        }
        guard found == model.records[name] else { throw Difference("another \(name)") }
    }

    private mutating func readAbsent() throws {
        let name = newName()
        let (type, wanted) = (type(of: name), try self.name(of: name))
        let found = try vault.read { try $0.record(type, wanted) }
        guard found == nil else { throw Difference("\(name) is found") }
    }

    /// What must fail, and change nothing.
    private mutating func mistake() throws {
        let name = newName()
        let (type, wanted) = (type(of: name), try self.name(of: name))
        do {
            try vault.write { try $0.remove(type, wanted) }
            throw Difference("what was not there was removed")
        } catch VaultError.unknown(type, wanted) {}
        do {
            let draft = try draft(name)
            try vault.write { try $0.update(draft) }
            throw Difference("what was not there was updated")
        } catch VaultError.unknown(type, wanted) {}
    }

    private mutating func reopen() throws {
        let ids = model.slots.keys.sorted { $0.lexicographicallyPrecedes($1) }
        let id = ids[chance.below(ids.count)]
        guard let key = model.slots[id] else { return }
        vault = try Vault.open(
            SQLiteStore(path: file.path),
            with: key.secret(id),
            surroundings: Self.surroundings
        )
    }

    private mutating func addSlot() throws {
        guard model.slots.count < 5 else { return }
        // Argon2id has its price.
        let kind: Slot.Kind = chance.below(8) == 0 ? .passphrase : chance.below(2) == 0 ? .keyring : .recovery
        let key = VaultModel.SlotKey(kind: kind, bytes: chance.bytes(32))
        let id = chance.bytes(16)
        let slot = try PreparedSlot(key.secret(id), level: .interactive, slotID: id)
        try write { play, transaction in
            try transaction.put(slot)
            play.model.slots[id] = key
        }
    }

    private mutating func rotateKey(dropping count: Int) throws {
        let slots = try vault.read { try $0.slots() }
        let dropped = slots.shuffled(using: &chance).prefix(min(count, slots.count - 1)).map(\.id)
        let plan = Vault.SlotPlan()
        for slot in slots {
            guard let key = model.slots[slot.id] else { throw Difference("a slot that nobody made") }
            if dropped.contains(slot.id) {
                plan.drop(slot)
                model.slots[slot.id] = nil
            } else {
                try plan.keep(slot, with: key.secret(slot.id), in: vault)
            }
        }
        vault = try vault.rotateKey(plan, note: AuditNote(lastOperation, "model", "\(dropped.count)"))
        model.log.append([lastOperation, "model", "\(dropped.count)"])
        model.seq += 1
        model.epoch += 1
    }

    // Names, here with their types before them.

    private mutating func newName(_ type: RecordType? = nil) -> String {
        made += 1
        let type = type ?? RecordType.allCases[chance.below(RecordType.allCases.count)]
        return "\(type.rawValue)/näme-\(made)@example.com"
    }

    private mutating func someName() -> String? {
        guard !model.records.isEmpty else { return nil }
        return model.names[chance.below(model.names.count)]
    }

    private func type(of name: String) -> RecordType {
        RecordType(rawValue: String(name.prefix { $0 != "/" })) ?? .credential
    }

    private func name(of name: String) throws -> Name {
        try Name(String(name.drop { $0 != "/" }.dropFirst()))
    }

    private mutating func draft(_ name: String) throws -> RecordDraft {
        let (type, wanted) = (type(of: name), try self.name(of: name))
        let text = chance.text(chance.below(10) == 0 ? 12_000 : 700)
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("type", type.rawValue)
            writer.field("name", wanted.description)
            writer.field("note", text)
        }
        return RecordDraft(type: type, name: wanted, meta: writer.bytes)
    }
}
