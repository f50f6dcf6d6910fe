import Foundation
import Glibc
import Sealing
import Testing

@testable import adsvault

/// A file of secrets, whole or not there.
struct NewFileTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    @Test func `a process that is killed while it writes secrets leaves nothing of them`() async throws {
        await #expect(processExitsWith: .signal(SIGXFSZ)) { [path = folder.path + "/out.env" as String] in
            var signals = sigset_t()
            unsafe sigemptyset(&signals)
            unsafe sigaddset(&signals, SIGXFSZ)
            unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
            signal(SIGXFSZ, SIG_DFL)
            var limit = rlimit(rlim_cur: 4, rlim_max: 4)
            unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            // What is within the limit is written; the rest raises the signal.
            try NewFile(path: path, replaces: false).write(SecretBytes(copying: Array("REFRESH=1".utf8).rawBytes))
        }
        #expect(try folder.names().isEmpty)
    }

    @Test func `a file for which there is no room is named with the cause, and nothing is left of it`() async throws {
        await #expect(processExitsWith: .success) { [path = folder.path + "/out.env" as String] in
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 4, rlim_max: 4)
            unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            for startsNameless in [true, false] {
                var file = NewFile(path: path, replaces: false)
                file.startsNameless = startsNameless
                do throws(CommandFailure) {
                    try file.write(SecretBytes(copying: Array("REFRESH=1".utf8).rawBytes))
                    exit(1)
                } catch {
                    guard error.message == "cannot write \(path): file too large", file.leftNothing else { exit(2) }
                }
            }
        }
        #expect(try folder.names().isEmpty)
    }

    @Test(arguments: [false, true])
    func `it is for its owner alone, and nothing is beside it`(replaces: Bool) throws {
        let path = folder.path + "/out.env"
        if replaces { try Data("old".utf8).write(to: URL(fileURLWithPath: path)) }
        try NewFile(path: path, replaces: replaces).write(secret("new"))
        #expect(try text(path) == "new")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try folder.names() == ["out.env"])
    }

    @Test func `a file that came in between is left as it is`() throws {
        let path = folder.path + "/out.env"
        try Data("theirs".utf8).write(to: URL(fileURLWithPath: path))
        let failure = #expect(throws: CommandFailure.self) {
            try NewFile(path: path, replaces: false).write(secret("ours"))
        }
        #expect(failure?.code == "file_exists")
        #expect(try text(path) == "theirs")
        #expect(try folder.names() == ["out.env"])
    }

    @Test(arguments: [false, true])
    func `a file system without nameless files gets the same file`(replaces: Bool) throws {
        let path = folder.path + "/out.env"
        if replaces { try Data("old".utf8).write(to: URL(fileURLWithPath: path)) }
        var file = NewFile(path: path, replaces: replaces)
        file.startsNameless = false
        try file.write(secret("new"))
        #expect(try text(path) == "new")
        #expect(try folder.names() == ["out.env"])
    }

    @Test func `a name that ends as a folder's is refused beforehand`() {
        let failure = #expect(throws: CommandFailure.self) {
            try NewFile(path: folder.path + "/new/", replaces: false).check()
        }
        #expect(failure?.code == "output_file")
        #expect(failure?.message.hasSuffix("it is a folder") == true)
    }

    @Test func `a folder without permission to write is refused beforehand`() async throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
        // Root may write anywhere.
        await #expect(processExitsWith: .success) { [path = folder.path + "/out.env" as String] in
            if geteuid() == 0 { try #require(seteuid(65_534) == 0) }
            let failure = #expect(throws: CommandFailure.self) { try NewFile(path: path, replaces: false).check() }
            try #require(failure?.message == "cannot write \(path): permission denied")
        }
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    private func secret(_ text: String) -> SecretBytes {
        SecretBytes(copying: Array(text.utf8).rawBytes)
    }
}

/// A folder of its own for one test, gone with it.
private final class Folder: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: "adsvault-\(UUID())").path

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)  // The system clears its temporary folder itself.
    }

    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path)
    }
}
