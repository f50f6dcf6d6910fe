import Credentials
import GoogleHTTP
import OAuthFlow
import Operations

/// The part of a consent that a person sees: the browser, or an address and a place to paste the answer.
struct ConsentDialogue {
    private let context: Context
    private let consent: ConsentOptions
    private let options: VaultOptions

    init(_ context: Context, _ consent: ConsentOptions, _ options: VaultOptions) {
        self.context = context
        self.consent = consent
        self.options = options
    }

    /// Runs `body` with a surface to ask on, and meanwhile takes in what is pasted.
    func hold<Answer>(_ body: (ConsentSurface) async throws -> Answer) async throws -> Answer {
        let configuration = try HTTPConfiguration(environment: context.environment.variables)
        let (receivers, waiting) = AsyncStream.makeStream(of: LoopbackReceiver.self)
        let terminal = try options.isNonInteractive(in: context) ? nil : context.terminal
        let pasting = Task {
            for await receiver in receivers { await Self.takePasted(by: terminal, for: receiver) }
        }
        defer { pasting.cancel() }
        let surface = ConsentSurface(
            show: { address, receiver in
                if show(address) == false { waiting.yield(receiver) }
            },
            answered: { pasting.cancel() },
            fold: { configuration.folded($0) },
            storeFailed: { asksAgain(after: $0, on: terminal) }
        )
        return try await body(surface)
    }

    /// Opens the browser, or says where to go; false where the person has to open the address.
    private func show(_ address: Address) -> Bool {
        var opened = false
        do throws(Browser.Failure) {
            if !consent.noBrowser, let browser = try Browser.named(by: context.environment.variables) {
                try browser.open(address)
                opened = true
            }
        } catch {
            context.warn("\(error)")
        }
        context.say(opened ? "the browser asks for consent; if it does not, open this address:" : "open this address:")
        context.say("  \(address)")
        if !opened, context.terminal != nil {
            context.say("in a browser on another machine: paste here the address that it is sent to in the end")
        }
        return opened
    }

    private static func takePasted(by terminal: Terminal?, for receiver: LoopbackReceiver) async {
        guard let terminal else { return }
        for await line in terminal.typedLines() {
            do {
                return try receiver.take(pasted: line)
            } catch {
                try? terminal.say("\(error)")  // The consent goes on, whoever sees this.
            }
        }
    }

    private func asksAgain(after error: any Error, on terminal: Terminal?) -> Bool {
        let reason = CommandFailure(anyOf: error).message
        context.warn("google gave a new refresh token, and it could NOT be stored: \(reason)")
        // No terminal, or no answer, is a no: the failure that follows says what is lost.
        return (try? terminal?.confirms("Try again to store it? A no loses the token.")) ?? false
    }
}

extension ConsentOptions {
    /// A consent needs a person: refused at once where none is to be troubled.
    func refuseNonInteractive(_ options: VaultOptions, in context: Context) throws(CommandFailure) {
        guard try options.isNonInteractive(in: context) else { return }
        throw .wouldPrompt(for: "a consent in the browser", instead: "leave out --non-interactive")
    }
}

extension Context {
    /// Says what a person should know of a login that went well.
    func warn(of outcome: LoginOutcome) {
        for warning in outcome.warnings { warn(warning) }
        guard !outcome.siblings.isEmpty else { return }
        let others = outcome.siblings.map(\.description).joined(separator: ", ")
        warn("one grant with \(others): revoking one ends them all")
    }
}
