import CPlatform
import Foundation
import Glibc

/// The anchors of all vaults of a user on this machine: the file `anchors` in adsvault's state folder, a line for each.
///
/// It is replaced as a whole under a lock, so that every moment shows a whole file, no process lowers the line of
/// another, and a process that is killed leaves at most half a draft, which the next one writes over.
public struct AnchorFile: Sendable {
    /// The folder it lies in.
    public let folder: String
    /// The file's path.
    public var path: String { folder + "/anchors" }

    /// The file in `folder`. Nothing is opened or made yet.
    public init(folder: String) {
        self.folder = folder
    }

    /// The file as a place for anchors.
    public var place: AnchorPlace {
        AnchorPlace(name: path, read: { try anchor(of: $0) }, replace: { try replace(by: $0, $1) })
    }

    /// The anchor of a vault; nil where the file, or its line for this vault, is not there yet.
    ///
    /// - Throws: `VaultError.anchorUnusable` where the file cannot be read, is not as it was written, or others can
    ///   write to it or its folder.
    public func anchor(of vaultID: [UInt8]) throws(VaultError) -> Anchor? {
        try anchors().first { $0.vaultID == vaultID }
    }

    /// Runs `body` while no other process of this machine runs one under the lock of this name.
    ///
    /// - Throws: `VaultError.storage` where the lock cannot be had within ten seconds; what `body` throws.
    public func locked(_ name: String, _ body: () throws -> Void) throws {
        try makeFolder()
        let lock = try lock(name)
        defer { close(lock) }
        try body()
    }

    private func replace(by anchor: Anchor, _ decide: (Anchor?) -> Bool) throws {
        try locked("anchors.lock") { try replaceAlone(by: anchor, decide) }
    }

    private func replaceAlone(by anchor: Anchor, _ decide: (Anchor?) -> Bool) throws(VaultError) {
        var anchors = try anchors()
        let index = anchors.firstIndex { $0.vaultID == anchor.vaultID }
        guard decide(index.map { anchors[$0] }) else { return }
        if let index { anchors[index] = anchor } else { anchors.append(anchor) }
        try write(anchors.map { $0.line + "\n" }.joined())
    }

    private func anchors() throws(VaultError) -> [Anchor] {
        guard let text = try text() else { return [] }
        var anchors: [Anchor] = []
        // A file that was cut does not end with a newline, or holds nothing: none was ever written so.
        guard text.last == UInt8(ascii: "\n") else { throw damaged }
        for line in text.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            guard let anchor = Anchor(line: String(decoding: line, as: UTF8.self)) else { throw damaged }
            anchors.append(anchor)
        }
        guard Set(anchors.map(\.vaultID)).count == anchors.count else { throw damaged }
        return anchors
    }

    private var damaged: VaultError { .anchorUnusable("\(path) is not as it was written") }
}

extension AnchorFile {
    private static let maximumByteCount = 1 << 20

    /// What the file holds; nil where there is none. Whoever replaces it writes over the one before, so what was read of a
    /// file that lost its name meanwhile is read again.
    private func text() throws(VaultError) -> [UInt8]? {
        guard try isFolderSafe() else { return nil }
        while true {
            let (text, isStill) = try textOnce()
            if isStill { return text }
        }
    }

    private func textOnce() throws(VaultError) -> (text: [UInt8]?, isStill: Bool) {
        let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return (nil, true) }
            throw .anchorUnusable(errno == ELOOP ? "\(path) is a symbolic link" : "\(path): \(systemMessage())")
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .anchorUnusable("\(path): \(systemMessage())") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .anchorUnusable("\(path) is not a file") }
        guard status.st_uid == geteuid() else { throw .anchorUnusable("\(path) belongs to another user") }
        guard status.st_mode & 0o022 == 0 else {
            throw .anchorUnusable("other people can write to \(path); chmod 600 makes it yours alone")
        }
        guard status.st_size <= Self.maximumByteCount else { throw damaged }
        let text = try bytes(of: descriptor)
        var named = stat()
        let isStill =
            unsafe lstat(path, &named) == 0 && named.st_ino == status.st_ino
            && named.st_mtim.tv_sec == status.st_mtim.tv_sec && named.st_mtim.tv_nsec == status.st_mtim.tv_nsec
        return (text, isStill)
    }

    private func bytes(of descriptor: Int32) throws(VaultError) -> [UInt8] {
        var text: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe read(descriptor, &part, part.count)
            if count == 0 { return text }
            if count > 0 {
                text += part[..<count]
            } else if errno != EINTR {
                throw .anchorUnusable("\(path): \(systemMessage())")
            }
            guard text.count <= Self.maximumByteCount else { throw damaged }
        }
    }

    /// False where there is no folder yet.
    private func isFolderSafe() throws(VaultError) -> Bool {
        var status = stat()
        guard unsafe stat(folder, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return false }
            throw .anchorUnusable("\(folder): \(systemMessage())")
        }
        guard status.st_uid == geteuid() else { throw .anchorUnusable("the folder \(folder) belongs to another user") }
        guard status.st_mode & 0o022 == 0 else {
            throw .anchorUnusable("other people can write in the folder \(folder); chmod 700 makes it yours alone")
        }
        return true
    }

    private func makeFolder() throws(VaultError) {
        do {
            try StateFolder.make(at: folder)
        } catch {
            throw .storage("\(folder): \(error.localizedDescription)")
        }
    }

    /// A descriptor that holds the lock until it is closed.
    private func lock(_ name: String) throws(VaultError) -> Int32 {
        let name = folder + "/" + name
        let descriptor = unsafe open(name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .storage("\(name): \(systemMessage())") }
        let deadline = ContinuousClock.now + .seconds(10)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR, ContinuousClock.now < deadline else {
                let reason = systemMessage()
                close(descriptor)
                throw .storage("\(name): \(reason)")
            }
            usleep(2000)
        }
        return descriptor
    }

    /// Puts a whole new file in the place of the old one. Synchronized first: a name never stands for less than all of it.
    /// The old one stays as the next draft: to write over its blocks takes half the time of making new ones durable.
    private func write(_ text: String) throws(VaultError) {
        // What would be refused when it is read is not written.
        guard text.utf8.count <= Self.maximumByteCount else {
            throw .storage("\(path) knows too many vaults; remove the lines of those that are gone")
        }
        let draft = path + ".new"
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .storage("\(draft): \(systemMessage())") }
        defer { close(descriptor) }
        try write(Array(text.utf8), to: descriptor, draft)
        guard ftruncate(descriptor, off_t(text.utf8.count)) == 0, fdatasync(descriptor) == 0 else {
            throw .storage("\(draft): \(systemMessage())")
        }
        if unsafe platform_rename_exchange(draft, path) != 0 {
            // There is no file yet, or the file system cannot exchange names.
            guard unsafe rename(draft, path) == 0 else { throw .storage("\(path): \(systemMessage())") }
        }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32, _ name: String) throws(VaultError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count == 0 || errno != EINTR {
                throw .storage("\(name): \(systemMessage())")
            }
        }
    }
}

private func systemMessage() -> String {
    unsafe String(cString: strerror(errno)).lowercased()
}
