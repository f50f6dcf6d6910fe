/// An error of another kind than the one that was to come.
struct Unexpected: Error {
    let error: String

    init(_ error: (any Error)?) {
        self.error = error.map { "\($0)" } ?? "none"
    }
}
