import ArgumentParser
import Credentials
import Operations

extension CompletionKind {
    /// The names of credentials, as a shell completes them: while the vault is unlocked, since a shell cannot ask.
    static let credentials = CompletionKind.custom { words, _, _ in Context.live.names(of: .credential, after: words) }

    /// The names of clients, likewise.
    static let clients = CompletionKind.custom { words, _, _ in Context.live.names(of: .client, after: words) }
}

extension Context {
    /// The names in the vault that the words of a command line mean; none where it is locked, or is not as it should be:
    /// a completion is not the place to tell of that.
    func names(of type: RecordType, after words: [String]) -> [String] {
        let place = words.firstIndex(of: "--vault").map { words.dropFirst($0 + 1).prefix(1) } ?? []
        let options = place.isEmpty ? [] : ["--vault"] + place
        let names = try? unlockedNames(
            of: type,
            in: store(VaultOptions.parse(options)),
            keptIn: keeper,
            surroundings: surroundings
        )
        return names?.map(\.description) ?? []
    }
}
