import ArgumentParser

/// A command that reaches the outside only through its context.
protocol Command: AsyncParsableCommand {
    /// Does its work; prints the answer, or throws why there is none.
    func run(in context: Context) async throws
}

extension Command {
    func run() async throws { try await run(in: .live) }
}
