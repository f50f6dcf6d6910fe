import Foundation
import Testing

@testable import adsvault

extension TerminalTests {
    /// The ways to unlock, as a person at a terminal sees and changes them.
    @Suite struct SlotTerminalTests {
        private static let passphrase = "correct horse battery staple"

        /// A home with a vault that the passphrase opens, for the time of `body`.
        private func withVault(_ body: (Home) async throws -> Void) async throws {
            let home = try Home()
            defer { home.remove() }
            #expect(await home.run("init", "--unlock", "passphrase", "--kdf", "interactive").status == .done)
            try await body(home)
        }

        @Test func `a recovery code is asked back until it is right, and then opens the vault`() async throws {
            try await withVault { home in
                let (run, screen) = try await on(
                    home,
                    ["slot", "add", "recovery"],
                    [
                        ("passphrase: ", Self.passphrase), ("gives up): ", "0000"), ("gives up): ", Self.code),
                    ]
                )
                #expect(run.status == .done)
                #expect(screen.contains("that is not it"))
                #expect(screen.contains("that is right"))
                let code = Self.code(of: screen)
                #expect(!run.answer.contains(code) && !run.messages.contains(code))
                try home.write(code, to: "code")
                #expect(await home.run("list", "--passphrase-file", home.path("code")).status == .done)
            }
        }

        @Test func `a code that is given up leaves no slot`() async throws {
            try await withVault { home in
                let (run, screen) = try await on(
                    home,
                    ["slot", "add", "recovery"],
                    [
                        ("passphrase: ", Self.passphrase), ("gives up): ", "wrong"), ("gives up): ", "\u{4}"),
                    ]
                )
                #expect(run.status == .declined)
                #expect(run.messages.contains("hint: the code above opens nothing"))
                try home.write(Self.code(of: screen), to: "code")
                #expect(await home.run("list", "--passphrase-file", home.path("code")).status == .wrongPassphrase)
                #expect(await home.run("slot", "list", "--json").answer.contains("recovery") == false)
            }
        }

        @Test func `init asks a recovery code back, and gives no vault to who gives up`() async throws {
            let home = try Home()
            defer { home.remove() }
            let start: [(String, String)] = [
                ("new passphrase: ", Self.passphrase), ("the same again: ", Self.passphrase), ("[y/N] ", "y"),
            ]
            let command = ["init", "--kdf", "interactive"]
            let (givenUp, _) = try await on(home, command, start + [("gives up): ", "\u{4}")])
            #expect(givenUp.status == .declined)
            #expect(await home.run("list").status == .notFound)
            let (made, screen) = try await on(home, command, start + [("gives up): ", Self.code)])
            #expect(made.status == .done)
            #expect(!made.answer.contains(Self.code(of: screen)))
            #expect(await home.run("slot", "list", "--json").answer.contains(#""type":"recovery""#))
        }

        @Test func `a new passphrase is typed twice, after the vault is open`() async throws {
            try await withVault { home in
                let (run, screen) = try await on(
                    home,
                    ["slot", "add", "passphrase"],
                    [
                        ("passphrase: ", Self.passphrase), ("new passphrase: ", "several good words"),
                        ("the same again: ", "several good words"),
                    ]
                )
                #expect(run.status == .done)
                #expect(!screen.contains("good words"))
                try home.write("several good words", to: "new")
                #expect(await home.run("slot", "--passphrase-file", home.path("new")).answer.contains("passphrase-2"))
            }
        }

        @Test func `removing asks for a yes and for every secret that is not at hand`() async throws {
            try await withVault { home in
                try home.write("another passphrase", to: "new")
                let file = ["--new-passphrase-file", home.path("new")]
                #expect(await home.run(["slot", "add", "passphrase", "--label", "anna"] + file).status == .done)
                let remove = ["slot", "remove", "passphrase"]
                let opening = ("passphrase: ", Self.passphrase)
                let (declined, _) = try await on(home, remove, [opening, ("[y/N] ", "n")])
                #expect(declined.status == .declined)
                let (removed, screen) = try await on(
                    home,
                    remove,
                    [
                        opening, ("[y/N] ", "y"), ("passphrase 'anna': ", "slip"),
                        ("passphrase 'anna': ", "another passphrase"),
                    ]
                )
                #expect(removed.status == .done)
                #expect(screen.contains("that does not open it"))
                #expect(await home.run("list").status == .wrongPassphrase)
                #expect(await home.run("list", "--passphrase-file", home.path("new")).status == .done)
            }
        }

        @Test func `a secret that is never right stops a removal with 11, and one that is not there with 12`()
            async throws
        {
            try await withVault { home in
                #expect(await home.run("slot", "add", "recovery", "--json").status == .done)
                #expect(await home.run("slot", "add", "recovery", "--json").status == .done)
                let start: [(String, String)] = [("passphrase: ", Self.passphrase), ("[y/N] ", "y")]
                let wrong = [(String, String)](repeating: ("code 'recovery-2': ", Self.strangeCode), count: 3)
                let (refused, _) = try await on(home, ["slot", "remove", "recovery"], start + wrong)
                #expect(refused.status == .wrongPassphrase)
                let nothing = [("code 'recovery-2': ", "")]
                let (absent, _) = try await on(home, ["slot", "remove", "recovery"], start + nothing)
                #expect(absent.status == .slotUnavailable)
                #expect(absent.messages.contains("--drop-slots"))
                #expect(await home.run("slot", "--json").answer.matches(of: /recovery-2|"recovery"/).count == 4)
            }
        }

