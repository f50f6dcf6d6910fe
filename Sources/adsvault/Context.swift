import Credentials
import Foundation
import Glibc
import GoogleHTTP
import Keyrings

/// Everything that lies outside a command.
struct Context: Sendable {
    let environment: Environment
    /// Where the answer goes.
    let output: Output
    /// Where prompts, progress, warnings and errors go.
    let messages: Output
    /// The person at the terminal; nil where stdin and stderr are not both one.
    let terminal: Terminal?
    let interruption: Interruption
    /// What keeps a key from one command to the next.
    let keeper: any KeyKeeper
    let keyring: any KeyHolder
    /// The way to Google, told of call by call.
    let network: @Sendable (HTTPConfiguration, @escaping @Sendable (String) -> Void) throws(HTTPFailure) -> Network
    /// Who is at work, for the audit log.
    let actor: @Sendable () -> String
    let now: @Sendable () -> Timestamp

    var folders: Folders { Folders(environment) }

    /// The real outside.
    static let live = Context(
        environment: Environment(ProcessInfo.processInfo.environment),
        output: Output(descriptor: STDOUT_FILENO),
        messages: Output(descriptor: STDERR_FILENO),
        terminal: isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
            ? Terminal(input: STDIN_FILENO, output: Output(descriptor: STDERR_FILENO), interruption: .ofProcess) : nil,
        interruption: .ofProcess,
        keeper: KernelKeyring(),
        keyring: SecretServiceKeyring(),
        network: Network.live,
        actor: personAtMachine,
        now: { Timestamp(Date()) }
    )
}

/// Messages to people. What is stored or comes from outside is made printable first.
extension Context {
    /// Says why there is no answer.
    func explain(_ failure: CommandFailure, json: Bool) {
        if json {
            say(String(decoding: failure.json.bytes, as: UTF8.self))
        } else {
            say("error", failure.message, .bad)
            if let hint = failure.hint { say("hint", hint, .faint) }
        }
    }

    /// Says what the user should know although all went well.
    func warn(_ message: String) {
        say("warning", message, .warning)
    }

    /// Says what happens, where the user did not ask for quiet.
    func note(_ message: String, _ options: VaultOptions) {
        if options.verbosity != .quiet { say(message.printable) }
    }

    /// Says how it happens, where the user asked for more.
    func detail(_ message: String, _ options: VaultOptions) {
        guard options.verbosity == .verbose else { return }
        say(Style.faint.applied(to: message.printable, colours: hasColours(messages)))
    }

    /// Whether `output` shall be coloured (https://no-color.org).
    func hasColours(_ output: Output) -> Bool {
        output.isTerminal && environment["NO_COLOR"] == nil && environment["TERM"] != "dumb"
    }

    /// Says why an interruption takes its time.
    func sayWhatEndsFirst() {
        let words = "what is under way ends first, so that no token is lost; Ctrl-C again ends at once"
        // On a terminal progress may stand in the line, and what it shows for Ctrl-C does.
        say((messages.isTerminal ? "\n" : "") + words)
    }

    private func say(_ label: String, _ message: String, _ style: Style) {
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(\.printable)
        // Further lines are set in, so that none of them passes for an error or a hint of its own.
        say(style.applied(to: label + ":", colours: hasColours(messages)) + " " + lines.joined(separator: "\n  "))
    }

    /// Says a line, whatever the user asked for; what it holds must be printable.
    func say(_ line: String) {
        // Where stderr is gone, nobody is left to tell.
        try? messages.write(line + "\n")
    }
}
