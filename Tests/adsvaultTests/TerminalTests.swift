import Foundation
import Glibc
import Sealing
import Testing

@testable import adsvault

/// One after the other: a process hides typing on one terminal at a time.
@Suite(.serialized) struct TerminalTests {
    @Test func `a passphrase is read without being shown, and then typing shows again`() throws {
        let pseudo = try PseudoTerminal()
        let (secret, screen, echoed) = try pseudo.screen(answering: [("passphrase: ", "correct horse\n")]) {
            revealed(try pseudo.terminal.secret("passphrase: "))
        }
        #expect(secret == "correct horse")
        #expect(!screen.contains("horse"))
        #expect(echoed == [false])
        #expect(pseudo.echoes)
    }

    @Test(arguments: [("abx\u{7f}c\n", "abc"), ("wrong\u{15}right\n", "right"), ("\n", ""), ("a\u{4}\u{4}", "a")])
    func `keys that correct a line do so`(keys: String, typed: String) throws {
        let pseudo = try PseudoTerminal()
        let (secret, _, _) = try pseudo.screen(answering: [("? ", keys)]) {
            revealed(try pseudo.terminal.secret("? "))
        }
        #expect(secret == typed)
    }

    @Test func `Ctrl-D at an empty prompt cancels`() throws {
        let pseudo = try PseudoTerminal()
        let (_, screen, _) = try pseudo.screen(answering: [("? ", "\u{4}")]) {
            #expect(throws: CommandFailure.cancelled) { revealed(try pseudo.terminal.secret("? ")) }
        }
        #expect(screen.contains("? \r\n"), "what is said next would stand behind the prompt")
        #expect(pseudo.echoes)
    }

    @Test func `Ctrl-C at a prompt ends it, and typing shows again`() throws {
        let pseudo = try PseudoTerminal()
        pseudo.interrupt()
        #expect(throws: CommandFailure.interrupted) { revealed(try pseudo.terminal.secret("? ")) }
        #expect(pseudo.echoes)
    }

    @Test(arguments: [
        ("y\n", true), (" YES \n", true), ("n\n", false), ("\n", false), ("yess\n", false), ("no yes\n", false),
    ])
    func `only a clear yes is one`(keys: String, expected: Bool) throws {
        let pseudo = try PseudoTerminal()
        let (answer, screen, _) = try pseudo.screen(answering: [("[y/N] ", keys)]) {
            try pseudo.terminal.confirms("revoke \u{1b}[2J?")
        }
        #expect(answer == expected)
        #expect(screen.hasPrefix(#"revoke \u{1b}[2J? [y/N] "#))
    }

    @Test func `a new passphrase is typed twice, after as many slips as two`() throws {
        let pseudo = try PseudoTerminal()
        let answers = [
            ("new passphrase: ", "\n"), ("new passphrase: ", "a long passphrase\n"), ("the same again: ", "another\n"),
            ("new passphrase: ", "a long passphrase\n"), ("the same again: ", "a long passphrase\n"),
        ]
        let (secret, screen, echoed) = try pseudo.screen(answering: answers) {
            revealed(try pseudo.terminal.newPassphrase())
        }
        #expect(secret == "a long passphrase")
        #expect(screen.contains("the two differ"))
        #expect(!screen.contains("that is short"))
        #expect(!echoed.contains(true))
    }

    @Test(arguments: [("elevenchars", true), ("twelve chars", false), ("üüüüüüüüüüü", true), ("üüüüüüüüüüüü", false)])
    func `a short new passphrase gets a word of warning`(passphrase: String, warned: Bool) throws {
        let pseudo = try PseudoTerminal()
        let answers = [("new passphrase: ", passphrase + "\n"), ("the same again: ", passphrase + "\n")]
        let (_, screen, _) = try pseudo.screen(answering: answers) { revealed(try pseudo.terminal.newPassphrase()) }
        #expect(screen.contains("that is short") == warned)
    }

    @Test func `lines are handed over as they are typed, until nobody wants more`() async throws {
        let pseudo = try PseudoTerminal()
        pseudo.type("first\nsecond\n")
        var lines: [String] = []
        for await line in pseudo.terminal.typedLines() {
            lines.append(line)
            if lines.count == 2 { break }
        }
        #expect(lines == ["first", "second"])
    }

    @Test func `waiting for a line ends with the task that waits`() async throws {
        let pseudo = try PseudoTerminal()
        let waiting = Task { await pseudo.terminal.typedLines().first { _ in true } }
        waiting.cancel()
        #expect(await waiting.value == nil)
    }

    @Test func `a passphrase never typed twice the same is wrong usage`() throws {
        let pseudo = try PseudoTerminal()
        let answers = [("new passphrase: ", "one\n"), ("the same again: ", "two\n")]
        _ = try pseudo.screen(answering: answers + answers + answers) {
            #expect(throws: CommandFailure.usage("no passphrase was typed twice the same")) {
                revealed(try pseudo.terminal.newPassphrase())
            }
        }
    }
}
