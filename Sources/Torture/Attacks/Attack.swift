import Foundation
import GRDB

/// Something done to a vault by whoever can write its file, or its folder.
struct Attack: Sendable {
    /// What is asked of the vault afterwards.
    enum Question: String, CaseIterable, Sendable {
        /// All credentials.
        case list
        /// One credential that was not touched, beside one that was.
        case beside
        /// One credential that is not there any more.
        case gone
        /// The log, and whether it and the records are whole.
        case log
        /// The secret of the credential that was touched: a write.
        case secret
    }

    let name: String
    /// The exit statuses by which it may be refused.
    let statuses: Set<Int32>
    /// Who must refuse. Whoever else answers must say what is true.
    let seenBy: Set<Question>
    /// By what the vault is opened: Argon2id runs for the passphrase alone.
    var secret = Secret.recoveryCode
    /// Whether only what is kept outside the file can tell.
    var needsAnchor = false
    /// What Argon2id may take, in MiB.
    var argon2 = 0
    let apply: @Sendable (Ground) throws -> Void

    enum Secret: String, Sendable {
        case recoveryCode = "code"
        case passphrase
    }

    /// Where it happens.
    struct Ground {
        /// The file under attack, which is the specimen's newest state.
        let file: URL
        let specimen: Specimen
    }
}

extension Attack {
    /// A change of rows that everyone who reads `seenBy` must refuse as damage.
    init(
        _ name: String,
        seenBy: Set<Question>,
        _ statuses: Set<Int32> = [13],
        rows change: @escaping @Sendable (Database, Specimen) throws -> Void
    ) {
        // A recovery code that opens nothing is tried as a passphrase.
        self.init(name: name, statuses: statuses, seenBy: seenBy, argon2: statuses.contains(11) ? 256 : 0) { ground in
            try tamper(ground.file) { try change($0, ground.specimen) }
        }
    }

    /// A change that SQL can express.
    init(_ name: String, seenBy: Set<Question>, _ statuses: Set<Int32> = [13], sql: String) {
        self.init(name, seenBy: seenBy, statuses) { database, _ in try database.execute(sql: sql) }
    }

    /// A change of the file's bytes.
    init(
        _ name: String,
        seenBy: Set<Question> = .everyone,
        _ statuses: Set<Int32> = [13],
        file change: @escaping @Sendable (Ground) throws -> Void
    ) {
        self.init(name: name, statuses: statuses, seenBy: seenBy, apply: change)
    }

    /// A state of the same vault, whole in itself, in the place of the newest.
    static func anchored(_ name: String, _ change: @escaping @Sendable (Ground) throws -> Void) -> Attack {
        Attack(name: name, statuses: [13, 17], seenBy: .everyone, needsAnchor: true, apply: change)
    }
}

extension Set<Attack.Question> {
    static let everyone = Set(Attack.Question.allCases)
    /// Whoever reads the bucket of the credential that was touched.
    static let bucket: Set = [.list, .beside, .log, .secret]
    /// Whoever scans the records, or writes.
    static let scan: Set<Attack.Question> = [.list, .log]
    /// Whoever reads the log. A write looks at its end.
    static let log: Set<Attack.Question> = [.log]
}
