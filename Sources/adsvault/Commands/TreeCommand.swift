import ArgumentParser
import Credentials
import Operations

/// Who reaches which customer.
struct TreeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "tree",
        abstract: "Show manager hierarchies, and by which credential each customer is reached.",
        discussion: """
            What was read once is kept sealed in the vault, and shown from there until --refresh. What was never read is \
            read now, unless the credential seems dead: a warning names those.

            EXAMPLES:
              adsvault tree
              adsvault tree agency --refresh
              adsvault tree --format html > customers.html
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
        case dot
        case html
    }

    @OptionGroup(title: "Filter") var filter: FilterOptions

    @Option(help: ArgumentHelp("Those that were granted a scope.", valueName: "scope"), transform: Scope.argument)
    var scope: [Scope] = []

    @Flag(help: "Ask Google again, whatever is kept.") var refresh = false

    @Option(help: "How it is shown: as lines, JSON, a graph for Graphviz, or a page.") var format: Format?

    @OptionGroup var options: VaultOptions

    func validate() throws {
        if options.json, let format, format != .json {
            throw ValidationError("--json and --format \(format.rawValue) exclude each other")
        }
    }

    func run(in context: Context) async throws {
        let progress = ProgressLine(context, options)
        defer { progress.clear() }
        let answer = try await context.withSession(options) { session in
            try await session.hierarchy(filter.filter(scopes: scope), refresh: refresh) { done, all in
                progress.show("read \(done) of \(all)")
            }
        }
        progress.clear()
        for (name, finding) in answer.failures where finding.code != .notRead { context.warn(finding.words(of: name)) }
        // Last, since a long tree pushes what stands above it out of sight.
        defer { if let unread = answer.unread { context.warn(unread) } }
        var options = options
        options.json = options.json || format == .json
        switch format {
        case .dot: try context.output.write(TreeDot(hierarchy: answer.hierarchy).text)
        case .html: try context.output.write(TreePage(hierarchy: answer.hierarchy).html)
        case nil, .text, .json: try context.report(.hierarchy(answer), options)
        }
        if answer.status != .done { throw answer.status }
    }
}
