import Foundation
import Testing

@testable import Torture

/// The faults are real: a torture whose faults did nothing would find nothing.
@Suite struct InjectionTests {
    @Test func `what is killed at a write has not written`() throws {
        let outcome = try write(under: .kill)
        #expect(outcome.status == -SIGKILL)
        #expect(outcome.text == "")
    }

    @Test(arguments: [Fault.error(ENOSPC), .errorFromNowOn(ENOSPC)])
    func `a write that fails is not done, and the program hears of it`(fault: Fault) throws {
        let outcome = try write(under: fault)
        #expect(outcome.status > 0)
        #expect(outcome.text == "")
    }

    @Test func `a write that is cut short has written half, and the program goes on with the rest`() throws {
        let outcome = try write(under: .halfWrite)
        #expect(outcome.status == 0)
        #expect(outcome.text == "abcdefgh")
        #expect(outcome.calls.filter { $0 == "write" }.count == 2)
    }

    @Test func `without a fault every call goes on`() throws {
        let outcome = try write(under: nil)
        #expect(outcome.status == 0)
        #expect(outcome.text == "abcdefgh")
        #expect(outcome.calls.count == 2)
        #expect(outcome.calls.last == "write")
    }

    /// Has a shell open a file, its first call, and write eight bytes to it, its second.
    private func write(under fault: Fault?) throws -> (status: Int32, text: String, calls: [String]) {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer {
            // The system clears its temporary folder in the end.
            try? FileManager.default.removeItem(at: folder)
        }
        let messages = try #require(FileHandle(forWritingAtPath: "/dev/null"))
        let process = try RunningProcess(
            URL(filePath: "/bin/sh"),
            ["-c", "printf abcdefgh > file"],
            environment: [:],
            in: folder,
            output: messages.fileDescriptor,
            errors: messages.fileDescriptor,
            isWatched: true
        )
        let (status, points) = try process.follow(fault.map { Injection(fault: $0, point: 2) })
        let text = try String(contentsOf: folder.appending(path: "file"), encoding: .utf8)
        return (status, text, points.map(\.call))
    }
}
