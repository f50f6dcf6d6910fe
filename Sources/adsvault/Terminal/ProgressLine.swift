/// A line on the terminal that is written over as work goes on; nothing where stderr is no terminal.
struct ProgressLine: Sendable {
    private let output: Output?

    init(_ context: Context, _ options: VaultOptions) {
        output = context.messages.isTerminal && options.verbosity != .quiet ? context.messages : nil
    }

    func show(_ line: String) {
        // Back to the first column, and away with what stood there (ECMA-48: EL).
        try? output?.write("\r\u{1b}[K" + line.printable)  // A line that nobody sees is no loss.
    }

    func clear() {
        show("")
    }
}
