import Foundation
import Glibc
import Testing

@testable import adsvault

/// A file that is destroyed, as it was seen or not at all.
final class DoomedFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "adsvault-\(UUID().uuidString)")
    private var path: String { folder.path + "/a.yaml" }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        try write("secret")
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)  // The system clears its temporary folder in the end.
    }

    @Test func `it is overwritten and taken away`() throws {
        let file = try DoomedFile(path)
        try file.shred()
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `one that was replaced since it was seen stays`() throws {
        let file = try DoomedFile(path)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
        try write("secres")
        #expect(throws: CommandFailure.self) { try file.shred() }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "secres")
    }

    @Test func `one that was changed since it was seen stays`() throws {
        let file = try DoomedFile(path)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(" and more".utf8))
        try handle.close()
        #expect(throws: CommandFailure.self) { try file.shred() }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "secret and more")
    }

    @Test func `one that got another name or became a link or a pipe since it was seen stays`() throws {
        let file = try DoomedFile(path)
        try FileManager.default.linkItem(atPath: path, toPath: path + ".old")
        #expect(throws: CommandFailure.self) { try file.shred() }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path + ".old")
        #expect(throws: CommandFailure.self) { try file.shred() }
        try FileManager.default.removeItem(atPath: path)
        #expect(unsafe mkfifo(path, 0o600) == 0)
        #expect(throws: CommandFailure.self) { try file.shred() }
        #expect(try String(contentsOfFile: path + ".old", encoding: .utf8) == "secret")
    }

    @Test(arguments: [
        ("a.yaml", "a.yaml"), ("sp ace.yaml", "'sp ace.yaml'"), ("it's", #"'it'\''s'"#), ("-u", "./-u"), ("", "''"),
        ("$x", "'$x'"), ("/a/b_c+d:e@f%g,h", "/a/b_c+d:e@f%g,h"), ("~a", "'~a'"),
    ])
    func `a path in a command to copy is one word of a shell`(path: String, word: String) {
        #expect(path.shellQuoted == word)
    }

    private func write(_ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
}
