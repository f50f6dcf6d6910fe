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
            let arguments = CommandLine.arguments.dropFirst()
            if arguments.first == Program.peakOption, let path = arguments.dropFirst().first {
                print(try Program(path: path).kilobytes(running: Array(arguments.dropFirst(2))), terminator: "")
            } else if arguments.count == 1, let path = arguments.first {
                try measure(Program(path: path))
            } else {
                throw Failure.usage("Bench PATH-OF-ADSVAULT")
            }
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
        print("Medians; beside each, in the same run, the bare work with \(Bare.versions) as they come")
        let figures = ProgramFigures(program: program)
        print("\nThe program, from its start to its end, and the most memory it has (Argon2id has 64 MiB of it)")
        try figures.showStart()
        for count in [10, 1000, 10_000, 100_000] {
            let sample = try Sample(count: count, in: folder)
            print("\n\(count) credentials: the program")
            try figures.show(sample)
            print("\n\(count) credentials: in a process, the vault unlocked")
            try VaultFigures(sample: sample).show()
            print("\n\(count) credentials and some more: the program")
            try figures.showRotation(of: sample)
        }
    }
}