        @Test func `a drill asks for each secret, and what is skipped was not tried`() async throws {
            try await withVault { home in
                let added = await home.run("slot", "add", "recovery", "--json")
                let code = Self.code(of: added.answer)
                for _ in 1...2 { #expect(await home.run("slot", "add", "recovery", "--json").status == .done) }
                let wrong = [(String, String)](
                    repeating: ("'recovery-3' (Return skips it): ", Self.strangeCode),
                    count: 3
                )
                let (run, screen) = try await on(
                    home,
                    ["slot", "drill"],
                    [
                        ("passphrase: ", Self.passphrase), ("'recovery' (Return skips it): ", "nonsense"),
                        ("'recovery' (Return skips it): ", code.lowercased()), ("'recovery-2' (Return skips it): ", ""),
                    ] + wrong
                )
                #expect(run.status == .wrongPassphrase)
                #expect(screen.contains("that is no recovery code"))
                #expect(!screen.contains(code.lowercased()))
                let form = /(passphrase|recovery-[23]|recovery) +(opens|not tried|wrong)/
                #expect(
                    run.answer.matches(of: form).map { "\($0.output.1) \($0.output.2)" } == [
                        "passphrase opens", "recovery opens", "recovery-2 not tried", "recovery-3 wrong",
                    ]
                )
            }
        }

        @Test(arguments: [
            (["slot", "drill"], ["passphrase: "]),
            (["slot", "drill"], ["passphrase: ", "'anna' (Return skips it): "]),
            (["slot", "remove", "passphrase"], ["passphrase: "]),
            (["slot", "remove", "passphrase"], ["passphrase: ", "[y/N] "]),
            (["slot", "remove", "passphrase"], ["passphrase: ", "[y/N] ", "'anna': "]),
            (["restore", "BACKUP", "--accept-rollback"], ["passphrase: "]),
            (["restore", "BACKUP", "--accept-rollback"], ["passphrase: ", "'anna': "]),
            (["init", "--vault", "NEW"], ["new passphrase: "]),
            (["init", "--vault", "NEW"], ["new passphrase: ", "the same again: "]),
            (["init", "--vault", "NEW"], ["new passphrase: ", "the same again: ", "[y/N] "]),
        ])
        func `Ctrl-D at any prompt cancels, and changes nothing`(command: [String], prompts: [String]) async throws {
            try await withVault { home in
                try home.write("another passphrase", to: "second")
                let file = ["--new-passphrase-file", home.path("second")]
                #expect(await home.run(["slot", "add", "passphrase", "--label", "anna"] + file).status == .done)
                #expect(await home.run("backup", home.path("backup")).status == .done)
                let before = await home.run("audit", "list").answer
                let answers = prompts.map { ($0, $0 == "[y/N] " ? "y" : Self.passphrase) }.dropLast()
                let places = ["BACKUP": home.path("backup"), "NEW": home.path("new.db")]
                let (run, _) = try await on(
                    home,
                    command.map { places[$0] ?? $0 },
                    answers + [(prompts[prompts.count - 1], "\u{4}")]
                )
                #expect(run.status == .declined)
                #expect(run.messages.contains("error: cancelled: nothing was changed\n"))
                #expect(await home.run("audit", "list").answer == before)
                #expect(!FileManager.default.fileExists(atPath: home.path("new.db")))
            }
        }

        @Test func `Return is a no to a question, and no passphrase`() async throws {
            try await withVault { home in
                #expect(await home.run("slot", "add", "recovery", "--json").status == .done)
                let opening = [("passphrase: ", ""), ("passphrase: ", Self.passphrase)]
                let (kept, screen) = try await on(home, ["slot", "remove", "recovery"], opening + [("[y/N] ", "")])
                #expect(kept.status == .declined)
                #expect(screen.contains("nothing was typed"))
                let (never, _) = try await on(
                    home,
                    ["slot", "drill"],
                    Array(repeating: ("passphrase: ", ""), count: 3)
                )
                #expect(never.status == .wrongPassphrase)
                let (made, _) = try await on(
                    home,
                    ["init", "--vault", home.path("new.db"), "--kdf", "interactive"],
                    [
                        ("new passphrase: ", Self.passphrase), ("the same again: ", Self.passphrase), ("[y/N] ", ""),
                    ]
                )
                #expect(made.status == .done)
                #expect(made.messages.contains("recovery code") == false)
            }
        }

        /// Runs a command at a terminal where each prompt gets its answer.
        private func on(
            _ home: Home,
            _ arguments: [String],
            _ answers: [(prompt: String, line: String)]
        ) async throws -> (Home.Run, String) {
            let pseudo = try PseudoTerminal()
            let typed = answers.map { prompt, line -> (String, @Sendable (String) -> String) in
                (
                    prompt,
                    { screen in line == Self.code ? Self.code(of: screen) + "\n" : line == "\u{4}" ? line : line + "\n"
                    }
                )
            }
            return try await pseudo.screen(answering: typed) {
                await home.run(arguments, asks: true, terminal: pseudo.terminal)
            }
        }

        /// Stands for the code that the screen shows.
        private static let code = "CODE"
        private static let strangeCode = String(repeating: "0", count: 52)

        private static func code(of screen: String) -> String {
            let codes = screen.matches(of: /(?:[0-9A-Z]{4}-){12}[0-9A-Z]{4}/)
            return codes.first.map { String($0.output) } ?? "no code on the screen"
        }
    }
}
