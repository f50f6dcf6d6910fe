import Credentials
import Foundation
import GRDB
import SQLiteStore
import Sealing
import Vault

/// A small vault of which everything is known, and the states it had on its way: what an attacker may have copied.
struct Specimen: Sendable {
    /// The vault as it is now.
    let now: URL
    /// The same vault some writes ago, in this epoch.
    let older: URL
    /// The same vault under its first key.
    let firstEpoch: URL
    /// The same vault, had things gone otherwise since `older`: with as many writes as `now`, and one more.
    let fork: URL
    /// Another vault that opens by the same secrets.
    let other: URL
    /// What `now` holds.
    let truth: Truth
    /// Two records whose ids lie in one bucket; the first was changed since `older`.
    let mates: (changed: String, beside: String)

    /// The credential that was in `older` and is no more.
    static let gone = "gone@example.com"
    static let recovery = [UInt8](repeating: 7, count: 32)
    static let passphrase = "made up for the attacks"
    static let surroundings = Surroundings(actor: "ops@host") { Timestamp(milliseconds: 1_795_255_200_000) }
    private static let client = "desktop"

    enum Problem: Error {
        case noMates
    }

    init(in folder: URL) throws {
        func file(_ name: String) -> URL { folder.appending(path: name + ".db") }
        func copy(as name: String) throws -> URL {
            try FileManager.default.copyItem(at: file("now"), to: file(name))
            return file(name)
        }
        now = file("now")
        var vault = try Self.make(at: now)
        firstEpoch = try copy(as: "first-epoch")
        vault = try Self.rotated(vault)
        mates = try Self.mates(in: now)
        let keep = [mates.changed, mates.beside]
        let dropped = Self.crowd.filter { !keep.contains($0) }.dropFirst(4)
        try vault.write { transaction in
            for name in dropped { try transaction.remove(.credential, Name(name)) }
            try transaction.put(Self.draft(Self.gone), secret: Self.bytes("1//gone"))
            transaction.note(AuditNote("forget", "most of them"))
        }
        try SQLiteStore(path: now.path).vacuum()
        older = try copy(as: "older")
        fork = try copy(as: "fork")
        other = file("other")

        try Self.change(vault, mates.changed, to: "the newest")
        try vault.write { transaction in
            try transaction.remove(.credential, Name(Self.gone))
            transaction.note(AuditNote("forget", Self.gone))
        }
        try vault.write { transaction in
            try transaction.put(Self.slot(keyring: 0x61))
            transaction.note(AuditNote("slot add", "keyring"))
        }
        truth = try Truth(of: vault)

        let branch = try Self.open(fork)
        for turn in 1...4 { try Self.change(branch, mates.changed, to: "another \(turn)") }
        let stranger = try Self.make(at: other)
        try stranger.write { transaction in
            try transaction.put(Self.slot(keyring: 0x62))
            transaction.note(AuditNote("slot add", "keyring"))
        }
    }

    /// Opens a vault of the specimen by its recovery code.
    static func open(_ file: URL) throws -> Vault {
        try Vault.open(SQLiteStore(path: file.path), with: code(), surroundings: surroundings)
    }

    /// The recovery code as it stands on paper.
    static var codeText: String {
        RecoveryCode.text(of: SecretBytes(copying: recovery.rawBytes)).withBytes {
            String(decoding: $0.array, as: UTF8.self)
        }
    }

    private static let crowd = (1...100).map { "person-\($0)@example.com" }

    private static func make(at file: URL) throws -> Vault {
        let paper = try PreparedSlot(code(), level: .moderate)
        let person = try PreparedSlot(phrase(), level: .moderate)
        return try Vault.create(in: SQLiteStore(path: file.path), level: .moderate, surroundings: surroundings) {
            try $0.put(paper)
            try $0.put(person)
            try $0.put(clientDraft(), secret: bytes("GOCSPX-made-up-for-the-attacks"))
            for name in crowd { try $0.put(draft(name), secret: bytes("1//\(name)")) }
            $0.note(AuditNote("init", "the specimen"))
        }
    }

    private static func rotated(_ vault: Vault) throws -> Vault {
        let plan = Vault.SlotPlan()
        for slot in try vault.read({ try $0.slots() }) {
            try plan.keep(slot, with: slot.kind == .recovery ? code() : phrase(), in: vault)
        }
        return try vault.rotateKey(plan, note: AuditNote("rotate key", "the specimen"))
    }

    private static func change(_ vault: Vault, _ name: String, to text: String) throws {
        try vault.write { transaction in
            try transaction.put(draft(name, owner: text), secret: bytes("1//\(text)"))
            transaction.note(AuditNote("login", name))
        }
    }

    /// Of a hundred ids some share their first byte, but for one vault in a hundred million.
    private static func mates(in file: URL) throws -> (changed: String, beside: String) {
        let vault = try open(file)
        let records = try vault.read { try $0.records() }.filter { $0.type == RecordType.credential.rawValue }
        let ids = try DatabaseQueue(path: file.path).read { database in
            try Data.fetchAll(database, sql: "SELECT record_id FROM record ORDER BY record_id")
        }
        // Records come in the order of their ids, and so does everything that is one.
        let all = try vault.read { try $0.records() }
        for ((first, second), (left, right)) in zip(zip(all, all.dropFirst()), zip(ids, ids.dropFirst()))
        where left[0] == right[0] && records.contains(where: { $0.name == first.name })
            && records.contains(where: { $0.name == second.name })
        {
            return (first.name.description, second.name.description)
        }
        throw Problem.noMates
    }

    private static func draft(_ name: String, owner: String? = nil) throws -> RecordDraft {
        var credential = Credential(
            name: try Name(name),
            kind: .user,
            account: Account(email: name, subject: "1\(name.utf8.count)"),
            client: Credential.Client(name: try Name(client), id: "123-abc", project: "made-up"),
            scopes: Scope.loginDefaults,
            requiredScopes: Scope.loginDefaults,
            createdAt: surroundings.now(),
            fingerprint: String(repeating: "0", count: 32)
        )
        credential.owner = owner
        return RecordDraft(type: .credential, name: credential.name, meta: try credential.description())
    }

    private static func clientDraft() throws -> RecordDraft {
        let value = OAuthClient(
            name: try Name(client),
            id: "123-abc",
            kind: .installed,
            project: "made-up",
            endpoints: .google,
            redirectURIs: ["http://localhost"],
            createdAt: surroundings.now()
        )
        return RecordDraft(type: .client, name: value.name, meta: try value.description())
    }

    private static func bytes(_ text: String) -> SecretBytes { SecretBytes(copying: Array(text.utf8).rawBytes) }

    private static func code() throws -> SlotSecret {
        guard let secret = SlotSecret.recovery(SecretBytes(copying: recovery.rawBytes)) else { throw Problem.noMates }
        return secret
    }

    private static func phrase() -> SlotSecret { .passphrase(bytes(passphrase)) }

    private static func slot(keyring byte: UInt8) throws -> PreparedSlot {
        let key = SecretBytes(copying: [UInt8](repeating: byte, count: 32).rawBytes)
        let id = [UInt8](repeating: byte, count: 16)
        guard let secret = SlotSecret.keyring(key, slotID: id) else { throw Problem.noMates }
        return try PreparedSlot(secret, level: .moderate)
    }
}
