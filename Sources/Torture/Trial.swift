import Foundation

/// What a section is given: how much to do, where, and with what.
struct Trial: Sendable {
    /// The section's name.
    let section: String
    /// At most as many cases shall each row have.
    let limit: Int
    /// Decides which cases a short form takes, and whatever else is chosen by chance.
    let seed: UInt64
    /// The one row that is wanted, without the section's name; nil for all.
    let row: String?
    /// The one case that is wanted; nil for as many as `limit` says.
    let number: Int?
    /// A folder for the section's files, its owner's alone. It is removed in the end.
    let folder: URL
    /// Where the programs lie that were built with this one.
    let programs: URL

    /// The real program.
    var adsvault: URL { programs.appending(path: "adsvault") }
    /// The stand-in for Google.
    var sandbox: URL { programs.appending(path: "GoogleSandbox") }

    /// Whether a row is wanted.
    func wants(_ row: String) -> Bool { self.row ?? row == row }

    /// Which of the cases 1 to `total` shall be tried: evenly spread ones from a beginning that the seed decides.
    func cases(of total: Int) -> [Int] {
        if let number { return total >= number ? [number] : [] }
        guard total > limit else { return Array(1...max(1, total)).filter { $0 <= total } }
        let first = Int(seed % UInt64(total))
        return (0..<limit).map { (first + $0 * total / limit) % total + 1 }.sorted()
    }

    /// Tries each case, as many at once as there are processors, and gives those that failed, in order.
    ///
    /// `attempt` gives nil, or what went wrong; what it throws went wrong too.
    func failures(
        in cases: [Int],
        _ attempt: @escaping @Sendable (Int) async throws -> String?
    ) async -> [Failure] {
        var waiting = cases[...]
        return await withTaskGroup(of: Failure?.self) { group in
            func start() {
                guard let number = waiting.popFirst() else { return }
                group.addTask {
                    do {
                        return try await attempt(number).map { Failure(number: number, reason: $0) }
                    } catch {
                        return Failure(number: number, reason: "\(error)")
                    }
                }
            }
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount { start() }
            var failures: [Failure] = []
            for await failure in group {
                if let failure { failures.append(failure) }
                start()
            }
            return failures.sorted { ($0.number ?? 0) < ($1.number ?? 0) }
        }
    }
}
