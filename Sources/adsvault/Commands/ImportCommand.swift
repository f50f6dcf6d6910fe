import ArgumentParser
import Credentials
import Deploy
import Operations
import Sealing

/// Takes over what lies in plaintext today.
struct ImportCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take over credentials that lie in plaintext files.",
        discussion: """
            Reads google-ads.yaml, googleads.yaml, ads.properties, google_ads_php.ini, google_ads_config.rb, \
            googleads.properties, settings of .NET, application default credentials, .env files and Secrets of Kubernetes, \
            whatever they are called. OAuth client, developer token and login customer come along. What is in the vault \
            already is told and not stored twice.

            With --shred a file that holds anything else is taken over as well, but stays, and the status is 2 (22 among several \
            files): what else it holds is named.

            The refresh token keeps working where it is in use. Whose it is shows with 'adsvault check'.

            EXAMPLES:
              adsvault import google-ads.yaml --dry-run
              adsvault import /etc/ads/*.yaml .env --owner "Anna Ek" --tag team=search
              adsvault import google-ads.yaml --name reporting --shred
            """
    )

    @Argument(help: "The configurations.", completion: .file()) var files: [String]

    @Option(
        help: ArgumentHelp(
            "What to call the credential (default: its e-mail, else the file's name).",
            valueName: "name"
        ),
        transform: Name.argument
    )
    var name: Name?

    @Option(help: ArgumentHelp("The person who answers for it.", valueName: "person"), transform: Owner.argument)
    var owner: String?

    @Option(help: ArgumentHelp("A label.", valueName: "key=value"), transform: Tag.argument) var tag: [Tag] = []

    @Flag(help: "Show what would be done, and do nothing.") var dryRun = false

    @Flag(
        help:
            "Destroy each file once all that it holds is in the vault; flash, copy-on-write and snapshots may keep its bytes."
    )
    var shred = false

    @OptionGroup var options: VaultOptions

    func validate() throws {
        guard name == nil || files.count == 1 else {
            throw ValidationError("--name is for one credential, and there are \(files.count) files")
        }
        guard !dryRun || !shred else { throw ValidationError("--dry-run destroys nothing, and --shred does") }
    }

    func run(in context: Context) async throws {
        let summaries = try await context.withSession(options) { session in try importAll(session, in: context) }
        for summary in summaries {
            for note in summary.outcome?.notes ?? [] { context.warn("\(summary.path): \(note)") }
            warnOfGit(summary, in: context)
        }
        if summaries.contains(where: \.isShredded) { context.warn(DoomedFile.warning) }
        // A lone file without an answer has an error instead.
        if let only = summaries.first, summaries.count == 1, only.outcome == nil, let failure = only.failure {
            throw failure
        }
        if !options.json { for failure in summaries.compactMap(\.failure) { context.explain(failure, json: false) } }
        try context.report(.imported(summaries), options)
    }

    private func importAll(_ session: Session, in context: Context) throws -> [ImportSummary] {
        var rehearsal = dryRun ? try session.rehearseImports() : nil
        var summaries: [ImportSummary] = []
        for path in files where !context.interruption.hasCome {
            var summary = ImportSummary(path: path, isRehearsal: dryRun)
            do {
                let doomed = shred ? try DoomedFile(path) : nil
                let file = try read(path, in: context)
                if rehearsal != nil {
                    summary.outcome = try rehearsal?.importFile(file, at: path, request)
                } else {
                    summary.outcome = try session.importFile(file, at: path, request)
                }
                summary.failure = summary.outcome?.keyFileFailure(of: path)
                if let doomed, let outcome = summary.outcome { try destroy(doomed, &summary, after: outcome) }
            } catch {
                let failure = CommandFailure(anyOf: error)
                summary.failure = summary.outcome == nil ? failure.of(file: path) : failure
            }
            summaries.append(summary)
        }
        return summaries
    }

    private func read(_ path: String, in context: Context) throws -> ImportedFile {
        let input = InputFile(path: path, role: "the configuration", limit: ImportedFile.maximumByteCount)
        let contents = try input.read(interruption: context.interruption)
        return try contents.withBytes { bytes throws(ImportError) in
            try ImportedFile(contents: bytes, name: path)
        }
    }

    private func destroy(
        _ file: DoomedFile,
        _ summary: inout ImportSummary,
        after outcome: ImportOutcome
    ) throws(CommandFailure) {
        guard outcome.remains.isEmpty else {
            throw CommandFailure(
                .usage,
                code: "not_shredded",
                "\(summary.path) was not destroyed, since it holds what the vault does not: \(outcome.remains.joined(separator: "; "))",
                hint: "once nobody needs that: shred -u \(summary.path.shellQuoted)"
            )
        }
        try file.shred()
        summary.isShredded = true
    }

    /// Says where a file's secrets stay although the file goes.
    private func warnOfGit(_ summary: ImportSummary, in context: Context) {
        guard summary.outcome != nil, GitWorkTree.hasKept(summary.path, in: context) else { return }
        context.warn(
            "git keeps \(summary.path) in its history, and so does every clone: its secrets stay there until they are revoked or replaced"
        )
    }

    private var request: ImportRequest {
        var request = ImportRequest()
        request.name = name
        request.owner = owner
        request.tags = tag.labels
        return request
    }
}

extension ImportOutcome {
    /// What keeps a file from being done with: credentials that it only names.
    fileprivate func keyFileFailure(of path: String) -> CommandFailure? {
        for item in items {
            guard case .keyFile(let keyFile) = item.result else { continue }
            return CommandFailure(
                .usage,
                code: "key_file",
                keyFile.map { "\(path): line \(item.line): the credential is in the key file \($0)" }
                    ?? "\(path): line \(item.line) names a key file, and the credential is in that",
                hint: "import that file"
            )
        }
        return nil
    }
}
