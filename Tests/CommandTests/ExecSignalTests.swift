import Foundation
import Glibc
import Testing

@testable import GoogleSandbox

/// Signals on their way to a command that `exec` runs, from other processes and from a terminal.
@Suite struct ExecSignalTests {
    @Test(arguments: ["HUP", "INT", "QUIT", "TERM", "USR1", "USR2", "CONT"])
    func `what is sent to adsvault alone reaches the command once`(name: String) async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let running = try Running(person, "exec", "ann", "--", "/usr/bin/python3", "-c", Self.counting(name))
            try await running.prints("ready")
            let number = try #require(Self.numbers[name])
            for count in 1...3 {
                running.signal(number)
                try await running.prints("got \(count)")
            }
            running.signal(SIGTERM)
            #expect(try await running.end() == (name == "TERM" ? 4 : 143))
            #expect(try !running.printed.contains("got 5"))
        }
    }

    @Test func `what still comes for a command that has ended does not end adsvault otherwise`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            // Each of them may wait for a thread to take it when the command is over already.
            let script = "kill -QUIT $PPID; kill -INT $PPID; kill -TERM $PPID; exit 9"
            for _ in 0..<20 {
                #expect(try await person.run(["exec", "ann", "--", "sh", "-c", script]).status == 9)
            }
        }
    }

    @Test func `the command dies with adsvault, since its broker does`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let trap = "trap 'echo over; exit' TERM; echo $$ ready; while :; do sleep 0.1; done"
            let running = try Running(person, "exec", "ann", "--", "sh", "-c", trap)
            let printed = try await running.prints("ready")
            let command = try #require(printed.split(separator: " ").first.flatMap { pid_t($0) })
            running.signal(SIGKILL)
            try await running.prints("over")
            try await eventually { kill(command, 0) != 0 }
        }
    }

    @Test func `Ctrl-C on the terminal reaches the command once, and adsvault outlives it`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let story = """
                until("ready")
                for count in range(1, 6):
                    press("\\x03")
                    until(f"got {count}")
                press("\\x1c")
                until("quit")
                press("end\\n")
                until("in all 5")
                over(9)
                """
            let command = ["exec", "ann", "--", "/usr/bin/python3", "-c", Self.interrupted]
            let outcome = try await person.atTerminal(story, [Operator.executable.path] + command)
            #expect(outcome.status == 0, "\(outcome.errors)\(outcome.output)")
        }
    }

    @Test func `Ctrl-Z stops both, and both go on, as the shell says`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let command = "'\(Operator.executable.path)' exec ann -- /usr/bin/python3 -c \"$COMMAND\""
            let story = """
                until("prompt>")
                press(\(Self.quoted(command)) + "\\n")
                for pressed in ["\\x1a", "stop\\n"]:
                    until("ready")
                    press(pressed)
                    until("Stopped")
                    until("prompt>")
                    press("fg\\n")
                    until("python3")
                    press("again\\n")
                press("end\\n")
                until("in all 0")
                until("prompt>")
                press("echo status $?\\n")
                until("status 9")
                press("exit\\n")
                over(0)
                """
            let shell = ["/bin/bash", "--norc", "--noprofile", "-i"]
            let outcome = try await person.atTerminal(
                story,
                shell,
                ["COMMAND": Self.interrupted, "PS1": "prompt>", "TERM": "dumb"]
            )
            #expect(outcome.status == 0, "\(outcome.errors)\(outcome.output)")
        }
    }

    @Test func `the passphrase is asked first, and then the terminal is the command's`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let story = """
                until("passphrase: ")
                press(os.environ["TYPED"] + "\\n")
                until("ready")
                press("again\\n")
                until("again")
                until("ready")
                press("end\\n")
                over(9)
                """
            let command = ["exec", "ann", "--", "/usr/bin/python3", "-c", Self.interrupted]
            let outcome = try await person.atTerminal(
                story,
                [Operator.executable.path] + command,
                ["ADSVAULT_PASSPHRASE_FILE": "", "TYPED": Operator.passphrase]
            )
            #expect(outcome.status == 0, "\(outcome.errors)\(outcome.output)")
            #expect(!outcome.output.contains(Operator.passphrase))
        }
    }

    @Test func `a window that changes its size is told to the command`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let story = """
                until("ready")
                resize(40, 132)
                until("132x40")
                press("end\\n")
                over(9)
                """
            let command = ["exec", "ann", "--", "/usr/bin/python3", "-c", Self.interrupted]
            let outcome = try await person.atTerminal(story, [Operator.executable.path] + command)
            #expect(outcome.status == 0, "\(outcome.errors)\(outcome.output)")
        }
    }

    private static let numbers = [
        "HUP": SIGHUP, "INT": SIGINT, "QUIT": SIGQUIT, "TERM": SIGTERM, "USR1": SIGUSR1, "USR2": SIGUSR2,
        "CONT": SIGCONT,
    ]

    /// What a command of these tests begins with. Python writes a byte for each signal at once, so that none is merged with
    /// another or waits for a line.
    private static let listening = """
        import os, select, signal, sys
        taken, given = os.pipe()
        os.set_blocking(given, False)
        signal.set_wakeup_fd(given)
        def say(*words): os.write(1, (" ".join(map(str, words)) + "\\n").encode())
        def catch(*names):
            for name in names: signal.signal(getattr(signal, name), lambda *_: None)
        count = 0

        """

    /// A command that counts a signal.
    private static func counting(_ name: String) -> String {
        listening + """
            catch("SIG\(name)")
            say("ready")
            while count < 4:
                for number in os.read(taken, 100):
                    count += 1
                    say("got", count)
            sys.exit(4)
            """
    }

    /// A command at a terminal, which does what it is told, a word a line.
    private static let interrupted =
        listening + """
            catch("SIGINT", "SIGQUIT", "SIGWINCH")
            say("ready")
            word = ""
            while word != "end":
                ready = select.select([0, taken], [], [])[0]
                for number in os.read(taken, 100) if taken in ready else b"":
                    count += number == signal.SIGINT
                    if number == signal.SIGINT: say("got", count)
                    if number == signal.SIGQUIT: say("quit")
                    if number == signal.SIGWINCH: say("{0.columns}x{0.lines}".format(os.get_terminal_size()))
                word = os.read(0, 100).decode().strip() if 0 in ready else ""
                if word == "stop": os.kill(os.getpid(), signal.SIGTSTP)
                if word == "again": say("ready")
            say("in all", count)
            sys.exit(9)
            """

    /// What a person does at a terminal: a process of its own there, since a test has no terminal.
    fileprivate static let presses = """
        import fcntl, os, pty, select, struct, sys, termios, time
        process, screen = pty.fork()
        if process == 0: os.execv(sys.argv[1], sys.argv[1:])
        seen = ""
        def until(text):
            global seen
            limit = time.monotonic() + 60
            while text not in seen:
                if time.monotonic() > limit: sys.exit(f"no {text!r} in {seen!r}")
                if select.select([screen], [], [], 1)[0]:
                    try: seen += os.read(screen, 4096).decode()
                    except OSError: sys.exit(f"it ended without {text!r}: {seen!r}")
            print("seen:", seen[:seen.index(text) + len(text)])
            seen = seen[seen.index(text) + len(text):]
        def press(keys): os.write(screen, keys.encode())
        def resize(lines, columns): fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        def over(status):
            limit = time.monotonic() + 60
            while True:
                number, ended = os.waitpid(process, os.WNOHANG)
                if number: break
                if time.monotonic() > limit: sys.exit("it does not end")
                if select.select([screen], [], [], 0.1)[0]:
                    try: os.read(screen, 4096)
                    except OSError: pass
            if os.waitstatus_to_exitcode(ended) != status: sys.exit(f"ended with {os.waitstatus_to_exitcode(ended)}")

        """

    private static func quoted(_ text: String) -> String {
        "'''" + text.replacing("\\", with: "\\\\") + "'''"
    }
}

extension Operator {
    /// Runs a program at a terminal, where a story in Python happens.
    fileprivate func atTerminal(
        _ story: String,
        _ program: [String],
        _ environment: [String: String] = [:]
    ) async throws -> Outcome {
        let process = process([], environment)
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", ExecSignalTests.presses + story] + program
        return try await finish(process)
    }
}
