/// Why there is no answer: what `error:` and `hint:` say, and what the run ends with.
struct CommandFailure: Error, Equatable {
    /// What the run ends with.
    let status: ExitStatus
    /// A word for scripts that never changes: `not_found`.
    let code: String
    /// What went wrong, in lower case and without a full stop. Never a secret.
    let message: String
    /// What to do about it.
    let hint: String?

    init(_ status: ExitStatus, code: String, _ message: String, hint: String? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// Wrong usage that only shows once the options are read together.
    static func usage(_ message: String, hint: String? = nil) -> CommandFailure {
        CommandFailure(.usage, code: "usage", message, hint: hint)
    }

    /// A question that nobody is there to answer.
    static func wouldPrompt(for question: String, instead hint: String) -> CommandFailure {
        CommandFailure(.wouldPrompt, code: "would_prompt", "cannot ask here for \(question)", hint: hint)
    }

    /// Ctrl-C, or a request to stop.
    static let interrupted = CommandFailure(.interrupted, code: "interrupted", "interrupted")

    /// The user said no.
    static let declined = CommandFailure(.declined, code: "declined", "nothing was changed: you said no")

    /// The user gave no answer (Ctrl-D).
    static let cancelled = CommandFailure(.declined, code: "declined", "cancelled: nothing was changed")

    /// `{"error": {"code", "message", "hint"}}`.
    var json: JSON {
        ["error": ["code": .text(code), "message": .text(message), "hint": .string(hint)]]
    }
}

extension CommandFailure {
    /// So that `catch CommandFailure.declined` reads as it does for an enum.
    static func ~= (expected: CommandFailure, error: any Error) -> Bool {
        error as? CommandFailure == expected
    }
}
