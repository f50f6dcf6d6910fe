import Foundation

extension Section {
    /// kill -9 at every call of a command that could change a file: a row for each command, a case for each call.
    static let kill = Section(name: "kill", short: 4, full: .max) { trial in
        try await trial.rehearsed { rehearsals, folder in
            var rows: [Row] = []
            for rehearsal in rehearsals where trial.wants(rehearsal.story.name) {
                // One more than there are: the command ends by itself.
                let cases = trial.choice(of: Array(1...rehearsal.points.count + 1))
                let failures = await trial.failures(in: cases) { number in
                    let crash = CrashCase(
                        rehearsal: rehearsal,
                        injection: Injection(fault: .kill, point: number),
                        number: number
                    )
                    return try crash.problem(in: folder.appending(path: UUID().uuidString))
                }
                rows.append(Row("kill/\(rehearsal.story.name)", cases: cases.count, failures))
            }
            return rows
        }
    }

    /// Calls that fail: a row for each way to fail, a case for each call of each command.
    static let fault = Section(name: "fault", short: 14, full: .max) { trial in
        try await trial.rehearsed { rehearsals, folder in
            var rows: [Row] = []
            for fault in Fault.failures where trial.wants(fault.name) {
                let all = rehearsals.indices.flatMap { index in
                    let points = rehearsals[index].points
                    return points.indices.filter { fault.fits(points[$0].call) }.map { index * 1000 + $0 + 1 }
                }
                let cases = trial.choice(of: all)
                let failures = await trial.failures(in: cases) { number in
                    let crash = CrashCase(
                        rehearsal: rehearsals[number / 1000],
                        injection: Injection(fault: fault, point: number % 1000),
                        number: number
                    )
                    return try crash.problem(in: folder.appending(path: UUID().uuidString))
                }
                rows.append(Row("fault/\(fault.name)", cases: cases.count, failures))
            }
            return rows
        }
    }
}

extension Row {
    fileprivate init(_ name: String, cases: Int, _ failures: [Failure]) {
        let lost = failures.count { $0.reason.contains("LOST") }
        let traps = failures.count { $0.reason.contains("TRAP") }
        let found = "\(lost) lost, \(traps) traps, \(failures.count - lost - traps) wrong or unclear"
        self.init(name, cases: cases, found: found, failures: failures)
    }
}

extension Trial {
    /// Rehearses every story on machines beside a stand-in for Google, and gives them with a folder for more machines.
    fileprivate func rehearsed(_ body: ([Rehearsal], URL) async throws -> [Row]) async throws -> [Row] {
        try await StandIn.serving(self, accounts: ["base@example.com"] + Story.accounts) { google in
            let empty = try Machine(self, folder: folder.appending(path: "empty"), google: google)
            let beginning = try empty.copy(to: folder.appending(path: "beginning"))
            for command in Story.beginning { try beginning.succeed(command) }
            let results = await results(of: Story.all) { story in
                Result { try Rehearsal(story, from: story.startsEmpty ? empty : beginning, in: folder) }
            }
            return try await body(try results.map { try $0.get() }, folder)
        }
    }
}
