import Foundation

/// One part of the torture: attacks of a kind, or an experiment that is done many times.
///
/// To add one, make a folder for it, give it a value of this type, and name that in `Section.all`.
struct Section: Sendable {
    /// One word, for `--only`.
    let name: String
    /// How many cases a row may have in the short form, which all sections share three minutes for.
    let short: Int
    /// How many cases a row may have with `--full`; `.max` where all there are shall be tried.
    let full: Int
    /// Does it, and tells what was found: a row for each attack that the trial wants. What it throws counts as a failure.
    let run: @Sendable (Trial) async throws -> [Row]
}

/// One line of the table: an attack or experiment, and what came of it.
struct Row: Sendable {
    enum Verdict: Sendable {
        case holds
        case fails
        /// Could not be tried on this machine, and why: that is no proof of anything.
        case notRun(String)
    }

    /// What is done: the section's name, or that and the row's own: `kill/set`.
    let name: String
    /// How many cases were tried.
    let cases: Int
    /// What was found in figures, such as `0 lost, 0 wrong`.
    let found: String
    let verdict: Verdict
    let failures: [Failure]

    /// What was found in cases that ran. It holds where none failed and there were some.
    init(_ name: String, cases: Int, found: String, failures: [Failure]) {
        self.name = name
        self.cases = cases
        self.found = found
        self.failures = failures
        verdict = failures.isEmpty && cases > 0 ? .holds : .fails
    }

    /// What could not be tried.
    init(_ name: String, notRun reason: String) {
        self.name = name
        cases = 0
        found = reason
        failures = []
        verdict = .notRun(reason)
    }
}

/// A case that failed.
struct Failure: Sendable {
    /// Its number, for `--case`; nil where the row has no cases that can be repeated alone.
    let number: Int?
    /// What went wrong.
    let reason: String
}
