import Foundation
import Testing

@testable import GoogleSandbox

/// `unlock` and `lock` over the kernel's own keyring; where this kernel keeps no keys, what is said of that.
@Suite struct UnlockTests {
    @Test func `an unlocked vault asks nothing, in whichever shell, until it is locked`() async throws {
        try await withOperator { person, _ in
            let unlocked = try await person.adsvault("unlock", "--json")
            guard unlocked.status == 0 else {
                // No keyring here, which is no pass in silence: the message is checked, and the test says what it did.
                #expect(unlocked.status == 12)
                #expect(unlocked.failure["code"] as? String == "kernel_keyring")
                print("this kernel keeps no keys here: \(unlocked.errors)")
                try await person.succeeds("list")
                return
            }
            let end = try #require(unlocked.object["unlockedUntil"] as? String)
            let asking = person.process(["list"], Operator.nobodyAnswers)
            #expect(try await person.finish(asking).status == 0)
            #expect(try await person.finish(person.inNewLogin("list")).status == 0)
            let doctor = try await person.succeeds("doctor", environment: Operator.nobodyAnswers)
            #expect(doctor.output.contains("the vault is unlocked until \(end)"))

            #expect(try await person.succeeds("lock", "--json").object["wasUnlocked"] as? Bool == true)
            #expect(try await person.succeeds("lock", "--json").object["wasUnlocked"] as? Bool == false)
            try await person.fails(4, "list", environment: Operator.nobodyAnswers)
            #expect(try await person.succeeds("audit", "list").output.contains("unlock"))
        }
    }

    @Test func `a new vault key makes the kept one useless, which is said, and asked for again`() async throws {
        try await withOperator { person, _ in
            guard try await person.adsvault("unlock", "--for", "1h").status == 0 else {
                print("this kernel keeps no keys here")
                return
            }
            try await person.succeeds("rotate", "key")
            let asking = try await person.fails(4, "list", environment: Operator.nobodyAnswers)
            #expect(asking.errors.contains("the vault got a new key since it was unlocked, and is locked again"))

            try await person.succeeds("unlock")
            try await person.succeeds("list", environment: Operator.nobodyAnswers)
            try await person.succeeds("lock")
        }
    }

    @Test func `a passphrase file is read although the vault is unlocked`() async throws {
        try await withOperator { person, _ in
            guard try await person.adsvault("unlock").status == 0 else {
                print("this kernel keeps no keys here")
                return
            }
            try person.write("wrong", "wrong\n")
            try await person.fails(11, "list", "--passphrase-file", "wrong", environment: Operator.nobodyAnswers)
            try await person.succeeds("lock")
        }
    }

    @Test(arguments: ["EPERM", "EACCES", "ENOSYS"])
    func `where the kernel refuses, unlock says so with 12, and passphrases go on working`(errno: String) async throws {
        try await withOperator { person, _ in
            for command in ["unlock", "lock"] {
                let outcome = try await person.finish(person.refused(errno, command, "--json"))
                #expect(outcome.status == 12, "\(outcome.errors)")
                #expect(outcome.failure["code"] as? String == "kernel_keyring")
            }
            // Nothing to say of a kernel that nobody asked to keep anything.
            let list = try await person.finish(person.refused(errno, "list"))
            #expect(list.status == 0)
            #expect(!list.errors.contains("kernel"), "\(list.errors)")
            let doctor = try await person.finish(person.refused(errno, "doctor"))
            #expect(doctor.output.contains("'adsvault unlock' does not work here"))
        }
    }

    @Test(arguments: ["0s", "13h", "1d", "15"])
    func `a vault stays unlocked for twelve hours at most`(time: String) async throws {
        let sandbox = try await Sandbox.start()
        try await Operator(sandbox: sandbox).fails(2, "unlock", "--for", time)
        await sandbox.stop()
    }

    @Test func `without a vault there is nothing to unlock`() async throws {
        let sandbox = try await Sandbox.start()
        let person = try Operator(sandbox: sandbox)
        try await person.fails(15, "unlock")
        try await person.fails(15, "lock")
        await sandbox.stop()
    }
}

extension Operator {
    /// What leaves only the prompt, which nobody is there to answer.
    fileprivate static let nobodyAnswers = ["ADSVAULT_PASSPHRASE_FILE": ""]

    /// A run with a session keyring of its own that leads nowhere, as cron and service managers give.
    fileprivate func inNewLogin(_ arguments: String...) -> Process {
        let process = process([], Self.nobodyAnswers)
        process.executableURL = URL(filePath: "/usr/bin/python3")
        let become = """
            import ctypes, os, sys
            assert ctypes.CDLL('libkeyutils.so.1').keyctl_join_session_keyring(None) > 0
            os.execv(sys.argv[1], sys.argv[1:])
            """
        process.arguments = ["-c", become, Self.executable.path] + arguments
        return process
    }

    /// A run to which the kernel refuses its keyrings.
    fileprivate func refused(_ errno: String, _ arguments: String...) -> Process {
        let process = process([])
        process.executableURL = URL(filePath: "/usr/bin/strace")
        let inject = ["-f", "-o", "/dev/null", "-e", "inject=add_key,keyctl:error=\(errno)"]
        process.arguments = inject + [Self.executable.path] + arguments
        return process
    }
}
