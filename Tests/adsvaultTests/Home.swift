import Foundation
import Keyrings

@testable import adsvault

/// A user's home with a passphrase file in it, and nothing else.
struct Home {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "adsvault-\(UUID())")

    struct Run {
        let status: ExitStatus
        let answer: String
        let messages: String
    }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        try write("correct horse battery staple\n", to: "passphrase")
    }

    func path(_ name: String) -> String {
        folder.appending(path: name).path
    }

    /// Where the vault lies.
    var vault: String { path(".local/share/adsvault/vault.db") }
    /// Where this machine's anchors lie.
    var anchors: String { path(".local/state/adsvault/anchors") }

    /// Makes a file that only its owner can read.
    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path(name))
    }

    func run(_ arguments: String...) async -> Run {
        await run(arguments)
    }

    /// Runs a command. With `asks` there is no passphrase file, as for a person at a terminal.
    func run(
        _ arguments: [String],
        _ environment: [String: String] = [:],
        asks: Bool = false,
        terminal: Terminal? = nil,
        keyring: any KeyHolder = NoKeyring()
    ) async -> Run {
        let own = ["HOME": folder.path, "ADSVAULT_PASSPHRASE_FILE": asks ? "" : path("passphrase")]
        let test = TestContext(
            environment: own.merging(environment) { $1 },
            terminal: terminal,
            keyring: keyring
        )
        let status = await Program(context: test.context).run(arguments)
        return Run(status: status, answer: test.answer.text, messages: test.messages.text)
    }

    func remove() {
        // The system clears its temporary folder itself.
        try? FileManager.default.removeItem(at: folder)
    }
}
