import Foundation
import Glibc
import Operations
import Sealing

/// What a repository keeps, asked of the `git` program: every object once, also those that no branch reaches any more.
struct GitHistory {
    private let folder: String
    private let isBare: Bool
    private let context: Context

    /// What was found in a repository.
    struct Found {
        var findings: [ScanFinding] = []
        var objectCount = 0
        /// How many objects were not looked at or into, by the reason.
        var leftOut: [String: Int] = [:]
        /// How many of them are compressed.
        var compressedCount = 0
        /// What could not be looked at, each in a few words.
        var failures: [String] = []
    }

    init(of folder: String, isBare: Bool, in context: Context) {
        self.folder = folder
        self.isBare = isBare
        self.context = context
    }

    /// What tells the repository from others, by whichever of its paths it was reached: a submodule lies in two places, and work
    /// trees share one. Nil where git cannot tell.
    var identity: String? {
        guard let git = program(["rev-parse", "--git-common-dir"]),
            let answer = try? git.answer(interruption: context.interruption), answer.status == 0
        else { return nil }
        let path = answer.text.hasSuffix("\n") ? String(answer.text.dropLast()) : answer.text
        var status = stat()
        guard unsafe stat(path.hasPrefix("/") ? path : "\(folder)/\(path)", &status) == 0 else { return nil }
        return "\(status.st_dev):\(status.st_ino)"
    }

    /// The secrets in all objects, each once a file, with the commit that brought it in. What was found before git failed
    /// counts too; where git tells of no commit, the object's name stands for the file's.
    func secrets(_ index: SecretIndex, progress: (Int) -> Void) -> Found {
        var found = Found()
        var objects = GitObjects(index)
        let batch = ["cat-file", "--batch-all-objects", "--unordered", "--buffer", "--batch"]
        found.failures += failures {
            try ask(batch) { part in
                objects.add(part)
                if objects.count.isMultiple(of: 256) { progress(objects.count) }
            }
        }
        objects.finish()
        if objects.unreadable > 0 { found.failures.append("git cannot read \(objects.unreadable) of its objects") }
        found.leftOut = objects.leftOut
        found.compressedCount = objects.compressedCount
        found.objectCount = objects.count - objects.leftOut.values.reduce(0, +)
        guard !objects.found.isEmpty else { return found }
        var origins = GitOrigins(of: Set(objects.found.keys))
        let log = [
            "log", "--all", "--reverse", "--raw", "--no-abbrev", "--no-renames", "--cc", "--format=%H", "--no-color",
        ]
        found.failures += failures { try ask(log) { origins.add($0) } }.map { "its commits: \($0)" }
        found.findings = findings(objects.found, origins)
        return found
    }

    private func findings(_ objects: [String: [FoundSecret]], _ origins: GitOrigins) -> [ScanFinding] {
        let located = objects.map { object, secrets in
            let origin =
                origins.origins[object] ?? GitOrigins.Origin(number: Int.max, commit: nil, path: ".git:\(object)")
            return (origin: origin, secrets: secrets)
        }
        var seen: Set<String> = []
        var findings: [ScanFinding] = []
        for (origin, secrets) in located.sorted(by: {
            ($0.origin.number, $0.origin.path) < ($1.origin.number, $1.origin.path)
        }) {
            let path = "\(folder)/\(origin.path)"
            // A file that was changed since keeps its secret: the commit that brought it is the one to know.
            for secret in secrets where seen.insert("\(secret.fingerprint) \(path)").inserted {
                findings.append(ScanFinding(path: path, commit: origin.commit, secret: secret))
            }
        }
        return findings
    }

    /// What `step` fails with, where it does.
    private func failures(of step: () throws -> Void) -> [String] {
        do {
            try step()
            return []
        } catch {
            return [CommandFailure(anyOf: error).message]
        }
    }

    private func ask(_ question: [String], _ take: (RawSpan) throws -> Void) throws {
        guard let git = program(question) else {
            throw CommandFailure(.notFound, code: "no_git", "there is no git here to read it")
        }
        let status = try git.run(on: SecretBytes(byteCount: 0) { _ in }, interruption: context.interruption, take)
        guard status == 0 else { throw git.failed("cannot read it (status \(status))") }
    }

    private func program(_ question: [String]) -> OtherProgram? {
        var git = OtherProgram("git", GitWorkTree.settings + place + question, in: context)
        git?.folder = folder
        // Where this one is broken, git would tell of one that lies around it.
        let place = URL(fileURLWithPath: folder).resolvingSymlinksInPath()
        git?.environment["GIT_CEILING_DIRECTORIES"] = place.deletingLastPathComponent().path
        return git
    }

    /// The work tree that a submodule's repository names may be gone, and nothing here is asked of it.
    private var place: [String] { isBare ? ["--work-tree=."] : [] }
}
