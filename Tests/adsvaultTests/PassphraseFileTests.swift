import Foundation
import Glibc
import Testing

@testable import adsvault

struct PassphraseFileTests {
    /// A file of `content` with `mode` in a folder of its own, for the time of `body`.
    @discardableResult
    private func withFile<Result>(
        _ content: String,
        mode: Int = 0o600,
        _ body: (String) throws -> Result
    ) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "adsvault-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }  // The system clears its temporary folder itself.
        let path = folder.appending(path: "passphrase").path
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: mode]
        #expect(FileManager.default.createFile(atPath: path, contents: Data(content.utf8), attributes: attributes))
        return try body(path)
    }

    private func read(_ path: String) throws -> String {
        revealed(try InputFile.passphrase(path).readLine(interruption: .never))
    }

    private func failure(_ path: String, _ reason: String, hint: String? = nil) -> CommandFailure {
        CommandFailure(.usage, code: "input_file", "the passphrase file \(path) \(reason)", hint: hint)
    }

    @Test(arguments: [
        ("a b", "a b"), ("secret\n", "secret"), ("secret\n\n", "secret\n"), ("secret\r\n", "secret\r"),
        (" pä ss \n", " pä ss "),
    ])
    func `one trailing newline is dropped, and nothing else`(content: String, passphrase: String) throws {
        #expect(try withFile(content, read) == passphrase)
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o644, 0o660])
    func `a file that others can read or change is refused`(mode: Int) throws {
        try withFile("secret", mode: mode) { path in
            let reason = "can be read or changed by others (mode \(String(mode, radix: 8)))"
            #expect(throws: failure(path, reason, hint: "run: chmod 600 \(path)")) { try read(path) }
        }
    }

    @Test(arguments: ["", "\n"])
    func `an empty passphrase is refused`(content: String) throws {
        try withFile(content) { path in
            #expect(throws: failure(path, "is empty")) { try read(path) }
        }
    }

    @Test func `4096 bytes are read, and one more is refused`() throws {
        let longest = String(repeating: "a", count: 4096)
        #expect(try withFile(longest, read) == longest)
        try withFile(longest + "a") { path in
            #expect(throws: failure(path, "is longer than 4096 bytes")) { try read(path) }
        }
    }

    @Test func `a file that is not there is said to be so`() {
        #expect(throws: failure("/nowhere/at/all", "cannot be opened: no such file or directory")) {
            try read("/nowhere/at/all")
        }
    }

    @Test(arguments: ["/dev", "/dev/null"])
    func `what is neither a file nor a pipe is refused`(path: String) {
        #expect(throws: failure(path, "is not a file")) { try read(path) }
    }

    @Test func `an inherited descriptor is read, whoever can read its file`() throws {
        try withFile("secret\n", mode: 0o644) { path in
            let descriptor = unsafe open(path, O_RDONLY)
            defer { close(descriptor) }
            let passphrase = try read("/dev/fd/\(descriptor)")
            #expect(passphrase == "secret")
        }
    }

    @Test func `a pipe is read to its end`() throws {
        var ends: [Int32] = [-1, -1]
        try #require(unsafe pipe(&ends) == 0)
        defer { close(ends[0]) }
        unsafe write(ends[1], "sec", 3)
        unsafe write(ends[1], "ret\n", 4)
        close(ends[1])
        #expect(try read("/dev/fd/\(ends[0])") == "secret")
    }

    @Test func `a descriptor that is not open is said to be so`() {
        #expect(throws: failure("/dev/fd/987654", "is not open")) { try read("/dev/fd/987654") }
    }

    @Test func `a named pipe that nobody writes to does not outlast Ctrl-C`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "adsvault-\(UUID())").path
        try #require(unsafe mkfifo(path, 0o600) == 0)
        defer { unsafe unlink(path) }
        var pressed: [Int32] = [-1, -1]
        try #require(unsafe pipe(&pressed) == 0)
        defer { for end in pressed { close(end) } }
        unsafe write(pressed[1], "", 1)
        #expect(throws: CommandFailure.interrupted) {
            let file = InputFile.passphrase(path)
            _ = revealed(try file.readLine(interruption: Interruption(descriptor: pressed[0])))
        }
    }

    @Test func `a pipe that says nothing does not outlast Ctrl-C`() throws {
        var silent: [Int32] = [-1, -1]
        var pressed: [Int32] = [-1, -1]
        try #require(unsafe pipe(&silent) == 0)
        try #require(unsafe pipe(&pressed) == 0)
        defer { for end in silent + pressed { close(end) } }
        unsafe write(pressed[1], "", 1)
        #expect(throws: CommandFailure.interrupted) {
            let file = InputFile.passphrase("/dev/fd/\(silent[0])")
            _ = revealed(try file.readLine(interruption: Interruption(descriptor: pressed[0])))
        }
    }
}
