import CPlatform
import Foundation
import Vault

/// The place where a vault is to be made.
extension VaultFile {
    /// Refuses a place where no vault can be made, before anybody thinks up a passphrase for it.
    ///
    /// - Throws: `VaultError.exists`, `.unusablePlace`, `.storage`.
    static func checkPlace(_ path: String) throws(VaultError) {
        guard !exists(path) else { throw .exists(path) }
        var folder = folder(of: path)
        while !exists(folder), folder != "/" { folder = parent(of: folder) }
        guard isFolder(folder) else { throw .unusablePlace("\(folder) is not a folder") }
        guard unsafe access(folder, W_OK | X_OK) == 0 else { throw placeError(folder) }
    }

    /// Makes the folder of a vault, for its owner alone, where there is none.
    ///
    /// - Throws: `VaultError.unusablePlace`, `.unsafeFile`, `.storage`.
    static func makeFolder(of path: String) throws(VaultError) {
        try makeFolder(folder(of: path))
        try checkFolder(of: path)
    }

    private static func makeFolder(_ folder: String) throws(VaultError) {
        if unsafe mkdir(folder, 0o700) == 0 { return }
        if errno == ENOENT, folder != "/" {
            try makeFolder(parent(of: folder))
            if unsafe mkdir(folder, 0o700) == 0 { return }
        }
        // Another process may have made it at the same time.
        guard errno == EEXIST else { throw placeError(folder) }
        guard isFolder(folder) else { throw .unusablePlace("\(folder) is not a folder") }
    }

    /// What the last system call says against making a vault in `folder`.
    static func placeError(_ folder: String, _ number: Int32 = errno) -> VaultError {
        switch number {
        case EACCES, EPERM: .unusablePlace("no permission to make a vault in \(folder)")
        case EROFS: .unusablePlace("the file system that holds \(folder) is read-only")
        case ENOTDIR: .unusablePlace("a file stands where \(folder) needs a folder")
        case ENAMETOOLONG, ELOOP, ENOENT: .unusablePlace("\(folder): \(unsafe String(cString: strerror(number)))")
        default: .storage("\(folder): \(unsafe String(cString: strerror(number)))")
        }
    }

    private static func parent(of folder: String) -> String {
        URL(fileURLWithPath: folder).deletingLastPathComponent().path
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
