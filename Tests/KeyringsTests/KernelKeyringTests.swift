import Foundation
import Testing

/// The kernel's own keyring, where it lets us; where it does not, what is said of that.
@Suite(.timeLimit(.minutes(2)))
struct KernelKeyringTests {
    // Where the probe does not even run, no key is kept either.
    private static let refusal = try? Self.probe("kept", String(repeating: "00", count: 16))
    private static let works = refusal == "nothing"
    private static let words: Comment = "this kernel keeps no keys here: \(refusal ?? "the probe does not run")"

    private let vault = UUID().bytes + "0102030405060708"
    private let key = String(repeating: "00ff7f80", count: 15) + "61"

    @Test(.enabled(if: works, words)) func `a key is found again by its vault, until it is dropped`() throws {
        #expect(try Self.probe("keep", vault, key, "60") == "kept")
        #expect(try Self.probe("kept", vault) == key)
        #expect(try Self.probe("kept", String(vault.reversed())) == "nothing")
        #expect(try Self.probe("drop", vault) == "dropped")
        #expect(try Self.probe("drop", vault) == "nothing")
        #expect(try Self.probe("kept", vault) == "nothing")
    }

    @Test(.enabled(if: works, words)) func `keeping again replaces the key`() throws {
        #expect(try Self.probe("keep", vault, key, "60") == "kept")
        #expect(try Self.probe("keep", vault, "0badcafe", "60") == "kept")
        #expect(try Self.probe("kept", vault) == "0badcafe")
        #expect(try Self.probe("drop", vault) == "dropped")
        #expect(try Self.probe("kept", vault) == "nothing")
    }

    @Test(.enabled(if: works, words)) func `the kernel ends a key's time`() throws {
        #expect(try Self.probe("keep", vault, key, "1") == "kept")
        let limit = ContinuousClock.now + .seconds(20)
        var answer = ""
        repeat { answer = try Self.probe("kept", vault) } while answer == key && ContinuousClock.now < limit
        #expect(answer == "nothing")
        #expect(try Self.probe("drop", vault) == "nothing")
    }

    @Test(.enabled(if: works, words), arguments: Login.allCases)
    func `a key is found from every login of its user`(login: Login) throws {
        #expect(try Self.probe("keep", vault, key, "60") == "kept")
        #expect(try Self.probe("kept", vault, by: login.python) == key)
        #expect(try Self.probe("drop", vault, by: login.python) == "dropped")
        #expect(try Self.probe("kept", vault) == "nothing")
    }

    @Test(.enabled(if: works, words), arguments: Login.allCases)
    func `a key that was kept in any login is found here`(login: Login) throws {
        #expect(try Self.probe("keep", vault, key, "60", by: login.python) == "kept")
        #expect(try Self.probe("kept", vault) == key)
        #expect(try Self.probe("drop", vault) == "dropped")
    }

    @Test(.enabled(if: works, words)) func `a key has an end, and only its possessors may look at it`() throws {
        #expect(try Self.probe("keep", vault, key, "600") == "kept")
        defer { _ = try? Self.probe("drop", vault) }  // Ends by itself as well.
        let keys = try Self.run(Self.python, "-c", Login.here.python + Self.listing, vault)
        let fields = keys.split(separator: " ")
        try #require(fields.count > 4, "no line of the kernel's list: \(keys)")
        #expect(["10m", "9m"].contains(fields[3]), "\(keys)")
        // View, read, search and link for who possesses it; nothing for user, group and others (keyrings(7), "Access rights").
        #expect(fields[4] == "1b000000", "\(keys)")
    }

    @Test(.enabled(if: works && getuid() == 0, "needs a kernel that keeps keys, and root to become others"))
    func `another user finds nothing`() throws {
        let program = try Copy(of: Self.program)
        let (one, other) = ("import os; os.setuid(61234); ", "import os; os.setuid(61235); ")
        #expect(try program.probe("keep", vault, key, "60", by: one) == "kept")
        #expect(try program.probe("kept", vault, by: other) == "nothing")
        #expect(try program.probe("kept", vault) == "nothing")
        #expect(try program.probe("kept", vault, by: one + Login.ofItsOwn.python) == key)
        #expect(try program.probe("drop", vault, by: other) == "nothing")
        #expect(try program.probe("drop", vault, by: one) == "dropped")
    }

    @Test(arguments: [("EPERM", "forbidden"), ("EACCES", "forbidden"), ("ENOSYS", "absent"), ("EDQUOT", "full")])
    func `what the kernel refuses is told apart`(errno: String, word: String) throws {
        for arguments in [["keep", vault, key, "60"], ["kept", vault], ["drop", vault]] {
            let answer = try Self.run(
                "/usr/bin/strace",
                ["-f", "-o", "/dev/null", "-e", "inject=add_key,keyctl:error=\(errno)", Self.program.path] + arguments
            )
            #expect(answer == "error \(word)")
        }
    }

    @Test(.enabled(if: !works, "this kernel keeps keys")) func `a kernel that refuses says so`() throws {
        let words = ["error absent", "error forbidden"]
        #expect(words.contains(try Self.probe("keep", vault, key, "60")))
        #expect(words.contains(try Self.probe("kept", vault)))
    }
}

extension KernelKeyringTests {
    /// How a process came to its session keyring.
    enum Login: String, CaseIterable {
        /// By inheriting it.
        case here
        /// With a new one that leads nowhere, as service managers and cron give.
        case ofItsOwn

        /// What a process does before it becomes another.
        var python: String {
            switch self {
            case .here: ""
            case .ofItsOwn:
                "import ctypes; assert ctypes.CDLL('libkeyutils.so.1').keyctl_join_session_keyring(None) > 0; "
            }
        }
    }

    fileprivate static let python = "/usr/bin/python3"
    fileprivate static let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "KeyringProbe")

    /// Prints the kernel's line of a key that this process reaches through its user's keyring.
    fileprivate static let listing = """
        import ctypes, sys
        library = ctypes.CDLL('libkeyutils.so.1')
        assert library.keyctl_link(-4, -2) == 0
        print([line for line in open('/proc/keys') if sys.argv[1] in line][0], end='')
        """

    fileprivate static func probe(_ arguments: String..., by python: String = "") throws -> String {
        try probe(program, arguments, by: python)
    }

    fileprivate static func probe(_ program: URL, _ arguments: [String], by python: String) throws -> String {
        let become = python + "import os, sys; os.execv(sys.argv[1], sys.argv[1:])"
        return try run(Self.python, ["-c", become, program.path] + arguments)
    }

    fileprivate static func run(_ program: String, _ arguments: String...) throws -> String {
        try run(program, arguments)
    }

    fileprivate static func run(_ program: String, _ arguments: [String]) throws -> String {
        let output = Pipe()
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    /// The probe where every user can run it.
    fileprivate final class Copy {
        private let folder = FileManager.default.temporaryDirectory.appending(path: "adsvault-\(UUID())")
        private let program: URL

        init(of original: URL) throws {
            program = folder.appending(path: "probe")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            try FileManager.default.copyItem(at: original, to: program)
            for url in [folder, program] {
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path)
            }
        }

        deinit {
            try? FileManager.default.removeItem(at: folder)  // The system clears its temporary folder in the end.
        }

        func probe(_ arguments: String..., by python: String = "") throws -> String {
            try KernelKeyringTests.probe(program, arguments, by: python)
        }
    }
}

extension UUID {
    /// Eight of its bytes, in hex.
    fileprivate var bytes: String {
        String(uuidString.lowercased().filter { $0 != "-" }.prefix(16))
    }
}
