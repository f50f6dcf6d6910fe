import Credentials
import Deploy
import Operations
import Sealing
import Vault

/// An answer, as a value. Text or JSON is made of it in one place, here.
enum Report: Sendable {
    /// The inventory.
    case credentials([Listed])
    /// One credential, with everything but its secret.
    case credential(Listed)
    /// A credential as it is after a change, and what was done.
    case changed(Listed, String)
    /// The OAuth clients.
    case clients([OAuthClient])
    /// A client, and what was done.
    case client(OAuthClient, String)
    /// What a check showed.
    case checks([CheckResult])
    /// What a check of those showed that nobody used for long.
    case keptAlive([CheckResult])
    /// Who reaches which customer.
    case hierarchy(HierarchyAnswer)
    /// What died, and how far that is proven.
    case revocation(RevocationPlan, [RevocationResult])
    /// A configuration that was written.
    case exported(ExportSummary)
    /// What became of files that were imported.
    case imported([ImportSummary])
    /// Who holds copies.
    case deployments(DeploymentList)
    /// Secrets that lie about.
    case found(ScanSummary)
    /// A broker that hands out tokens from now on.
    case listening(Listening)
    /// The log.
    case audit([AuditEntry])
    /// What a check of the log showed.
    case verified(AuditVerdict)
    /// The ways to unlock.
    case slots([LabelledSlot])
    /// The vault's key is kept until then.
    case unlocked(until: Timestamp)
    /// No key is kept; whether one was.
    case locked(wasUnlocked: Bool)
    /// A way to unlock that was added.
    case addedSlot(LabelledSlot)
    /// A way to unlock that was removed.
    case removedSlot(RemovedSlot)
    /// Which ways to unlock still do.
    case drilled([DrilledSlot])
    /// A new vault key.
    case rotatedKey(RotatedKey)
    /// A backup that was written and read back.
    case backedUp(VaultCopy)
    /// A vault that was put back.
    case restored(Restored)
    /// A new passphrase.
    case rotatedPassphrase
    /// How the set-up is.
    case diagnosis([Diagnosis])

    /// The answer for scripts.
    var json: JSON {
        switch self {
        case .credentials(let credentials): credentials.json
        case .credential(let credential), .changed(let credential, _): credential.json
        case .clients(let clients): .array(clients.map(\.json))
        case .client(let client, _): client.json
        case .checks(let results), .keptAlive(let results): .array(results.map(\.json))
        case .hierarchy(let answer): answer.json
        case .revocation(let plan, let results): ["plan": plan.json, "results": .array(results.map(\.json))]
        case .exported(let summary): summary.json
        case .imported(let files): .array(files.map(\.json))
        case .deployments(let list): .array(list.copies.map(\.json))
        case .found(let summary): .array(summary.findings.map(\.json))
        case .listening(let listening): listening.json
        case .audit(let entries): .array(entries.map(\.json))
        case .verified(let verdict): verdict.json
        case .slots(let slots): .array(slots.map(\.json))
        case .unlocked(let end): ["unlockedUntil": .string(end)]
        case .locked(let wasUnlocked): ["wasUnlocked": .bool(wasUnlocked)]
        case .addedSlot(let slot): slot.json
        case .removedSlot(let removed): removed.json
        case .drilled(let slots): .array(slots.map(\.json))
        case .rotatedKey(let rotated): rotated.json
        case .backedUp(let copy): copy.json
        case .restored(let restored): restored.json
        case .rotatedPassphrase: ["ok": .bool(true)]
        case .diagnosis(let diagnoses): .array(diagnoses.map(\.json))
        }
    }

    /// The answer for people; the widest tables are cut to a terminal of `columns`.
    func text(now: Timestamp, colours: Bool, columns: Int? = nil) -> String {
        switch self {
        case .credentials(let credentials): credentials.table(now: now).text(colours: colours, limit: columns)
        case .credential(let credential): credential.facts(now: now).text(colours: colours)
        case .changed(_, let words), .client(_, let words): words.printable + "\n"
        case .clients(let clients): clients.table(now: now).text(colours: colours)
        case .checks(let results), .keptAlive(let results): results.text(colours: colours)
        case .hierarchy(let answer): answer.text(now: now, colours: colours)
        case .revocation(_, let results): results.text(colours: colours)
        case .exported(let summary): summary.words + "\n"
        case .imported(let files): files.text(colours: colours)
        case .deployments(let list): list.table(now: now).text(colours: colours, limit: columns)
        case .found(let summary): summary.findings.table.text(colours: colours)
        case .listening(let listening): listening.words + "\n"
        case .audit(let entries): entries.table.text(colours: colours)
        case .verified(let verdict): verdict.words + "\n"
        case .slots(let slots): slots.table(now: now).text(colours: colours)
        case .unlocked(let end): "the vault is unlocked until \(end)\n"
        case .locked(let wasUnlocked): wasUnlocked ? "the vault is locked\n" : "the vault was not unlocked\n"
        case .addedSlot(let slot): "added the \(slot.words)\n"
        case .removedSlot(let removed): removed.words + "\n"
        case .drilled(let slots): slots.table.text(colours: colours)
        case .rotatedKey(let rotated): rotated.words + "\n"
        case .backedUp(let copy): copy.words + "\n"
        case .restored(let restored): restored.words + "\n"
        case .rotatedPassphrase: "the vault has a new passphrase\n"
        case .diagnosis(let diagnoses): diagnoses.table.text(colours: colours)
        }
    }

    /// What a person should know of an answer that holds nothing; nil where it holds something.
    var absence: String? {
        switch self {
        case .credentials([]): "no credentials"
        case .deployments(let list) where list.copies.isEmpty: "nobody holds a copy that is written down"
        case .found(let summary) where summary.findings.isEmpty: "no secret was found"
        case .clients([]): "no clients; 'adsvault client add FILE' stores one"
        case .checks(let results) where results.isEmpty: "nothing to check: what is revoked is passed over"
        case .keptAlive(let results) where results.isEmpty: "nothing to keep alive: nothing is unused for five months"
        default: nil
        }
    }

    /// What the run ends with, once the answer is given.
    var status: ExitStatus {
        switch self {
        case .checks(let results), .keptAlive(let results): results.status
        case .hierarchy(let answer): answer.status
        case .revocation(let plan, let results): plan.status(after: results)
        case .imported(let files): files.status
        case .found(let summary): summary.status
        case .drilled(let slots): slots.status
        case .diagnosis(let diagnoses): diagnoses.compactMap(\.failure).first ?? .done
        default: .done
        }
    }
}

extension Context {
    /// Gives the answer on stdout. Throws the status that it ends with where that is not `done`.
    func report(_ report: Report, _ options: VaultOptions) throws {
        if options.json {
            try report.json.write(to: output)
        } else {
            try output.write(report.text(now: now(), colours: hasColours(output), columns: output.columns))
            if let absence = report.absence, messages.isTerminal, !interruption.hasCome { note(absence, options) }
        }
        if report.status != .done { throw report.status }
    }
}
