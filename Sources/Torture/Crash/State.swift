import Foundation

/// What a vault holds, as its commands tell it, without what differs from run to run: moments, numbers, fingerprints.
struct State: Sendable, Equatable {
    /// What the log tells: one word or two an entry. Empty where there is no vault.
    var actions: [String] = []
    /// Credentials, clients and slots, a line each, and by which passphrase the vault opens.
    var contents: [String] = []

    enum Problem: Error {
        case unexpectedAnswer(String)
    }

    /// Opens the vault of a machine, verifies it whole, and reads what is in it.
    init(of machine: Machine) throws {
        guard let key = try machine.passphrase() else { return }
        try machine.succeed(["audit", "verify"] + key)
        actions = try Self.rows(of: machine, ["audit", "list"] + key).map { "\($0["action"] ?? "")" }
        contents = ["opens by \(key.last ?? "")"]
        for (list, keys) in Self.lists {
            contents += try Self.rows(of: machine, list + key).map { row in
                list.joined(separator: " ") + ": " + keys.map { "\(row[$0] ?? "")" }.joined(separator: ", ")
            }
        }
    }

    private static let lists = [
        (["list"], ["name", "kind", "scopes", "owner", "tags", "state", "exports"]),
        (["client", "list"], ["name", "kind", "id", "hasDeveloperToken"]),
        (["slot", "list"], ["type", "label"]),
    ]

    private static func rows(of machine: Machine, _ command: [String]) throws -> [[String: Any]] {
        let answer = try machine.succeed(command + ["--json"])
        guard let rows = try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [[String: Any]] else {
            throw Problem.unexpectedAnswer(answer)
        }
        return rows
    }
}

extension Machine {
    /// The option by which the vault opens now: its old passphrase or the new one. Nil where there is no vault.
    func passphrase() throws -> [String]? {
        let old = try run(["list"])
        if old.status == 15 { return nil }
        let file = old.status == 11 ? "new-passphrase" : "passphrase"
        return ["--passphrase-file", file]
    }
}
