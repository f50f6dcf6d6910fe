import Foundation
import Testing

@testable import GoogleSandbox

/// The whole way over a real keyring, in a session bus of its own.
@Suite struct KeyringTests {
    private static let programs = ["/usr/bin/dbus-daemon", "/usr/bin/gnome-keyring-daemon"]
    static let isPossible = programs.allSatisfy(FileManager.default.isExecutableFile)

    @Test(.enabled(if: isPossible, "dbus and gnome-keyring are not installed"))
    func `with a keyring init asks nothing, and nothing else asks either`() async throws {
        let sandbox = try await Sandbox.start()
        let person = try Operator(sandbox: sandbox)
        let outcome = try await person.inSession(
            """
            set -e
            "$ADSVAULT" init
            "$ADSVAULT" slot list --json
            "$ADSVAULT" rotate key
            "$ADSVAULT" audit verify
            "$ADSVAULT" doctor
            """
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("opens by keyring"))
        #expect(outcome.output.contains("\"type\":\"keyring\""))
        await sandbox.stop()
    }

    @Test(.enabled(if: isPossible, "dbus and gnome-keyring are not installed"))
    func `without its keyring the vault is not to be had, which is 12 and said`() async throws {
        let sandbox = try await Sandbox.start()
        let person = try Operator(sandbox: sandbox)
        let made = try await person.inSession("\"$ADSVAULT\" init")
        #expect(made.status == 0, "\(made.errors)")
        let without = ["ADSVAULT_PASSPHRASE_FILE": "", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"]
        let outcome = try await person.fails(12, "list", environment: without)
        #expect(outcome.errors.contains("keyring"))
        await sandbox.stop()
    }

    @Test(
        .enabled(if: isPossible, "dbus and gnome-keyring are not installed"),
        arguments: [
            ("kill -KILL $keyring; wait $keyring; start_keyring", "the keyring is locked"),
            ("kill -STOP $keyring", "the keyring did not answer in time"),
            ("export DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "there is no desktop session here"),
        ]
    )
    func `what is wrong with the keyring is said before anything else is asked`(change: String, words: String)
        async throws
    {
        let sandbox = try await Sandbox.start()
        let person = try Operator(sandbox: sandbox)
        let outcome = try await person.inSession(
            """
            "$ADSVAULT" init --recovery-code
            \(change)
            "$ADSVAULT" list
            """
        )
        // The recovery code opens the vault too, and there is no terminal to ask for it.
        #expect(outcome.status == 4, "\(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(outcome.errors.contains("asking for the passphrase instead"), "\(outcome.errors)")
        await sandbox.stop()
    }

    @Test func `init says why it takes a passphrase where it was not asked for one`() async throws {
        let sandbox = try await Sandbox.start()
        let person = try Operator(sandbox: sandbox)
        let outcome = try await person.fails(4, "init", environment: ["ADSVAULT_PASSPHRASE_FILE": ""])
        #expect(outcome.errors.contains("no keyring; a passphrase opens the vault instead"), "\(outcome.errors)")
        await sandbox.stop()
    }
}

extension Operator {
    /// Runs a shell script in a desktop session that has an unlocked keyring and nothing else.
    func inSession(_ script: String) async throws -> Outcome {
        // SIGKILL: children of a test process can inherit SIGTERM blocked.
        let session = """
            dbus-daemon --session --nofork --print-address=3 3> address 2> bus.err &
            bus=$!
            trap 'kill -KILL $bus $keyring' EXIT
            until [ -s address ]; do sleep 0.1; done
            export DBUS_SESSION_BUS_ADDRESS=$(cat address)
            start_keyring() {
              gnome-keyring-daemon --foreground "$@" --components=secrets < password > keyring.out 2>&1 &
              keyring=$!
              waited=0
              until dbus-send --session --print-reply --dest=org.freedesktop.DBus / \\
                org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets 2> send.err | grep -q true \\
                || [ $waited -ge 100 ]; do
                sleep 0.1
                waited=$((waited + 1))
              done
            }
            echo > password
            start_keyring --unlock

            """
        try write("session", session + script)
        let process = process([])
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [path("session").path]
        process.environment = [
            "HOME": path("home").path, "XDG_RUNTIME_DIR": path("home").path, "PATH": "/usr/bin:/bin",
            "ADSVAULT": Self.executable.path, "LANG": "C.UTF-8",
        ]
        return try await finish(process)
    }
}
