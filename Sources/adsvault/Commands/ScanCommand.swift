import ArgumentParser
import Operations

/// Secrets that lie about.
struct ScanCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Find secrets that lie in plaintext in files, folders and git's history.",
        discussion: """
            Finds the vault's refresh tokens, client secrets, developer tokens and private keys, and says whose they are; \
            and what only looks like one and is not of this vault. It sees through base64, also over several lines, \
            through percent signs, JSON, and UTF-16 that begins with its mark. Links are not followed, and \
            what is compressed (gzip, zip, xz, zstd, bzip2, 7z) is named and not opened. No secret is printed.

            In a git repository every object is looked at, also those that no branch reaches any more, and the files \
            beside them, such as its configuration. What lies there \
            stays in every clone: revoke or rotate it.

            Ends with status 20 where something is found, and 22 where something could not be looked at.

            EXAMPLES:
              adsvault scan ~/projects
              adsvault scan . --json --non-interactive
            """
    )

    @Argument(help: "Files and folders.", completion: .file()) var paths: [String]

    @Flag(help: "Leave git's history out.") var noHistory = false

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        for path in paths where !FileStatus.exists(path) {
            throw CommandFailure(.usage, code: "input_file", "there is no file or folder \(path)")
        }
        let progress = ProgressLine(context, options)
        defer { progress.clear() }
        let summary = try await context.withSession(options) { session in
            let index = try session.secretIndex()
            for owner in index.unsearchable {
                context.warn("nothing would find the secret of \(owner.words) in a text")
            }
            var scanner = Scanner(index, in: context, readsHistory: !noHistory, progress: progress)
            for path in paths { scanner.scan(path) }
            return scanner.summary
        }
        progress.clear()
        for gap in summary.gapsByWeight.prefix(20) { context.warn("not looked at: \(gap.path): \(gap.reason)") }
        if summary.gaps.count > 20 { context.warn("nor were \(summary.gaps.count - 20) more") }
        context.note(summary.extent, options)
        try context.report(.found(summary), options)
    }
}
