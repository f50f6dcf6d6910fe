public import Credentials
import Sealing

/// One line of the tamper-evident log.
public struct AuditEntry: Equatable, Sendable {
    /// Its number, from 1, without gaps.
    public let index: UInt64
    /// When it was written.
    public let at: Timestamp
    /// What was done, as a word: `login`, `export`, `revoke` …
    public let action: String
    /// Who did it: user and machine.
    public let actor: String
    /// What it was done to, as a rule a credential's name.
    public let subject: String
    /// What else there is to say.
    public let detail: String
    /// mac_n: 32 bytes that chain the entry to all entries before.
    public let hash: [UInt8]
}

/// What a write says of itself in the audit log.
public struct AuditNote: Equatable, Sendable {
    /// What was done, as a word.
    public var action: String
    /// What it was done to.
    public var subject: String
    /// What else there is to say; cut where the entry would not fit.
    public var detail: String

    /// The note that `action` was done to `subject`.
    public init(_ action: String, _ subject: String, _ detail: String = "") {
        self.action = action
        self.subject = subject
        self.detail = detail
    }
}

/// The JSON that stands sealed in an entry's body.
struct AuditContent {
    var at: String
    var action: String
    var actor: String
    var subject: String
    var detail: String
    var state: String
    var previousAuditKey: String?

    /// The JSON, at most 4 KiB: where it would be more, long texts are cut.
    var json: [UInt8] {
        let full = written(self)
        guard full.count > Format.maximumAuditEntry else { return full }
        var cut = self
        cut.action = action.cut(to: 32)
        cut.actor = actor.cut(to: 128)
        cut.subject = subject.cut(to: 128)
        cut.detail = detail.cut(to: 256)
        return written(cut)
    }

    private func written(_ content: AuditContent) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("at", content.at)
            writer.field("action", content.action)
            writer.field("actor", content.actor)
            writer.field("subject", content.subject)
            writer.field("detail", content.detail)
            writer.field("state", content.state)
            if let key = content.previousAuditKey { writer.field("previousAuditKey", key) }
        }
        return writer.bytes
    }

    init(at: String, action: String, actor: String, subject: String, detail: String, state: String) {
        self.at = at
        self.action = action
        self.actor = actor
        self.subject = subject
        self.detail = detail
        self.state = state
    }

    init(_ json: [UInt8]) throws(VaultError) {
        var fields: [String: String] = [:]
        var reader = JSONReader(json)
        do throws(JSONReader.Malformed) {
            try reader.object { (key, reader) throws(JSONReader.Malformed) in fields[key] = try reader.string() }
            try reader.end()
        } catch {
            throw .damaged(.audit)
        }
        guard let at = fields["at"], let action = fields["action"], let actor = fields["actor"],
            let subject = fields["subject"], let detail = fields["detail"], let state = fields["state"]
        else { throw .damaged(.audit) }
        self.init(at: at, action: action, actor: actor, subject: subject, detail: detail, state: state)
        previousAuditKey = fields["previousAuditKey"]
    }
}

extension String {
    /// The first `count` Unicode scalars, of which JSON makes at most six bytes each; what was cut off is told by a
    /// last `…`. Counted in characters it could still be of any length.
    fileprivate func cut(to count: Int) -> String {
        guard unicodeScalars.count > count else { return self }
        return String(unicodeScalars.prefix(count - 1)) + "…"
    }
}
