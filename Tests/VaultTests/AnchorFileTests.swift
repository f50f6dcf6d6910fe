import Credentials
import Foundation
import Synchronization
import Testing

@testable import Vault

/// The file in the state folder, and the line that an anchor is.
struct AnchorFileTests {
    private static let line =
        "\(String(repeating: "0a", count: 16)) 2 30 17 \(String(repeating: "bc", count: 32)) "
        + "\(String(repeating: "de", count: 32)) 1795255200000"

    private static func anchor(_ vault: UInt8 = 1, epoch: Int = 1, seq: Int, entries: Int = 1) throws -> Anchor {
        let id = String(repeating: "0\(vault)", count: 16)
        let mac = String(repeating: "bc", count: 32)
        return try #require(Anchor(line: "\(id) \(epoch) \(seq) \(entries) \(mac) \(mac) 1795255200000"))
    }

    /// A file in a folder of its own, which lasts as long.
    private struct Place {
        let folder: Folder
        let file: AnchorFile

        init() throws {
            folder = try Folder()
            file = AnchorFile(folder: folder.path + "/state/adsvault")
        }

        func raise(_ anchor: Anchor) throws {
            try file.place.replace(anchor) { anchor.raises($0) }
        }

        func write(_ text: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: file.path))
        }
    }

    @Test func `a line is read as it is written`() throws {
        let anchor = try #require(Anchor(line: Self.line))
        #expect(anchor.line == Self.line)
        #expect(anchor.vaultID == [UInt8](repeating: 10, count: 16))
        #expect(anchor.state.description == "write 30 of 2026-11-21T10:00:00.000Z, under key 2")
        #expect(anchor.auditCount == 17)
    }

    @Test(arguments: [
        "", " ", line + " ", " " + line, line.uppercased(), line.replacing(" 30 ", with: " 030 "),
        line.replacing(" 30 ", with: " +30 "), line.replacing(" 30 ", with: " -30 "),
        line.replacing(" 2 ", with: " 4294967296 "), line.replacing(" 30 ", with: " 9223372036854775807 "),
        line.replacing("0a0a", with: "0a"), line.replacing("bcbc", with: "bc"), line.replacing("dede", with: "de"),
        line.replacing(" 17", with: ""), line + " 1", line.replacing(" 30 ", with: "\t30 "),
    ])
    func `what is not a line to the letter is none`(text: String) {
        #expect(Anchor(line: text) == nil)
    }

    @Test func `it is for its owner alone, and leaves no draft`() throws {
        let place = try Place()
        try place.raise(Self.anchor(seq: 1))
        let mode = { try FileManager.default.attributesOfItem(atPath: $0)[.posixPermissions] as? Int }
        #expect(try mode(place.file.path) == 0o600)
        #expect(try mode(place.file.folder) == 0o700)
        let names = try FileManager.default.contentsOfDirectory(atPath: place.file.folder).sorted()
        #expect(names == ["anchors", "anchors.lock"])
    }

    @Test func `a draft that a killed process left is written over`() throws {
        let place = try Place()
        try place.raise(Self.anchor(seq: 1))
        try Data("half".utf8).write(to: URL(fileURLWithPath: place.file.path + ".new"))
        try place.raise(Self.anchor(seq: 2))
        #expect(try place.file.anchor(of: Self.anchor(seq: 2).vaultID)?.seq == 2)
    }

    @Test func `a line is only ever raised, and others stay`() throws {
        let place = try Place()
        try place.raise(Self.anchor(2, seq: 7))
        try place.raise(Self.anchor(1, epoch: 2, seq: 9, entries: 5))
        for lower in [
            try Self.anchor(1, epoch: 2, seq: 8, entries: 5), try Self.anchor(1, epoch: 1, seq: 10, entries: 5),
            try Self.anchor(1, epoch: 2, seq: 10, entries: 4), try Self.anchor(1, epoch: 3, seq: 9, entries: 6),
        ] {
            try place.raise(lower)
        }
        #expect(try place.file.anchor(of: Self.anchor(1, seq: 1).vaultID)?.seq == 9)
        try place.raise(Self.anchor(1, epoch: 2, seq: 10, entries: 5))
        #expect(try place.file.anchor(of: Self.anchor(1, seq: 1).vaultID)?.seq == 10)
        #expect(try place.file.anchor(of: Self.anchor(2, seq: 1).vaultID)?.seq == 7)
    }

    @Test func `of many that raise it at once the highest stays, and no other vault's line is lost`() throws {
        let place = try Place()
        let errors = Mutex<[any Error]>([])
        let done = DispatchGroup()
        for vault in UInt8(1)...4 {
            for half in 0..<2 {
                done.enter()
                Thread {
                    defer { done.leave() }
                    do {
                        for seq in 1...20 { try place.raise(Self.anchor(vault, seq: seq * 2 + half)) }
                    } catch {
                        errors.withLock { $0.append(error) }
                    }
                }.start()
            }
        }
        #expect(done.wait(timeout: .now() + 120) == .success)
        #expect(errors.withLock { $0.isEmpty })
        for vault in UInt8(1)...4 {
            #expect(try place.file.anchor(of: Self.anchor(vault, seq: 1).vaultID)?.seq == 41)
        }
    }

    @Test(arguments: [
        "", "\n", line, line + "\n\n", line + "\n" + line + "\n", line + "\nx\n", line.dropLast() + "x\n", "\0\0\0\n",
        "\u{FFFD}\n",
    ])
    func `a file that is not as it was written is no file without an anchor`(text: String) throws {
        let place = try Place()
        try place.raise(Self.anchor(seq: 1))
        try place.write(text)
        let refused = VaultError.anchorUnusable("\(place.file.path) is not as it was written")
        #expect(throws: refused) { try place.file.anchor(of: [UInt8](repeating: 1, count: 16)) }
        #expect(throws: refused) { try place.raise(Self.anchor(seq: 2)) }
    }

    @Test func `a file of more than a mebibyte is refused unread`() throws {
        let place = try Place()
        try place.raise(Self.anchor(seq: 1))
        try FileHandle(forWritingTo: URL(fileURLWithPath: place.file.path)).truncate(atOffset: 1 << 40)
        #expect(throws: VaultError.anchorUnusable("\(place.file.path) is not as it was written")) {
            try place.file.anchor(of: [])
        }
    }

    @Test(arguments: [0o620, 0o602, 0o666])
    func `a file that others can write to is refused`(mode: Int) throws {
        let place = try Place()
        try place.raise(Self.anchor(seq: 1))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: place.file.path)
        let text = "other people can write to \(place.file.path); chmod 600 makes it yours alone"
        #expect(throws: VaultError.anchorUnusable(text)) { try place.file.anchor(of: []) }
    }

    @Test func `a folder that others can write in is refused`() throws {
        let place = try Place()
        try place.raise(Self.anchor(seq: 1))
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: place.file.folder)
        let text = "other people can write in the folder \(place.file.folder); chmod 700 makes it yours alone"
        #expect(throws: VaultError.anchorUnusable(text)) { try place.file.anchor(of: []) }
    }

    @Test func `a link in its place is refused`() throws {
        let place = try Place()
        try place.raise(Self.anchor(seq: 1))
        try FileManager.default.moveItem(atPath: place.file.path, toPath: place.folder.path + "/elsewhere")
        try FileManager.default.createSymbolicLink(
            atPath: place.file.path,
            withDestinationPath: place.folder.path + "/elsewhere"
        )
        #expect(throws: VaultError.anchorUnusable("\(place.file.path) is a symbolic link")) {
            try place.file.anchor(of: [])
        }
    }

    @Test func `without a file or its folder there is no anchor yet`() throws {
        let place = try Place()
        #expect(try place.file.anchor(of: []) == nil)
        try FileManager.default.createDirectory(
            atPath: place.file.folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        #expect(try place.file.anchor(of: []) == nil)
    }
}
