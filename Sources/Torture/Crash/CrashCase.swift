import Foundation

/// One fault at one point of one story.
struct CrashCase: Sendable {
    let rehearsal: Rehearsal
    let injection: Injection
    let number: Int

    private var story: Story { rehearsal.story }

    /// Tells the story with its fault on a machine of its own, and gives what is wrong with what came of it.
    func problem(in trial: Trial) throws -> String? {
        let machine = try rehearsal.machine.copy(to: trial.folder.appending(path: UUID().uuidString))
        let command = try story.begin(on: machine, case: number)
        let outcome = try machine.watch(command, injection)
        guard let problem = try problem(of: outcome, to: command, on: machine) else {
            try machine.remove()
            return nil
        }
        let point = outcome.points.indices.contains(injection.point - 1) ? outcome.points[injection.point - 1] : nil
        let place = point.map { "\($0.call) of \($0.path)" } ?? "its end"
        return "\(story.name), \(injection.fault.name) at \(place): \(problem) (\(outcome.said))"
    }

    private func problem(of outcome: Machine.Outcome, to command: [String], on machine: Machine) throws -> String? {
        let state = try State(of: machine, known: rehearsal.secrets)
        if let problem = rehearsal.problem(in: state) { return problem }
        let isDone = state == rehearsal.after
        if !isDone, outcome.isAcknowledged { return "LOST: what was acknowledged is not there" }
        if injection.fault != .kill, let problem = try problem(ofEnding: outcome, on: machine) { return problem }
        return isDone ? nil : try problem(onceMore: command, on: machine)
    }

    /// What is wrong with how the command ended after a fault that it could live through.
    private func problem(ofEnding outcome: Machine.Outcome, on machine: Machine) throws -> String? {
        if outcome.status < 0 { return "TRAP: ended by signal \(-outcome.status)" }
        if outcome.status > 0 { return problem(inMessages: outcome.messages.lowercased()) }
        guard let file = story.file else { return nil }
        return try machine.text(file) == rehearsal.file ? nil : "WRONG: \(file) is not what it should be"
    }

    /// A failure is to tell which file, and why.
    private func problem(inMessages said: String) -> String? {
        let causes = [
            "input/output error", "disk i/o error", "no space left", "disk is full", "read-only", "readonly",
            "interrupted system call", "unable to open database file",
        ]
        if !causes.contains(where: said.contains) { return "UNCLEAR: no cause is told" }
        return said.contains("/") || said.contains("the answer") ? nil : "UNCLEAR: no file is named"
    }

    /// What is wrong after the command was run once more, now without a fault: it goes on from wherever it was.
    private func problem(onceMore command: [String], on machine: Machine) throws -> String? {
        if let file = story.file, FileManager.default.fileExists(atPath: machine.path(file).path) {
            return "WRONG: \(file) is there, and the log does not know"
        }
        let second = try machine.run(command)
        guard second.status == 0 else { return "STUCK: once more, it ends with \(second.status): \(second.messages)" }
        let state = try State(of: machine, known: rehearsal.secrets)
        return state.contents == rehearsal.after.contents ? nil : "WRONG: once more, it leads to \(state.contents)"
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
        case 0 where state != before: return "WRONG: without an entry, \(state)"
        case steps where state != after: return "WRONG: with all entries, \(state)"
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
