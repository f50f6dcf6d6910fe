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

    /// Which of all cases shall be tried: evenly spread ones from a beginning that the seed decides, or the one that is
    /// wanted.
    func choice(of all: [Int]) -> [Int] {
        if let number { return all.filter { $0 == number } }
        guard all.count > limit else { return all }
        let first = Int(seed % UInt64(all.count))
        return (0..<limit).map { all[(first + $0 * all.count / limit) % all.count] }.sorted()
    }

    /// Tries each case, as many at once as there are processors, and gives those that failed, in order.
    ///
    /// `attempt` gives nil, or what went wrong; what it throws went wrong too.
    func failures(
        in cases: [Int],
        _ attempt: @escaping @Sendable (Int) async throws -> String?
    ) async -> [Failure] {
        let reasons = await results(of: cases) { number in
            do { return try await attempt(number) } catch { return "\(error)" }
        }
        return zip(cases, reasons).compactMap { number, reason in
            reason.map { Failure(number: number, reason: $0) }
        }
    }

    /// Does something with each item, as many at once as there are processors; the results are in the items' order.
    func results<Item: Sendable, Result: Sendable>(
        of items: [Item],
        _ body: @escaping @Sendable (Item) async -> Result
    ) async -> [Result] {
        await withTaskGroup(of: (Int, Result).self) { group in
            var waiting = items.indices[...]
            func start() {
                guard let index = waiting.popFirst() else { return }
                group.addTask { (index, await body(items[index])) }
            }
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount { start() }
            var results: [Int: Result] = [:]
            for await (index, result) in group {
                results[index] = result
                start()
            }
            return items.indices.compactMap { results[$0] }
        }
    }
}
