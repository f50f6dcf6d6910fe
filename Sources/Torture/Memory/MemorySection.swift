import Foundation
import Glibc

extension Section {
    /// What a run leaves in its memory: the real program is held where it gives its answer, its vault closed, and
    /// everything of it that can be read is searched.
    static let memory = Section(name: "memory", short: 2, full: Errand.total) { trial in
        guard geteuid() == 0 else {
            return [Row("memory", notRun: "only root may look into a program that lets nobody look")]
        }
        var rows: [Row] = []
        for story in Errand.allCases where trial.wants(story.rawValue) { rows.append(await story.row(trial)) }
        return rows
    }
}

/// What is done before the search.
private enum Errand: String, CaseIterable {
    /// Nothing is closed: what is searched for is there, and must be found. Else the search is blind.
    case open
    case list
    case code
    case unlock
    case unlocked
    case passphrase = "new-passphrase"
    case key = "new-key"

    /// How many vaults are made for each.
    static let total = 40

    func row(_ trial: Trial) async -> Row {
        let name = "memory/\(rawValue)"
        let cases = trial.choice(of: Array(1...Self.total))
        let failures = await trial.failures(in: cases) { number in
            try await failure(of: Subject(trial, rawValue, number))
        }
        if let reason = failures.first?.reason, failures.allSatisfy({ $0.reason == reason }), reason == Self.notAllowed
        {
            return Row(name, notRun: reason)
        }
        let found = self == .open ? "passphrase and vault key found" : "0 copies of passphrase and keys"
        return Row(
            name,
            cases: cases.count,
            found: failures.isEmpty ? found : "\(failures.count) of \(cases.count) failed",
            failures: failures
        )
    }

    private static let notAllowed = "this machine lets not even root look into a program's memory"

    /// What speaks against a run; nil where nothing does.
    private func failure(of subject: Subject) async throws -> String? {
        do {
            switch self {
            case .open:
                let hits = try await whileOpen(subject)
                let missed = ["the passphrase", "the vault's key"].filter { hits[$0, default: 0] == 0 }
                return missed.isEmpty ? nil : "not found while it was in use: \(missed.joined(separator: ", "))"
            case .list, .code, .unlock, .unlocked, .passphrase, .key:
                let hits = try await afterwards(subject).filter { $0.value > 0 }
                let words = hits.map { "\($0.value) × \($0.key)" }.sorted()
                return words.isEmpty ? nil : "left in memory: \(words.joined(separator: ", "))"
            }
        } catch MemoryScan.Failure.notAllowed {
            return Self.notAllowed
        }
    }

    /// Searches a run that waits for a new passphrase, with the old one and the vault's key in use.
    private func whileOpen(_ subject: Subject) async throws -> [String: Int] {
        let needles = try Subject.needles("the passphrase", subject.passphrase) + subject.keys()
        let file = subject.home.appending(path: "new")
        guard unsafe mkfifo(file.path, 0o600) == 0 else { throw HeldRun.Unexpected("no pipe can be made") }
        let run = try subject.held(
            "rotate",
            "passphrase",
            "--new-passphrase-file",
            "new",
            "--passphrase-file",
            "passphrase"
        )
        // A pipe opens for writing once somebody reads it.
        var writer: Int32 = -1
        try await run.wait {
            writer = unsafe Glibc.open(file.path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
            return writer >= 0
        }
        defer { close(writer) }
        return try MemoryScan(of: run.process, for: needles).hits
    }

    /// Searches a run that has its answer, for all that it must have forgotten.
    private func afterwards(_ subject: Subject) async throws -> [String: Int] {
        var needles = try Subject.needles("the passphrase", subject.passphrase) + subject.keys()
        let run: HeldRun
        switch self {
        case .open, .list: run = try subject.held("list", "--passphrase-file", "passphrase")
        case .code:
            needles += Subject.needles("the recovery code", subject.recoveryCode)
            run = try subject.held("list", "--passphrase-file", "code")
        case .unlock: run = try subject.held("unlock", "--passphrase-file", "passphrase")
        case .unlocked:
            try subject.run("unlock", "--for", "5m", "--passphrase-file", "passphrase")
            run = try subject.held("list")
        case .passphrase:
            let new = "second-\(subject.passphrase)"
            try subject.write(new, to: "new")
            needles += Subject.needles("the new passphrase", new)
            run = try subject.held(
                "rotate",
                "passphrase",
                "--new-passphrase-file",
                "new",
                "--passphrase-file",
                "passphrase"
            )
        case .key:
            run = try subject.held("rotate", "key", "--drop-slots", "--passphrase-file", "passphrase")
            try await run.waitForAnswer()
            needles += try subject.keys().map { MemoryScan.Needle(name: "new: \($0.name)", bytes: $0.bytes) }
        }
        try await run.waitForAnswer()
        let hits = try MemoryScan(of: run.process, for: needles).hits
        if self == .unlock || self == .unlocked { try subject.run("lock") }
        return hits
    }
}
