import CPlatform
import Foundation
import Vault

/// The file a vault lies in: who may read it, what it is, and how it comes into being.
enum VaultFile {
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// Checks the file by a descriptor that is closed before SQLite opens its own: closing one later would drop SQLite's
    /// POSIX locks.
    ///
    /// - Throws: `VaultError.missing`, `.unsafeFile`, `.damaged(.file)`, `.storage`.
    static func check(_ path: String) throws(VaultError) {
        let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(opening: path) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw systemError(path) }
        try check(status, path)
        try checkHeader(descriptor)
    }

    /// Checks that the file is as long as its pages, within a transaction: by name, since a descriptor of our own would
    /// drop SQLite's locks when closed.
    static func checkSize(_ path: String, pages: (count: Int64, byteCount: Int64)) throws(VaultError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { throw systemError(path) }
        guard Int64(status.st_size) == pages.count * pages.byteCount else { throw .damaged(.file) }
    }

    /// Makes the folder of a vault, for its owner alone, where there is none.
    static func makeFolder(of path: String) throws(VaultError) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw .storage("\(folder): \(error.localizedDescription)")
        }
    }

    /// Makes an empty file that only its owner can read.
    static func makeEmpty(_ path: String) throws(VaultError) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw systemError(path) }
        close(descriptor)
    }

    /// Gives a whole new vault its name, unless something has it.
    static func publish(_ draft: String, as path: String) throws(VaultError) {
        guard unsafe platform_rename_new(draft, path) == 0 else {
            throw errno == EEXIST ? .exists(path) : systemError(path)
        }
        try synchronizeFolder(of: path)
    }

    /// Removes a draft and its journal, where they are left.
    static func discard(_ draft: String) {
        unsafe unlink(draft)
        unsafe unlink(draft + "-journal")
    }

    private static func synchronizeFolder(of path: String) throws(VaultError) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemError(folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw systemError(folder) }
    }

    private static func check(_ status: stat, _ path: String) throws(VaultError) {
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unsafeFile("\(path) is not a file") }
        guard status.st_uid == geteuid() else { throw .unsafeFile("\(path) belongs to another user") }
        guard status.st_nlink == 1 else { throw .unsafeFile("\(path) has a second name (a hard link)") }
        guard status.st_mode & 0o077 == 0 else {
            throw .unsafeFile("other people can read \(path); chmod 600 makes it yours alone")
        }
    }

    /// SQLite's header says at bytes 18 and 19 whether a write-ahead log is in use, which a vault never has.
    private static func checkHeader(_ descriptor: Int32) throws(VaultError) {
        var header = [UInt8](repeating: 0, count: 100)
        guard unsafe pread(descriptor, &header, header.count, 0) == header.count else { throw .damaged(.file) }
        guard header.starts(with: Array("SQLite format 3\0".utf8)), header[18] == 1, header[19] == 1 else {
            throw .damaged(.file)
        }
    }

    private static func failure(opening path: String) -> VaultError {
        switch errno {
        case ENOENT, ENOTDIR: .missing(path)
        case ELOOP: .unsafeFile("\(path) is a symbolic link")
        default: systemError(path)
        }
    }

    private static func systemError(_ path: String) -> VaultError {
        .storage("\(path): \(unsafe String(cString: strerror(errno)))")
    }
}
