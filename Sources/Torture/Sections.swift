extension Section {
    /// All of them, in the order in which they run: those that end soon come first.
    static let all: [Section] = [
        .memory, .canaries, .fuzz, .flips, .attacks, .model, .kill, .fault, .crowd,
    ]
}
