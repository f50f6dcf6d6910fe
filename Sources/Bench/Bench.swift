import Foundation

/// Measures adsvault beside the same work done by libsodium and SQLite alone, in one run on one machine.
@main
struct Bench {
    /// Why there are no figures.
    enum Failure: Error {
        case usage(String)
        case wrongAnswer(String)
    }

    static func main() async {
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            switch (arguments.first, arguments.count) {
            case (Program.peakOption, 2...):
                print(try Program(path: arguments[1]).kilobytes(running: Array(arguments[2...])), terminator: "")
            case (Program.commitOption, 2):
                try Sample.bare(arguments[1]).commit()
            case (_, 2...3):
                let part = try arguments.dropFirst(2).first.map(Part.init(argument:))
                try await measure(Program(path: arguments[0]), sandboxPath: arguments[1], part)
            default:
                throw Failure.usage("Bench PATH-OF-ADSVAULT PATH-OF-GOOGLESANDBOX [vaults|google]")
            }
        } catch {
            FileHandle.standardError.write(Data("error: \(error)\n".utf8))
            exit(1)
        }
    }

    /// A part of the figures.
    private enum Part: String {
        case vaults
        case google

        init(argument: String) throws {
            guard let part = Part(rawValue: argument) else { throw Failure.usage("vaults or google, not \(argument)") }
            self = part
        }
    }

    private static func measure(_ program: Program, sandboxPath: String, _ part: Part?) async throws {
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
        if part != .google { try showVaults(ProgramFigures(program: program), in: folder) }
        if part != .vaults {
            print("\nA stand-in for Google answers after \(Sandbox.latency); a bare check is its requests alone")
            try await LiveFigures(program: program, sandboxPath: sandboxPath, folder: folder).show()
        }
    }

    private static func showVaults(_ figures: ProgramFigures, in folder: URL) throws {
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
