import Foundation
import Sealing

/// What git knows of files, asked of the `git` program. A repository's own settings may name programs to run: none of those
/// that a question like these would start is started.
enum GitWorkTree {
    /// Settings that keep git from starting anything else, or fetching anything.
    static let settings =
        ["--literal-pathspecs"]
        + [
            "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat", "protocol.allow=never",
            "log.showSignature=false", "log.showRoot=true", "diff.orderFile=/dev/null",
        ].flatMap { ["-c", $0] }

    /// Whether the repository that a file lies in, where it lies in one, has ever taken it in. Of a link it is what it
    /// leads to that counts.
    static func hasKept(_ path: String, in context: Context) -> Bool {
        let file = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath()
        let questions = [
            ["ls-files", "--", file.lastPathComponent],
            ["log", "--all", "--max-count=1", "--format=%h", "--", file.lastPathComponent],
        ]
        return questions.contains { question in
            guard var git = OtherProgram("git", settings + question, in: context) else { return false }
            git.folder = file.deletingLastPathComponent().path
            git.patience = .seconds(10)
            git.isQuiet = true
            // Where git cannot tell, as where there is no repository, there is nothing to warn of.
            guard let answer = try? git.answer(interruption: context.interruption) else { return false }
            return answer.status == 0 && !answer.text.isEmpty
        }
    }
}
