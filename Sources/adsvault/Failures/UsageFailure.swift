import ArgumentParser
import Operations

/// What the parser has to say, put the way adsvault speaks, with the command that was meant.
struct UsageFailure {
    /// The parser's own sentence.
    let message: String
    let arguments: [String]

    var asCommandFailure: CommandFailure {
        let (path, command, rest) = commandNamed()
        if let unknown = rest, !command.configuration.subcommands.isEmpty { return command.lacks(unknown, path) }
        return .usage(message.prefix(1).lowercased() + message.dropFirst(), hint: "see '\(path) --help'")
    }

    /// What is wrong with `help WORD…`, which the parser answers with the help of whatever it knows; nil where nothing is.
    static func ofHelp(_ arguments: [String]) -> CommandFailure? {
        guard arguments.first == "help" else { return nil }
        let words = UsageFailure(message: "", arguments: Array(arguments.dropFirst()))
        let (path, command, rest) = words.commandNamed()
        return rest.map { command.lacks($0, path) }
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

extension ParsableCommand {
    /// That there is no such command below this one, which is called by `path`.
    fileprivate static func lacks(_ unknown: String, _ path: String) -> CommandFailure {
        let names = configuration.subcommands.compactMap { $0.configuration.commandName }
        let suggestion = nearest(to: unknown, among: names).map { "did you mean '\(path) \($0)'?" }
        return .usage("\(path) has no command '\(unknown)'", hint: suggestion ?? "see '\(path) --help'")
    }
}
