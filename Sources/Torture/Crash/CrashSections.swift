import Foundation

extension Section {
    /// kill -9 at every call of a command that could change a file: a row for each command, a case for each call.
    static let kill = Section(name: "kill", short: 3, full: .max) { trial in
        let stories = Story.all.indices.filter { trial.wants(Story.all[$0].name) }
        return try await trial.rehearse(stories) { rehearsals in
            var rows: [Row] = []
            for story in stories {
                guard let rehearsal = rehearsals[story] else { continue }
                // One more than there are: the command ends by itself.
                let cases = trial.choice(of: Array(1...rehearsal.points.count + 1))
                rows.append(
                    await trial.row(rehearsal.story.name, cases) { number in
                        let injection = Injection(fault: .kill, point: number)
                        return CrashCase(rehearsal: rehearsal, injection: injection, number: number)
                    }
                )
            }
            return rows
        }
    }

    /// Calls that fail: a row for each way to fail, a case for each call of each command. A case is the number of the
    /// command, from 0, times a thousand, and that of the call.
    static let fault = Section(name: "fault", short: 10, full: .max) { trial in
        let stories = Story.all.indices.filter { (trial.number.map { $0 / 1000 } ?? $0) == $0 }
        return try await trial.rehearse(stories) { rehearsals in
            var rows: [Row] = []
            for fault in Fault.failures where trial.wants(fault.name) {
                let all = stories.flatMap { story in
                    let points = rehearsals[story]?.points ?? []
                    return points.indices.filter { fault.fits(points[$0].call) }.map { story * 1000 + $0 + 1 }
                }
                rows.append(
                    await trial.row(fault.name, trial.choice(of: all)) { number in
                        let injection = Injection(fault: fault, point: number % 1000)
                        return rehearsals[number / 1000].map {
                            CrashCase(rehearsal: $0, injection: injection, number: number)
                        }
                    }
                )
            }
            return rows
        }
    }
}

extension Trial {
    /// Rehearses stories, by their places among all, beside a stand-in for Google that serves until `body` has ended.
    fileprivate func rehearse(
        _ stories: [Int],
        _ body: ([Int: Rehearsal]) async throws -> [Row]
    ) async throws -> [Row] {
        try await StandIn.serving(self, accounts: ["base@example.com"] + Story.accounts) { google in
            let empty = try Machine(self, folder: folder.appending(path: "empty"), google: google)
            do {
                _ = try empty.watch(["--version"])
            } catch RunningProcess.Problem.notWatched {
                return [Row(section, notRun: "the kernel lets no process watch another's calls here")]
            }
            let beginning = try empty.copy(to: folder.appending(path: "beginning"))
            for command in Story.beginning { try beginning.succeed(command) }
            let results = await results(of: stories) { index in
                let story = Story.all[index]
                return Result { try Rehearsal(story, from: story.startsEmpty ? empty : beginning, in: folder) }
            }
            let rehearsals = try zip(stories, results).map { ($0, try $1.get()) }
            return try await body(Dictionary(uniqueKeysWithValues: rehearsals))
        }
    }

    /// Tries cases, and puts in a row what came of them.
    fileprivate func row(
        _ name: String,
        _ cases: [Int],
        _ crash: @escaping @Sendable (Int) -> CrashCase?
    ) async -> Row {
        let results = await results(of: cases) { number in
            Result { try crash(number)?.result(in: self) }
        }
        var endings: [CrashCase.Ending: Int] = [:]
        var failures: [Failure] = []
        for (number, result) in zip(cases, results) {
            switch result {
            case .success(let result?):
                endings[result.ending, default: 0] += 1
                if let problem = result.problem { failures.append(Failure(number: number, reason: problem)) }
            case .success(nil): break
            case .failure(let error): failures.append(Failure(number: number, reason: "DOES NOT OPEN: \(error)"))
            }
        }
        let counts = CrashCase.Ending.allCases.compactMap { ending in
            endings[ending].map { "\($0) \(ending.rawValue)" }
        }
        let lost = failures.count { $0.reason.contains("LOST") }
        let found = ["\(lost) lost, \(failures.count - lost) wrong"] + counts
        return Row("\(section)/\(name)", cases: cases.count, found: found.joined(separator: "; "), failures: failures)
    }
}
