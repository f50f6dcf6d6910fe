import Foundation

extension Section {
    /// Each attack on a vault, read in a process of its own and by the real program afterwards.
    static let attacks = Section(name: "attacks", short: 1_000, full: .max) { trial in
        let specimen = try Specimen(in: trial.folder)
        let truth = trial.folder.appending(path: "truth.json")
        try JSONEncoder().encode(specimen.truth).write(to: truth)
        let scene = try AttackScene(specimen, truth, trial)
        var rows = [try scene.unharmed()]
        for (name, attacks) in [("rows", Attack.onRows), ("files", Attack.onFiles)] where trial.wants(name) {
            let cases = trial.choice(of: Array(1...attacks.count))
            let peaks = Peaks()
            let failures = await trial.failures(in: cases) { number in
                try scene.objection(to: attacks[number - 1], peaks).map { "\(attacks[number - 1].name): \($0)" }
            }
            let found = "\(cases.count - failures.count) refused or right; at most \(peaks.words)"
            rows.append(Row("attacks/\(name)", cases: cases.count, found: found, failures: failures))
        }
        return rows
    }
}

/// A machine with the specimen, copied anew for each attack.
private struct AttackScene: Sendable {
    private let specimen: Specimen
    private let truth: URL
    private let trial: Trial
    private let home: URL
    private let intact: [Attack.Question: MeasuredRun.Outcome]
    private let versionKiB: Int

    init(_ specimen: Specimen, _ truth: URL, _ trial: Trial) throws {
        self.specimen = specimen
        self.truth = truth
        self.trial = trial
        home = trial.folder.appending(path: "home")
        let vault = Self.vault(in: home)
        try FileManager.default.createDirectory(
            at: vault.deletingLastPathComponent(),
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        try FileManager.default.copyItem(at: specimen.now, to: vault)
        for (name, text) in [("code", Specimen.codeText), ("passphrase", Specimen.passphrase)] {
            let file = home.appending(path: name)
            try Data(text.utf8).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        }
        versionKiB = try MeasuredRun(trial, home).run(["--version"]).peakKiB
        // On a copy: asking for the secret writes. The first question shows the newest state to the anchor.
        let copy = trial.folder.appending(path: "intact")
        _ = try MeasuredRun(trial, home).run(Attack.Question.list.arguments(specimen), .recoveryCode)
        try FileManager.default.copyItem(at: home, to: copy)
        let run = MeasuredRun(trial, copy)
        var intact: [Attack.Question: MeasuredRun.Outcome] = [:]
        for question in Attack.Question.allCases { intact[question] = try run.run(question.arguments(specimen)) }
        self.intact = intact
    }

    /// How the vault answers where nothing was done to it.
    func unharmed() throws -> Row {
        let wrong = Attack.Question.allCases.filter { intact[$0]?.status != ($0 == .gone ? 15 : 0) }
        let failures = wrong.map { Failure(number: nil, reason: "\($0): \(intact[$0]?.errors ?? "")") }
        let peak = intact.values.map(\.peakKiB).max() ?? 0
        let found = "as expected; at most \(peak >> 10) MiB, --version \(versionKiB >> 10) MiB"
        return Row("attacks/none", cases: intact.count, found: found, failures: failures)
    }

    /// What is wrong with how the vault bears an attack; nil where nothing is.
    func objection(to attack: Attack, _ peaks: Peaks) throws -> String? {
        let home = trial.folder.appending(path: "attacked-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: self.home, to: home)
        defer {
            // What is left goes with the trial's folder.
            try? FileManager.default.removeItem(at: home)
        }
        let file = Self.vault(in: home)
        try attack.apply(Attack.Ground(file: file, specimen: specimen))
        if !attack.needsAnchor, attack.secret == .recoveryCode {
            let testimony = try Witness(trial, truth: truth).testify(on: file.path)
            if let objection = testimony.objection(allowing: attack.statuses) { return objection }
            if testimony.peakKiB > Memory.limitKiB { return "\(testimony.peakKiB >> 10) MiB in one process" }
        }
        let run = MeasuredRun(trial, home)
        for question in questions(after: attack) {
            let outcome = try run.run(question.arguments(specimen), attack.secret)
            if let objection = objection(to: outcome, question, attack) {
                return "\(question): \(objection); \(outcome.errors)"
            }
            peaks.add(outcome.peakKiB - attack.argon2 << 10, attack.name)
        }
        return nil
    }

    /// All of them; in the short form one that must be refused, and another.
    private func questions(after attack: Attack) -> [Attack.Question] {
        guard trial.limit < .max else { return Attack.Question.allCases }
        let chance = Int(trial.seed % 97) + attack.name.utf8.count
        let refused = Attack.Question.allCases.filter(attack.seenBy.contains)
        let first = refused.isEmpty ? [] : [refused[chance % refused.count]]
        let others = Attack.Question.allCases.filter { !first.contains($0) }
        return first + [others[chance % others.count]]
    }

    private func objection(
        to outcome: MeasuredRun.Outcome,
        _ question: Attack.Question,
        _ attack: Attack
    ) -> String? {
        guard outcome.peakKiB <= Memory.limitKiB + attack.argon2 << 10 else { return "\(outcome.peakKiB >> 10) MiB" }
        if outcome.status == MeasuredRun.hung { return "HUNG" }
        if outcome.status < 0 { return "TRAPPED by signal \(-outcome.status)" }
        if attack.statuses.contains(outcome.status) {
            return outcome.output.isEmpty ? nil : "refused, and answered all the same"
        }
        if attack.seenBy.contains(question) { return "not seen: ends with \(outcome.status)" }
        guard let intact = intact[question], (outcome.status, outcome.output) == (intact.status, intact.output) else {
            return "WRONG: ends with \(outcome.status), \(outcome.output)"
        }
        return nil
    }

    private static func vault(in home: URL) -> URL { home.appending(path: ".local/share/adsvault/vault.db") }
}

extension Attack.Question {
    fileprivate func arguments(_ specimen: Specimen) -> [String] {
        switch self {
        case .list: ["list", "--json"]
        case .beside: ["show", specimen.mates.beside, "--json"]
        case .gone: ["show", Specimen.gone, "--json"]
        case .log: ["audit", "verify", "--json"]
        case .secret: ["export", specimen.mates.changed, "--format", "adc-json", "--reveal"]
        }
    }
}
