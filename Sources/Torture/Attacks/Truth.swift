import Credentials
import Foundation
import Sealing
import SQLiteStore
import Vault

/// All that a vault says, for comparison.
struct Truth: Codable, Equatable, Sendable {
    /// Description and secret of each record, by type and name.
    var records: [String: Entry] = [:]
    /// The log's hashes.
    var log: [String] = []

    struct Entry: Codable, Equatable, Sendable {
        var meta: [UInt8]
        var secret: [UInt8]
    }

    /// What `vault` says now.
    init(of vault: Vault) throws {
        (records, log) = try vault.read { snapshot in
            var found: [String: Entry] = [:]
            for record in try snapshot.records() {
                let secret = try snapshot.secretInUse(of: record).withBytes { $0.array }
                found[key(record.type, record.name)] = Entry(meta: record.meta, secret: secret)
            }
            return (found, try snapshot.audit().map { hex($0.hash) })
        }
    }
}

/// The name of a record together with its type.
func key(_ type: String, _ name: Name) -> String { "\(type)/\(name)" }

/// What came of reading one part of a vault that somebody tampered with.
enum Finding: Codable, Equatable, Sendable {
    /// What it says is true.
    case right
    /// It was refused, with this exit status.
    case refused(status: Int32, String)
    /// It says what is not true.
    case wrong(String)
    /// It ended in an error of no class.
    case unclear(String)

    fileprivate var isUnclear: Bool { if case .unclear = self { true } else { false } }
}

extension Truth {
    /// Reads everything in the file at `path`, the list, every record alone, one that is not there, the log, and
    /// compares it with the truth.
    func findings(at path: String) -> [String: Finding] {
        var findings: [String: Finding] = [:]
        findings["vault"] = Self.finding {
            let vault = try Specimen.open(URL(fileURLWithPath: path))
            do {
                try vault.read { snapshot in
                    for part in parts { findings[part] = Self.finding { try difference(in: part, &snapshot) } }
                }
            } catch  where findings.values.contains(where: \.isUnclear) {
                // Some errors end the transaction, and what each means is told only behind its end: so once more alone.
            }
            for (part, finding) in findings where finding.isUnclear {
                findings[part] = Self.finding { try vault.read { try difference(in: part, &$0) } }
            }
            return nil
        }
        return findings
    }

    private var parts: [String] { ["list", "log", "gone"] + records.keys.sorted() }

    private func difference(in part: String, _ snapshot: inout VaultSnapshot) throws -> String? {
        switch part {
        case "list": try list(&snapshot)
        case "log": try snapshot.audit().map { hex($0.hash) } == log ? nil : "another log"
        case "gone": try snapshot.record(.credential, Name(Specimen.gone)) == nil ? nil : "what was taken away is back"
        default: try single(part, &snapshot)
        }
    }

    private func list(_ snapshot: inout VaultSnapshot) throws -> String? {
        let found = try snapshot.records().map { (key($0.type, $0.name), $0.meta) }
        return found.count == records.count && found.allSatisfy { records[$0]?.meta == $1 } ? nil : "another list"
    }

    private func single(_ name: String, _ snapshot: inout VaultSnapshot) throws -> String? {
        let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
        guard let type = RecordType(rawValue: parts[0]), let record = try snapshot.record(type, Name(parts[1])) else {
            return "not found"
        }
        let secret = try snapshot.secretInUse(of: record).withBytes { $0.array }
        return records[name] == Entry(meta: record.meta, secret: secret) ? nil : "another record"
    }

    /// `body` gives nil, or what is not true.
    private static func finding(_ body: () throws -> String?) -> Finding {
        do {
            return try body().map { .wrong($0) } ?? .right
        } catch let error as VaultError {
            guard let status = error.status else { return .unclear("\(error)") }
            return .refused(status: status, "\(error)")
        } catch {
            return .unclear("\(error)")
        }
    }
}

extension VaultError {
    /// The exit status by which the contract knows it, where it is one that tampering may lead to.
    fileprivate var status: Int32? {
        switch self {
        case .damaged, .unsafeFile, .newerFormat: 13
        case .slotUnavailable, .outOfMemory: 12
        case .wrongSecret: 11
        default: nil
        }
    }
}
