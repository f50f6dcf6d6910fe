import ArgumentParser
import Operations

/// What the parser has to say, put the way adsvault speaks, with the command that was meant.
struct UsageFailure {
    /// The parser's own sentence.
    let message: String
    let arguments: [String]

    var asCommandFailure: CommandFailure {
        let (path, command, rest) = commandNamed()
        let names = command.configuration.subcommands.compactMap { $0.configuration.commandName }
        if !names.isEmpty, let unknown = rest {
            let suggestion = nearest(to: unknown, among: names).map { "did you mean '\(path) \($0)'?" }
            return .usage("\(path) has no command '\(unknown)'", hint: suggestion ?? "see '\(path) --help'")
        }
        return .usage(message.prefix(1).lowercased() + message.dropFirst(), hint: "see '\(path) --help'")
    }

    /// The command that the arguments lead to, how it is called, and the first word after it that is no option.
    private func commandNamed() -> (path: String, command: any ParsableCommand.Type, rest: String?) {
        var path = "adsvault"
        var command: any ParsableCommand.Type = Adsvault.self
        for word in arguments.prefix(while: { $0 != "--" }) where !word.hasPrefix("-") {
            let named = command.configuration.subcommands.first { $0.configuration.commandName == word }
            guard let named else { return (path, command, word) }
            path += " " + word
            command = named
        }
        return (path, command, nil)
    }
}
