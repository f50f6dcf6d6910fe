import Foundation

/// One fault at one point of one story.
struct CrashCase: Sendable {
    let rehearsal: Rehearsal
    let injection: Injection
    let number: Int

    private var story: Story { rehearsal.story }

    /// How the command ended, and in which state the vault was then.
    enum Ending: String, CaseIterable {
        case killedBefore = "killed and as before"
        case killedBetween = "killed halfway"
        case killedAfter = "killed and done"
        case failedBefore = "failed and as before"
        case failedBetween = "failed halfway"
        case failedAfter = "failed and done"
        case succeeded = "done"
    }

    /// What came of a case.
    struct Result {
        let ending: Ending
        /// What is wrong with it.
        let problem: String?
    }

    /// Tells the story with its fault on a machine of its own.
    func result(in trial: Trial) throws -> Result {
        let machine = try rehearsal.machine.copy(to: trial.folder.appending(path: UUID().uuidString))
        let command = try story.begin(on: machine, case: number)
        let outcome = try machine.watch(command, injection)
        let (ending, problem) = try verdict(on: outcome, of: command, on: machine)
        try machine.remove()
        let point = outcome.points.indices.contains(injection.point - 1) ? outcome.points[injection.point - 1] : nil
        let place = point.map { "\($0.call) of \($0.path)" } ?? "its end"
        return Result(
            ending: ending,
            problem: problem.map { "\(story.name), \(injection.fault.name) at \(place): \($0) (\(outcome.said))" }
        )
    }

    private func verdict(
        on outcome: Machine.Outcome,
        of command: [String],
        on machine: Machine
    ) throws -> (Ending, String?) {
        if let alarm = story.alarm, try machine.run(["audit", "verify"]).status == alarm {
            let problem =
                outcome.isAcknowledged
                ? "WRONG: it is done, and the vault does not open" : try problem(onceMore: command, on: machine)
            return (outcome.status < 0 ? .killedBetween : .failedBetween, problem)
        }
        let state = try State(of: machine, known: rehearsal.secrets)
        return (ending(outcome.status, in: state), try problem(of: outcome, in: state, to: command, on: machine))
    }

    private func ending(_ status: Int32, in state: State) -> Ending {
        let (isOld, isNew) = (state == rehearsal.before, rehearsal.isDone(in: state))
        if status == 0 { return .succeeded }
        if status < 0 { return isNew ? .killedAfter : isOld ? .killedBefore : .killedBetween }
        return isNew ? .failedAfter : isOld ? .failedBefore : .failedBetween
    }

    private func problem(
        of outcome: Machine.Outcome,
        in state: State,
        to command: [String],
        on machine: Machine
    ) throws -> String? {
        if let problem = rehearsal.problem(in: state) { return problem }
        let isDone = rehearsal.isDone(in: state)
        if let file = story.shreds, !isDone, try machine.text(file) != rehearsal.machine.text(file) {
            return "LOST: \(file) is destroyed, and the vault does not hold it"
        }
        if let copy = story.copy, let problem = try problem(inCopy: copy, after: outcome, on: machine) {
            return problem
        }
        if let file = story.file, let draft = try machine.names().first(where: { $0.hasPrefix(file + ".new-") }) {
            return "LEFT: \(draft)"
        }
        if !isDone, outcome.isAcknowledged { return "LOST: what was acknowledged is not there" }
        if injection.fault != .kill, let problem = try problem(ofEnding: outcome, on: machine) { return problem }
        return isDone ? nil : try problem(onceMore: command, on: machine)
    }

    /// What is wrong with how the command ended after a fault that it could live through.
    private func problem(ofEnding outcome: Machine.Outcome, on machine: Machine) throws -> String? {
        if outcome.status < 0 { return "TRAP: ended by signal \(-outcome.status)" }
        if outcome.status == 0, let file = story.shreds, FileManager.default.fileExists(atPath: machine.path(file).path)
        {
            return "WRONG: \(file) is still there"
        }
        if outcome.status > 0 { return problem(inWords: outcome.messages + outcome.answer, on: machine) }
        guard let file = story.file else { return nil }
        return try machine.text(file) == rehearsal.file ? nil : "WRONG: \(file) is not what it should be"
    }

