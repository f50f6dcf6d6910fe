import CPlatform
import Foundation
import Glibc
import Testing

/// A name that a file gets only when nobody has it, by both ways to do so.
struct RenameTests {
    typealias Rename = @Sendable (String, String) -> Int32

    static let ways: [Rename] = [
        { unsafe platform_rename_new($0, $1) },
        // Where the file system does not know the first one, as NFS.
        { unsafe platform_relink_new($0, $1) },
    ]

    @Test(arguments: ways)
    func `a free name is taken, and the old one is free`(rename: Rename) throws {
        let home = try Home()
        defer { home.remove() }
        try home.write("new", to: "draft")
        #expect(rename(home.path("draft"), home.path("name")) == 0)
        #expect(try String(contentsOfFile: home.path("name"), encoding: .utf8) == "new")
        #expect(!FileManager.default.fileExists(atPath: home.path("draft")))
    }

    @Test(arguments: ways)
    func `a name that is taken stays as it is, and so does the file`(rename: Rename) throws {
        let home = try Home()
        defer { home.remove() }
        try home.write("new", to: "draft")
        try home.write("old", to: "name")
        #expect(rename(home.path("draft"), home.path("name")) == -1)
        #expect(errno == EEXIST)
        #expect(try String(contentsOfFile: home.path("name"), encoding: .utf8) == "old")
        #expect(try String(contentsOfFile: home.path("draft"), encoding: .utf8) == "new")
    }
}
