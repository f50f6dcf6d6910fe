import ArgumentParser
import Credentials

/// What the parser has to say, put the way adsvault speaks, with the command that was meant.
struct UsageFailure {
    /// The parser's own sentence.
    let message: String
    let arguments: [String]

    var asCommandFailure: CommandFailure {
        if let misplaced { return misplaced }
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

    /// That an option stands before the command that it is for; nil where none does.
    private var misplaced: CommandFailure? {
        var path = "adsvault"
        var command: any ParsableCommand.Type = Adsvault.self
        var words = arguments.prefix { $0 != "--" }
        while let word = words.popFirst() {
            if let named = command.subcommand(word) {
                path += " " + word
                command = named
                continue
            }
            guard word.hasPrefix("--"), let later = words.first(where: { command.subcommand($0) != nil }) else {
                return nil
            }
            let option = String(word.prefix { $0 != "=" })
            return .usage("\(option) stands before its command", hint: "options follow it: \(path) \(later) \(option)")
        }
        return nil
    }

    /// The command that the arguments lead to, how it is called, and the first word after it that is no option.
    private func commandNamed() -> (path: String, command: any ParsableCommand.Type, rest: String?) {
        var path = "adsvault"
        var command: any ParsableCommand.Type = Adsvault.self
        for word in arguments.prefix(while: { $0 != "--" }) where !word.hasPrefix("-") {
            guard let named = command.subcommand(word) else { return (path, command, word) }
            path += " " + word
            command = named
        }
        return (path, command, nil)
    }
}

extension ParsableCommand {
    /// The command of this name below this one.
    fileprivate static func subcommand(_ name: String) -> (any ParsableCommand.Type)? {
        configuration.subcommands.first { $0.configuration.commandName == name }
    }

    /// That there is no such command below this one, which is called by `path`.
    fileprivate static func lacks(_ unknown: String, _ path: String) -> CommandFailure {
        let names = configuration.subcommands.compactMap { $0.configuration.commandName }
        let suggestion = nearest(to: unknown, among: names).map { "did you mean '\(path) \($0)'?" }
        return .usage("\(path) has no command '\(unknown)'", hint: suggestion ?? "see '\(path) --help'")
    }
}
