import Credentials
import Foundation
import SQLiteStore
import Sealing
import Vault

/// What a vault holds, without what differs from run to run: moments, and numbers made by chance.
struct State: Sendable, Equatable {
    /// The number of the last write: a gap would be a difference from the state that this is compared with.
    var seq: UInt64 = 0
    /// What the log tells: a word or two an entry. Empty where there is no vault.
    var actions: [String] = []
    /// Records and slots, a line each, and by which passphrase the vault opens.
    var contents: [String] = []

    enum Problem: Error {
        case noObject([UInt8])
    }

    /// No vault.
    init() {}

    /// Has the real program open the vault of a machine and verify it whole, then reads all that is in it.
    ///
    /// - Parameter known: digests of secrets, and what these are called; any other secret is only measured.
    init(of machine: Machine, known: [String: String]) throws {
        guard let passphrase = try machine.verify() else { return }
        self = try machine.open(by: passphrase).read { snapshot in
            var state = State()
            state.seq = snapshot.seq
            state.actions = try snapshot.audit().map(\.action)
            state.contents = ["opens by the \(passphrase)"] + (try snapshot.slots().map { "slot: \($0.kind)" })
            for record in try snapshot.records() {
                let secret = try snapshot.secretInUse(of: record)
                let name = known[secret.withBytes { hex(Digest.blake2b256($0)) }] ?? Self.words(for: secret, of: record)
                state.contents.append(try Self.line(of: record) + " with " + name)
            }
            state.contents.sort()
            return state
        }
    }

    /// A list of copies is as long as the paths in it, which differ from run to run.
    private static func words(for secret: borrowing SecretBytes, of record: Record) -> String {
        record.type == RecordType.deployments.rawValue ? "copies" : "\(secret.byteCount) bytes"
    }

    /// What of a description is a moment, or comes of chance.
    private static let chance = [
        "createdAt", "lastRefreshedAt", "revokedAt", "readAt", "fingerprint", "account", "subject", "times", "origin",
        "entries",
    ]

    private static func line(of record: Record) throws -> String {
        guard var meta = try JSONSerialization.jsonObject(with: Data(record.meta)) as? [String: Any] else {
            throw Problem.noObject(record.meta)
        }
        for key in Self.chance {
            meta[key] = nil
        }
        // These are named after slots and accounts.
        if ["slot", "mints"].contains(record.type) { meta["name"] = nil }
        return String(decoding: try JSONSerialization.data(withJSONObject: meta, options: .sortedKeys), as: UTF8.self)
    }
}

extension Machine {
    /// Has the program verify the vault whole. Gives the passphrase file by which it opens; nil where there is no vault.
    func verify() throws -> String? {
        for passphrase in [Self.passphrase, Self.newPassphrase] {
            let outcome = try run(["audit", "verify", "--passphrase-file", passphrase])
            switch outcome.status {
            case 0: return passphrase
            case 11: continue
            case 15: return nil
            default: throw Problem.fails("audit verify ends with \(outcome.status): \(outcome.messages)")
            }
        }
        throw Problem.fails("audit verify takes neither passphrase")
    }

    /// The vault, opened in this process.
    func open(by passphrase: String) throws -> Vault {
        let text = try text(passphrase).trimmingCharacters(in: .newlines)
        return try keys.open(
            SQLiteStore(path: path("home/.local/share/adsvault/vault.db").path),
            with: .passphrase(SecretBytes(copying: Array(text.utf8).rawBytes)),
            surroundings: Surroundings(actor: "torture") { Timestamp(milliseconds: 0) }
        )
    }

    /// Digests of the secrets that the vault holds now, and what these are called.
    func secrets() throws -> [String: String] {
        guard let passphrase = try verify() else { return [:] }
        return try open(by: passphrase).read { snapshot in
            var secrets: [String: String] = [:]
            for record in try snapshot.records() {
                let secret = try snapshot.secretInUse(of: record)
                secrets[secret.withBytes { hex(Digest.blake2b256($0)) }] = "the secret of \(record.name)"
            }
            return secrets
        }
    }
}
