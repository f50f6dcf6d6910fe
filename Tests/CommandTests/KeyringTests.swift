import Foundation
import Testing

@testable import GoogleSandbox

/// The whole way over a real keyring, in a session bus of its own.
@Suite struct KeyringTests {
    private static let programs = ["/usr/bin/dbus-run-session", "/usr/bin/gnome-keyring-daemon"]
    private static let isPossible = programs.allSatisfy(FileManager.default.isExecutableFile)

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
}

extension Operator {
    /// Runs a shell script in a desktop session that has an unlocked keyring and nothing else.
    fileprivate func inSession(_ script: String) async throws -> Outcome {
        let keyring = """
            printf '\\n' | gnome-keyring-daemon --unlock --components=secrets > keyring.out
            waited=0
            until dbus-send --session --print-reply --dest=org.freedesktop.DBus / \\
              org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets 2> dbus.err | grep -q true || [ $waited -ge 50 ]; do
              sleep 0.1; waited=$((waited + 1))
            done

            """
        try write("session", keyring + script)
        let process = process([])
        process.executableURL = URL(filePath: "/usr/bin/dbus-run-session")
        process.arguments = ["--", "/bin/sh", path("session").path]
        process.environment = [
            "HOME": path("home").path, "XDG_RUNTIME_DIR": path("home").path, "PATH": "/usr/bin:/bin",
            "ADSVAULT": Self.executable.path, "LANG": "C.UTF-8",
        ]
        return try await finish(process)
    }
}
