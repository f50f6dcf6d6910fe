import CPlatform
import Foundation
import Vault

/// The file a vault lies in: who may read it, what it is, and how it comes into being.
enum VaultFile {
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// Checks the folder, where others must not be able to put a journal beside the vault, and the file, by name: to close
    /// a descriptor of it would drop the locks of every SQLite connection that this process has to it.
    ///
    /// - Throws: `VaultError.missing`, `.unsafeFile`, `.storage`.
    static func check(_ path: String) throws(VaultError) {
        try checkFolder(of: path)
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { throw systemError(path) }
        try check(status, path)
    }

    /// How many whole pages a file of this length has behind those that it says it has. None, but where a process
    /// was stopped before it gave back those of a VACUUM, which SQLite does after the commit.
    ///
    /// - Throws: `VaultError.damaged(.file)` for a file of any other length.
    static func excessPages(
        byteCount: Int64,
        pages: (count: Int64, byteCount: Int64)
    ) throws(VaultError) -> Int64 {
        let excess = byteCount - pages.count * pages.byteCount
        guard pages.byteCount > 0, excess >= 0, excess.isMultiple(of: pages.byteCount) else { throw .damaged(.file) }
        return excess / pages.byteCount
    }

    /// Cuts off what lies behind the pages, by name, as `check` does, under the write lock.
    static func cutExcess(_ path: String, pages: (count: Int64, byteCount: Int64)) throws(VaultError) {
        guard unsafe truncate(path, Int(pages.count * pages.byteCount)) == 0 else { throw systemError(path) }
    }

    /// Makes an empty file that only its owner can read.
    static func makeEmpty(_ path: String) throws(VaultError) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            // To take a path apart asks the system too.
            let number = errno
            throw placeError(folder(of: path), number)
        }
        close(descriptor)
    }

    /// Gives a whole new vault its name, unless something has it. Where the name cannot be made to last, nothing has it.
    static func publish(_ draft: String, as path: String) throws(VaultError) {
        guard unsafe platform_rename_new(draft, path) == 0 else {
            throw errno == EEXIST ? .exists(path) : systemError(path)
        }
        do throws(VaultError) {
            try synchronizeFolder(of: path)
        } catch {
            unsafe unlink(path)
            throw error
        }
    }

    /// Gives a whole new vault the name of another one, which is then kept beside it with a number behind its name.
    ///
    /// - Returns: where the other one is now.
    static func exchange(_ draft: String, with path: String) throws(VaultError) -> String {
        // A journal that was left beside a file that is no database would be taken for the new one's.
        if exists(path + "-journal") { _ = try number(path + "-journal") }
        // First the new one gets the name that the old one shall have: no moment shows the old one as a draft, to be
        // cleared away, and nothing is left to fail once they have changed places.
        let kept = try number(draft, calling: path)
        guard unsafe platform_rename_exchange(kept, path) == 0 else {
            let error = systemError(path)
            unsafe unlink(kept)
            throw error
        }
        // A power cut that takes this back leaves two whole vaults under each other's names.
        try? synchronizeFolder(of: path)
        return kept
    }

    /// Gives a file the first free name of the kind `vault.db.replaced-1`.
    private static func number(_ path: String, calling name: String? = nil) throws(VaultError) -> String {
        for number in 1...9999 {
            let kept = "\(name ?? path).replaced-\(number)"
            if unsafe platform_rename_new(path, kept) == 0 { return kept }
            guard errno == EEXIST else { throw systemError(path) }
        }
        throw .storage("\(path): too many vaults were replaced here; move some elsewhere")
    }

    /// Removes a draft and its journal, where they are left.
    static func discard(_ draft: String) {
        unsafe unlink(draft)
        unsafe unlink(draft + "-journal")
    }

    private static func synchronizeFolder(of path: String) throws(VaultError) {
        let folder = folder(of: path)
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemError(folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw systemError(folder) }
    }

    static func folder(of path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().path
    }

    static func checkFolder(of path: String) throws(VaultError) {
        let folder = folder(of: path)
        var status = stat()
        guard unsafe stat(folder, &status) == 0 else { throw systemError(path) }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw .unsafeFile("the folder \(folder) belongs to another user")
        }
        guard status.st_mode & 0o022 == 0 else {
            throw .unsafeFile("other people can write in the folder \(folder); chmod 700 makes it yours alone")
        }
    }

    private static func check(_ status: stat, _ path: String) throws(VaultError) {
        guard status.st_mode & S_IFMT != S_IFLNK else { throw .unsafeFile("\(path) is a symbolic link") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unsafeFile("\(path) is not a file") }
        guard status.st_uid == geteuid() else { throw .unsafeFile("\(path) belongs to another user") }
        guard status.st_nlink == 1 else { throw .unsafeFile("\(path) has a second name (a hard link)") }
        guard status.st_mode & 0o077 == 0 else {
            throw .unsafeFile("other people can read \(path); chmod 600 makes it yours alone")
        }
    }

    private static func systemError(_ path: String) -> VaultError {
        switch errno {
        case ENOENT, ENOTDIR: .missing(path)
        default: .storage("\(path): \(unsafe String(cString: strerror(errno)))")
        }
    }
}
