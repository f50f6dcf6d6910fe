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
        print("Medians; beside each, in the same run, the bare work with \(Bare.versions)")
        let (small, large) = (try Sample(count: 10, in: folder), try Sample(count: 10_000, in: folder))
        try measureUnlocked(small, large)
        try measure(program, small, large)
    }

    /// What the library does in a process.
    private static func measureUnlocked(_ small: Sample, _ large: Sample) throws {
        print("\nIn the process, the vault unlocked")
        for sample in [small, large] {
            let vault = try sample.unlock()
            Figure(
                "show one of \(sample.count)",
                try median(of: 101) { try sample.show(in: vault) },
                bare: try median(of: 101) { try sample.bare.show(sample.middle) }
            ).show()
        }
        let vault = try large.unlock()
        Figure(
            "list all \(large.count)",
            try median(of: 21) { try large.list(in: vault) },
            bare: try median(of: 21) { try large.bare.list(count: large.count) }
        ).show()
        Figure(
            "unlock by a passphrase (interactive)",
            try median(of: 21) { try large.unlock() },
            bare: try median(of: 21) { try Bare.unlock() }
        ).show()
    }

    /// What the program does from its start to its end, unlocking included.
    private static func measure(_ program: Program, _ small: Sample, _ large: Sample) throws {
        print("\nThe program, from its start to its end")
        let start = try median(of: 31) { try Program(path: "/bin/true").run([]) }
        Figure("--version, beside /bin/true", try median(of: 31) { try program.run(["--version"]) }, bare: start).show()
        let unlocking = try median(of: 21) { try Bare.unlock() }
        var showing: [Duration] = []
        for sample in [small, large] {
            let time = try median(of: 21) { try program.run(["show", sample.name(sample.middle)] + sample.options) }
            let reading = try median(of: 21) { try sample.bare.show(sample.middle) }
            Figure("show one of \(sample.count)", time, bare: start + unlocking + reading).show()
            showing.append(time)
        }
        let listing = try median(of: 21) { try program.run(["list", "--json"] + large.options) }
        let reading = try median(of: 21) { try large.bare.list(count: large.count) }
        Figure("list --json of \(large.count)", listing, bare: start + unlocking + reading).show()
        Figure("  of that, beyond show one of \(small.count)", listing - showing[0], bare: reading).show()
    }
}
