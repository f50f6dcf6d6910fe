import Operations
import Sealing

/// What a repository keeps, asked of the `git` program: every object once, also those that no branch reaches any more.
struct GitHistory {
    private let folder: String
    private let context: Context

    /// What was found in a repository.
    struct Found {
        var findings: [ScanFinding] = []
        var objectCount = 0
        /// How many objects were too long.
        var leftOut = 0
    }

    init(of folder: String, in context: Context) throws(CommandFailure) {
        self.folder = folder
        self.context = context
    }

    /// The secrets in all objects, each once a file, with the commit that brought it in.
    func secrets(_ index: SecretIndex, progress: (Int) -> Void) throws -> Found {
        var objects = GitObjects(index)
        let batch = ["cat-file", "--batch-all-objects", "--unordered", "--buffer", "--batch"]
        try ask(batch) { part in
            objects.add(part)
            if objects.count.isMultiple(of: 256) { progress(objects.count) }
        }
        var found = Found(objectCount: objects.count, leftOut: objects.leftOut)
        guard !objects.found.isEmpty else { return found }
        var origins = GitOrigins(of: Set(objects.found.keys))
        let log = [
            "log", "--all", "--reverse", "--raw", "--no-abbrev", "--no-renames", "--cc", "--format=%H", "--no-color",
        ]
        try ask(log) { origins.add($0) }
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

    private func ask(_ question: [String], _ take: (RawSpan) throws -> Void) throws {
        guard var git = OtherProgram("git", GitWorkTree.settings + question, in: context) else {
            throw CommandFailure(.notFound, code: "no_git", "there is no git here to read it")
        }
        git.folder = folder
        let status = try git.run(on: SecretBytes(byteCount: 0) { _ in }, interruption: context.interruption, take)
        guard status == 0 else { throw git.failed("cannot read it (status \(status))") }
    }
}
