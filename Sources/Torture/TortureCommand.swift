import ArgumentParser
import Foundation

/// Does to vaults what they must bear, and prints what was found in one table.
@main
struct TortureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Torture",
        abstract: "Do to vaults what they must bear, and print what was found in one table.",
        subcommands: [WitnessCommand.self]
    )

    @Flag(help: "Try all cases, not only some of each kind.") var full = false
    @Option(help: "Decides which cases the short form takes. A failure is repeated with the seed that was printed.")
    var seed = UInt64(Date().timeIntervalSince1970)
    @Option(help: ArgumentHelp("Try one section or one row of it.", valueName: "section[/row]")) var only: String?
    @Option(name: .customLong("case"), help: "Try one case of that row.") var number: Int?

    func validate() throws {
        let sections = Section.all.map(\.name)
        if let section, !sections.contains(section) {
            throw ValidationError("there is no section \(section); there are: \(sections.joined(separator: ", "))")
        }
        if number != nil, only == nil { throw ValidationError("--case needs --only") }
    }

    func run() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "adsvault-torture-\(UUID().uuidString)")
        defer {
            // What stays there is of no use to anyone, and the table stands.
            try? FileManager.default.removeItem(at: folder)
        }
        var rows: [Row] = []
        for section in Section.all where self.section ?? section.name == section.name {
            rows += await run(section, in: folder.appending(path: section.name))
        }
        print("Seed \(seed), \(full ? "all cases" : "the short form; Scripts/torture --full tries all")")
        print(table(of: rows))
        for row in rows { for failure in row.failures { print("\n" + text(failure, of: row)) } }
        if rows.isEmpty || rows.contains(where: \.hasFailed) { throw ExitCode.failure }
    }

    private func run(_ section: Section, in folder: URL) async -> [Row] {
        let trial = Trial(
            section: section.name,
            limit: full ? section.full : section.short,
            seed: seed,
            row: only?.split(separator: "/", maxSplits: 1).dropFirst().first.map(String.init),
            number: number,
            folder: folder,
            programs: URL(filePath: CommandLine.arguments[0]).absoluteURL.deletingLastPathComponent()
        )
        let start = ContinuousClock.now
        var rows: [Row]
        do {
            try FileManager.default.createDirectory(
                at: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            rows = try await section.run(trial)
        } catch {
            rows = [Row(section.name, cases: 0, found: "", failures: [Failure(number: nil, reason: "\(error)")])]
        }
        let seconds = (ContinuousClock.now - start).components.seconds
        // Progress alone: where stderr is gone, nobody waits for it.
        try? FileHandle.standardError.write(contentsOf: Data("\(section.name): \(seconds) s\n".utf8))
        return rows
    }

    private var section: String? { only?.split(separator: "/").first.map(String.init) }

    private func text(_ failure: Failure, of row: Row) -> String {
        let number = failure.number.map { " --case \($0)" } ?? ""
        return """
            \(row.name): \(failure.reason)
              again: Scripts/torture\(full ? " --full" : "") --seed \(seed) --only '\(row.name)'\(number)
            """
    }
}
