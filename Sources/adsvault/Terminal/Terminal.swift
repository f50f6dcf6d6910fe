import CPlatform
import Glibc
import Sealing

/// The person at the keyboard. Questions stand on stderr, so that stdout carries the answer alone.
struct Terminal: Sendable {
    let input: Int32
    let output: Output
    private let interruption: Interruption

    /// The longest line that a terminal hands over, in bytes (termios(3), canonical mode).
    private static let lineLimit = 4096

    init(input: Int32, output: Output, interruption: Interruption) {
        self.input = input
        self.output = output
        self.interruption = interruption
    }

    /// Says a line that is meant for this person and nobody else, such as a recovery code.
    func say(_ line: borrowing SecretBytes) throws(CommandFailure) {
        try output.write(line)
        try output.write("\n")
    }

    /// Says a line.
    func say(_ line: String) throws(CommandFailure) {
        try output.write(line + "\n")
    }

    /// What is typed after `prompt`, unseen. Throws `cancelled` where nothing comes (Ctrl-D).
    func secret(_ prompt: String) throws(CommandFailure) -> SecretBytes {
        guard platform_hide_typing(input) == 0 else {
            throw CommandFailure(.unexpected, code: "terminal_failed", "cannot hide what is typed: \(systemMessage())")
        }
        defer { platform_show_typing() }
        return try line(prompt)
    }

    /// What is typed after `prompt`, unseen, and is not empty: Return alone is asked again, twice. Throws `cancelled` where
    /// nothing comes (Ctrl-D).
    func neededSecret(_ prompt: String) throws(CommandFailure) -> SecretBytes {
        for _ in 1...3 {
            let typed = try secret(prompt)
            if typed.byteCount > 0 { return typed }
            try say("nothing was typed")
        }
        throw CommandFailure(.wrongPassphrase, code: "wrong_passphrase", "no passphrase was typed")
    }

    /// What is typed after `prompt`, as a line without its newline. Throws `cancelled` where nothing comes (Ctrl-D).
    func line(_ prompt: String) throws(CommandFailure) -> SecretBytes {
        try output.write(prompt)
        var typed = SecretBuffer(capacity: Self.lineLimit)
        while true {
            let part = try read()
            if part.byteCount == 0 && typed.byteCount == 0 {
                try output.write("\n")
                throw .cancelled
            }
            typed.append(part)
            let isWhole = part.withBytes { $0.last == UInt8(ascii: "\n") }
            if isWhole { typed.removeLast() }
            if isWhole || part.byteCount == 0 { return typed.finish() }
        }
    }

    private func read() throws(CommandFailure) -> SecretBytes {
        do {
            return try SecretBytes.read(from: input, upTo: Self.lineLimit, interruption: interruption)
        } catch {
            // What is said next starts a line of its own.
            try output.write("\n")
            throw error
        }
    }

    /// Yes or no; anything but a clear yes is a no.
    func confirms(_ question: String) throws(CommandFailure) -> Bool {
        let answer = try line(question.printable + " [y/N] ")
        return answer.withBytes { bytes in
            let text = unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
            return ["y", "yes"].contains(text.lowercased().filter { !$0.isWhitespace })
        }
    }
}
