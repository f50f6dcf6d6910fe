import Foundation

/// Measures adsvault beside the same work done by libsodium and SQLite alone, in one run on one machine.
@main
struct Bench {
    /// Why there are no figures.
    enum Failure: Error {
        case usage(String)
        case wrongAnswer(String)
    }

    static func main() {
        do {
            guard CommandLine.arguments.count == 2 else { throw Failure.usage("Bench PATH-OF-ADSVAULT") }
            try measure(Program(path: CommandLine.arguments[1]))
        } catch {
            FileHandle.standardError.write(Data("error: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func measure(_ program: Program) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "adsvault-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        defer {
            // What stays there is of no use to anyone, and the figures stand.
            try? FileManager.default.removeItem(at: folder)
        }
        // The program's anchors belong to its vaults, and go with them.
        guard unsafe setenv("XDG_STATE_HOME", Sample.stateHome(in: folder), 1) == 0 else {
            throw Failure.wrongAnswer("setenv")
        }
        print("Medians; beside each, in the same run, the bare work with \(Bare.versions)")
        let samples = try [10, 10_000, 100_000].map { try Sample(count: $0, in: folder) }
        print("\nThe program, from its start to its end")
        try ProgramFigures(program: program, samples: samples).show()
        print("\nIn the process, the vault unlocked")
        try VaultFigures(samples: samples).show()
    }
}
