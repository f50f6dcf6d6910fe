import Foundation

/// One fault at one point of one story.
struct CrashCase: Sendable {
    let rehearsal: Rehearsal
    let injection: Injection
    let number: Int

    private var story: Story { rehearsal.story }

    /// Tells the story with its fault on a machine in `folder`, and gives what is wrong with what came of it.
    func problem(in folder: URL) throws -> String? {
        let machine = try rehearsal.machine.copy(to: folder)
        let command = try story.begin(on: machine, case: number)
        let outcome = try machine.watch(command, injection)
        let problem =
            try problem(in: outcome, on: machine) ?? problem(onceMore: command, after: outcome, on: machine)
            ?? problem(inTokenOf: machine)
        try machine.remove()
        guard let problem else { return nil }
        let point = outcome.points.indices.contains(injection.point - 1) ? outcome.points[injection.point - 1] : nil
        let place = point.map { "\($0.call) of \($0.path)" } ?? "its end"
        return "\(story.name), \(injection.fault.name) at \(place): \(problem) (\(outcome.said))"
    }

    /// What is wrong with how the command ended, and with the vault that it left.
    private func problem(in outcome: Machine.Outcome, on machine: Machine) throws -> String? {
        let state = try State(of: machine)
        if let problem = rehearsal.problem(in: state) { return problem }
        let isAcknowledged = outcome.status == 0 || !outcome.answer.isEmpty
        if isAcknowledged, state != rehearsal.after, outcome.status <= 0 {
            return "LOST: what was acknowledged is not there"
        }
        if injection.fault == .kill { return nil }
        if outcome.status < 0 { return "TRAP: ended by signal \(-outcome.status)" }
        return try outcome.status == 0 ? problem(inFilesOf: machine) : problem(inMessage: outcome)
    }

    private func problem(inFilesOf machine: Machine) throws -> String? {
        guard let file = story.file else { return nil }
        return try machine.text(file) == rehearsal.file ? nil : "WRONG: \(file) is not what it should be"
    }

    /// What a failure is to tell: which file, and why.
    private func problem(inMessage outcome: Machine.Outcome) -> String? {
        let said = outcome.messages.lowercased()
        let causes = [
            "input/output error", "disk i/o error", "no space left", "disk is full", "read-only", "readonly",
            "interrupted system call", "unable to open database file",
        ]
        if !causes.contains(where: said.contains) { return "UNCLEAR: no cause is told" }
        return said.contains("/") || said.contains("answer") ? nil : "UNCLEAR: no file is named"
    }

    /// What is wrong after the command was run once more, now without a fault: it goes on from wherever it was.
    private func problem(onceMore command: [String], after outcome: Machine.Outcome, on machine: Machine) throws
        -> String?
    {
        guard try State(of: machine) != rehearsal.after else { return nil }
        if let file = story.file, FileManager.default.fileExists(atPath: machine.path(file).path) {
            return "WRONG: \(file) is there, and the log does not know"
        }
        let key = try machine.passphrase() ?? []
        let second = try machine.run(command + key)
        guard second.status == 0 else { return "STUCK: once more, it ends with \(second.status): \(second.messages)" }
        let state = try State(of: machine)
        return state.contents == rehearsal.after.contents ? nil : "WRONG: once more, it leads to \(state.contents)"
    }

    /// Whether the token from the beginning is whole.
    private func problem(inTokenOf machine: Machine) throws -> String? {
        let token = try machine.token()
        return story.givesNewToken || story.startsEmpty || rehearsal.tokens.contains(token)
            ? nil : "WRONG: another token"
    }
}

extension Rehearsal {
    /// What is wrong with a state that is to be the one before, the one after, or one that the command passed on its way.
    fileprivate func problem(in state: State) -> String? {
        let steps = after.actions.count - before.actions.count
        let done = state.actions.count - before.actions.count
        guard (0...steps).contains(done), after.actions.starts(with: state.actions) else {
            return "WRONG: the log tells \(state.actions)"
        }
        switch done {
        case 0 where state != before: return "WRONG: without an entry, \(state.contents)"
        case steps where state != after: return "WRONG: with all entries, \(state.contents)"
        default: return nil
        }
    }
}

extension Machine.Outcome {
    /// How it ended and what it said, in a line.
    fileprivate var said: String {
        let words = messages.split(separator: "\n").filter { !$0.contains("ADSVAULT_GOOGLE_URL") }
        return "exit \(status)" + words.map { "; \($0)" }.joined()
    }
}
