import ArgumentParser
import Credentials
import Deploy
import Operations
import Sealing
import Synchronization

/// Asks Google about every credential.
struct CheckCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Ask Google whether credentials still give access, and for what.",
        discussion: """
            Each credential is refreshed, what it is granted is held against what is required (--scope, else the policy, \
            else what was asked for at login), and the customers that it reaches are read. Each error comes with its cause \
            and the command to run next.

            EXAMPLES:
              adsvault check
              adsvault check --client desktop --scope adwords --json
              adsvault check --keepalive
            """
    )

    @OptionGroup(title: "Filter") var filter: FilterOptions

    @Option(help: ArgumentHelp("A scope to require.", valueName: "scope"), transform: Scope.argument)
    var scope: [Scope] = []

    @Option(help: ArgumentHelp("What is asked of credentials: rules in YAML.", valueName: "file"))
    var policy: String?

    @Flag(help: "Leave out Google Ads itself.") var noAds = false

    @Option(help: ArgumentHelp("How many to ask about at once.", valueName: "number")) var jobs = 16

    @Flag(help: "Tell all that may have ended a token, and what speaks for it.") var explain = false

    @Flag(help: "Refresh those alone that nobody used for five months: Google ends them after six.")
    var keepalive = false

    @OptionGroup var options: VaultOptions

    func validate() throws {
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs is a number from 1 to 64") }
        guard !keepalive || (policy == nil && scope.isEmpty) else {
            throw ValidationError("--keepalive only refreshes: --policy and --scope are for a check of their own")
        }
    }

    func run(in context: Context) async throws {
        let policy = try policy.map { try Policy(file: $0, in: context) }
        let progress = ProgressLine(context, options)
        let all = Mutex(0)
        defer { progress.clear() }
        let (results, failure) = try await context.withSession(options) { session -> ([CheckResult], (any Error)?) in
            for index in try policy?.idleRules(among: session.list()) ?? [] {
                context.warn("the policy's rules[\(index + 1)] is about no credential: see its owners, clients, tags")
            }
            do {
                let results = try await session.check(
                    filter.filter(),
                    required: scope.isEmpty ? nil : scope,
                    policy: policy,
                    ads: !noAds && !keepalive,
                    explains: explain,
                    keepalive: keepalive,
                    jobs: jobs
                ) { done, count in
                    all.withLock { $0 = count }
                    progress.show("checked \(done) of \(count)")
                }
                return (results, nil)
            } catch let stopped as StoppedCheck {
                return (stopped.results, stopped.cause)
            }
        }
        progress.clear()
        let count = all.withLock(\.self)
        tell(results.count, of: count, isStopped: failure != nil, in: context)
        try answer(results, of: count, failure, in: context)
    }

    /// Says of whom there is no result, and why.
    private func tell(_ done: Int, of all: Int, isStopped: Bool, in context: Context) {
        if done < all, isStopped || Task.isCancelled {
            context.warn("\(done) of \(all) were checked")
        } else if done < all, done > 0 {
            context.warn("\(all - done) of \(all) changed or went meanwhile: nothing is said of them")
        } else if all == 0, !Task.isCancelled {
            let words = keepalive ? "no token is near its idle limit" : "there is no living credential to check"
            context.note(words, options)
        }
    }

    /// Gives the results, also where something ended the check before all were asked about.
    func answer(
        _ results: [CheckResult],
        of all: Int,
        _ failure: (any Error)?,
        in context: Context
    ) throws {
        let report = keepalive ? Report.keptAlive(results) : .checks(results)
        if let failure {
            do {
                if !results.isEmpty { try context.report(report, options) }
            } catch is ExitStatus {
                // Why it ended is worse than what was found.
            }
            throw failure
        }
        // What nothing is said of passes for nothing.
        let isIncomplete = results.count < all && !Task.isCancelled
        if isIncomplete, results.isEmpty {
            let words = "what was to be checked changed or went meanwhile"
            throw CommandFailure(.busy, code: "changed", words, hint: "run the command again")
        }
        try context.report(report, options)
        if isIncomplete { throw ExitStatus.someFailed }
    }
}

extension Policy {
    /// The policy in the file at `path`. Throws status 2 with line and key where it is none.
    fileprivate init(file path: String, in context: Context) throws(CommandFailure) {
        let file = InputFile(path: path, role: "the policy file", limit: 1 << 20)
        let content = try file.read(interruption: context.interruption)
        guard let yaml = content.withBytes({ String(validating: $0.array, as: UTF8.self) }) else {
            throw CommandFailure(.usage, code: "bad_policy", "the policy file \(path) is not UTF-8")
        }
        do throws(PolicyFileError) {
            try self.init(yaml: yaml)
        } catch {
            throw CommandFailure(.usage, code: "bad_policy", "the policy file \(path): \(error)")
        }
    }
}
