import Foundation
import Vault

extension Section {
    /// Processes that write to one vault at once, with one killed each second: 16 of them with 200 writes each, or in the
    /// short form 8 with 15.
    static let crowd = Section(name: "crowd", short: 15, full: 200) { trial in
        let writers = trial.limit >= 200 ? 16 : 8
        return try await StandIn.serving(trial, accounts: ["base@example.com"]) { google in
            let machine = try Machine(trial, folder: trial.folder.appending(path: "machine"), google: google)
            for command in Story.beginning.dropLast() { try machine.succeed(command) }
            for name in ["first", "second"] {
                try machine.succeed(["login", name, "--login-hint", "base@example.com"])
            }
            let vault = try machine.open(by: Machine.passphrase)
            let (entries, seq) = try vault.read { (try $0.audit().count, $0.seq) }
            var crowd = Crowd(machine, writers: writers, writesEach: trial.limit, seed: trial.seed)
            try crowd.run()
            _ = try machine.verify()
            let expectation = crowd.expectation
            let problems =
                try crowd.problems
                + vault.read { try expectation.problems(in: &$0, entriesBefore: entries, seqBefore: seq) }
            let counts = ["LOST", "GAP", "FALSE ALARM", "BUSY"].map { word in
                "\(problems.count { $0.hasPrefix(word) }) \(word.lowercased())"
            }
            let found = ["\(expectation.acknowledged) done, \(expectation.killed) killed"] + counts
            return [
                Row(
                    "crowd/\(writers)x\(trial.limit)",
                    cases: writers * trial.limit,
                    found: found.joined(separator: ", "),
                    failures: problems.map { Failure(number: nil, reason: $0) }
                )
            ]
        }
    }
}