    /// A copy is whole wherever there is one, and there where that was said.
    private func problem(inCopy copy: String, after outcome: Machine.Outcome, on machine: Machine) throws -> String? {
        guard FileManager.default.fileExists(atPath: machine.path(copy).path) else {
            return outcome.isAcknowledged ? "LOST: \(copy) is not there" : nil
        }
        // As on another machine: here, it may be older by now than what was seen.
        let elsewhere = ["XDG_STATE_HOME": machine.path("elsewhere").path]
        let verdict = try machine.run(["audit", "verify", "--vault", copy], environment: elsewhere)
        return verdict.status == 0 ? nil : "WRONG: \(copy) does not open: \(verdict.messages)"
    }

    /// A failure is to tell which file, and why.
    private func problem(inWords words: String, on machine: Machine) -> String? {
        let causes = [
            "input/output error", "disk i/o error", "no space left", "disk is full", "read-only", "read only",
            "readonly",
            "interrupted system call", "unable to open database file",
        ]
        if !causes.contains(where: words.lowercased().contains) { return "UNCLEAR: no cause is told" }
        let files = [machine.folder.path, "the answer", story.file, story.shreds].compactMap(\.self)
        return files.contains(where: words.contains) ? nil : "UNCLEAR: no file is named"
    }

    /// What is wrong after the command was run once more, now without a fault: it goes on from wherever it was.
    private func problem(onceMore command: [String], on machine: Machine) throws -> String? {
        if let file = story.file, FileManager.default.fileExists(atPath: machine.path(file).path) {
            return "WRONG: \(file) is there, and the log does not know"
        }
        let second = try machine.run(command)
        guard second.status == 0 else { return "STUCK: once more, it ends with \(second.status): \(second.messages)" }
        let state = try State(of: machine, known: rehearsal.secrets)
        // Tokens that died before are counted until it is known when.
        let found = state.contents.filter { !$0.contains("\"mints\"") }
        let expected = rehearsal.after.contents.filter { !$0.contains("\"mints\"") }
        return found == expected ? nil : "WRONG: once more, it leads to \(found)"
    }
}

extension Rehearsal {
    /// Whether the command did all of its work.
    fileprivate func isDone(in state: State) -> Bool {
        state == after || story.goesOnUnwritten && state.contents == after.contents
    }

    /// What is wrong with a state that is to be the one before, the one after, or one that the command passed on its way.
    fileprivate func problem(in state: State) -> String? {
        if state == before || isDone(in: state) { return nil }
        var (actions, seq) = (state.actions, state.seq)
        if let failure = story.failure, actions.last == failure {
            actions.removeLast()
            seq -= 1
        }
        let isOnTheWay =
            actions.starts(with: before.actions) && after.actions.starts(with: actions)
            && (before.seq...after.seq).contains(seq)
        guard isOnTheWay else { return "WRONG: write \(state.seq), and the log tells \(state.actions)" }
        switch actions {
        case before.actions where state.contents != before.contents: return "WRONG: without an entry, \(state)"
        case after.actions where story.logsFirst && state.contents == before.contents: return nil
        case after.actions where state.contents != after.contents: return "WRONG: with all entries, \(state)"
        default: return nil
        }
    }
}

extension Machine.Outcome {
    /// Whether the program said that it was done: by its status, or, killed before it could, by its answer.
    fileprivate var isAcknowledged: Bool { status == 0 || status < 0 && !answer.isEmpty }

    /// How it ended and what it said, in a line.
    fileprivate var said: String {
        let words = messages.split(separator: "\n").filter { !$0.contains("ADSVAULT_GOOGLE_URL") }
        return "exit \(status)" + words.map { "; \($0)" }.joined()
    }
}
