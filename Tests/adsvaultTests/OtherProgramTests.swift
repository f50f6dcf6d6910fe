import Foundation
import Sealing
import Testing

@testable import adsvault

/// Programs of the system, run for what they do better.
struct OtherProgramTests {
    private let context = TestContext(environment: [
        "PATH": "relative:/usr/bin:/bin", "ADSVAULT_X": "1", "GIT_DIR": "/x", "KEEP": "2",
    ])
    .context

    @Test func `what it is given comes back, however long`() throws {
        let cat = try #require(OtherProgram("cat", [], in: context))
        let text = String(repeating: "0123456789abcdef", count: 20_000)
        var answer: [UInt8] = []
        let status = try cat.run(on: secret(text), interruption: .never) { answer += $0.array }
        #expect(status == 0)
        #expect(String(decoding: answer, as: UTF8.self) == text)
    }

    @Test func `it sees no variable of ours, nor one that would lead git astray`() throws {
        let env = try #require(OtherProgram("env", [], in: context))
        let answer = try env.answer(interruption: .never)
        #expect(answer.status == 0)
        #expect(answer.text.split(separator: "\n").sorted() == ["KEEP=2", "PATH=relative:/usr/bin:/bin"])
    }

    @Test func `its status is told, and the signal that ends it`() throws {
        for (script, status) in [("exit 7", Int32(7)), ("kill -9 $$", 137), ("cat; exit 0", 0)] {
            let shell = try #require(OtherProgram("sh", ["-c", script], in: context))
            #expect(try shell.answer(interruption: .never).status == status)
        }
    }

    @Test func `one that reads nothing does not hold up who writes`() throws {
        let shell = try #require(OtherProgram("true", [], in: context))
        let long = String(repeating: "x", count: 1 << 20)
        #expect(try shell.run(on: secret(long), interruption: .never) { _ in } == 0)
    }

    @Test(arguments: ["sleep 60", "exec >&-; sleep 60", "trap '' TERM; sleep 60"])
    func `one that hangs is killed when patience is over`(script: String) throws {
        var shell = try #require(OtherProgram("sh", ["-c", script], in: context))
        shell.patience = .milliseconds(200)
        let failure = try #require(throws: CommandFailure.self) { _ = try shell.answer(interruption: .never) }
        #expect(failure.code == "program_failed")
        #expect(failure.message == "/usr/bin/sh does not answer")
    }

    @Test func `an interruption ends it`() throws {
        var ends: [Int32] = [-1, -1]
        try #require(unsafe pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        try #require(unsafe write(ends[1], "x", 1) == 1)
        let shell = try #require(OtherProgram("sleep", ["60"], in: context))
        #expect(throws: CommandFailure.interrupted) {
            _ = try shell.answer(interruption: Interruption(descriptor: ends[0]))
        }
    }

    @Test func `a program that is not there is none, nor is a folder or a file that nobody may run`() throws {
        #expect(OtherProgram("no-such-program", [], in: context) == nil)
        let folder = try Home()
        defer { folder.remove() }
        try Data().write(to: URL(fileURLWithPath: folder.path("plain")))
        let here = TestContext(environment: ["PATH": "\(folder.path("")):/"]).context
        #expect(OtherProgram("plain", [], in: here) == nil)
        #expect(OtherProgram("usr", [], in: here) == nil)
    }

    @Test func `what cannot be executed was not started`() throws {
        let folder = try Home()
        defer { folder.remove() }
        let path = folder.path("broken")
        try Data("#!/no/such/interpreter\n".utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        let here = TestContext(environment: ["PATH": folder.path("")]).context
        let program = try #require(OtherProgram("broken", [], in: here))
        let failure = try #require(throws: CommandFailure.self) { _ = try program.answer(interruption: .never) }
        #expect(failure.message == "\(path) was not started: no such file or directory")
    }

    private func secret(_ text: String) -> SecretBytes {
        SecretBytes(copying: Array(text.utf8).rawBytes)
    }
}
