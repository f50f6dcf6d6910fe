import CPlatform
import Foundation

/// Guards the drafts beside a vault's name, `NAME.new-UUID`, which nobody can need before they have their name.
///
/// Whoever makes a vault holds a shared lock on its folder. Whoever gets that lock alone knows that nobody is at work there,
/// and that every draft is one of a process that was killed.
struct DraftLock: ~Copyable {
    private let folder: Int32

    /// Clears away what killed processes left, unless somebody is at work, and is at work until this goes.
    init(of path: String) {
        folder = unsafe open(VaultFile.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if flock(folder, LOCK_EX | LOCK_NB) == 0 { Self.sweep(path) }
        // Only a sweep can be in the way, which is short. Where a file system knows no such lock, nobody sweeps.
        for _ in 0..<100 {
            guard flock(folder, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { break }
            usleep(10_000)
        }
    }

    deinit {
        close(folder)
    }

    private static func sweep(_ path: String) {
        let folder = VaultFile.folder(of: path)
        let prefix = URL(fileURLWithPath: path).lastPathComponent + ".new-"
        // A folder that cannot be listed keeps what is in it.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasPrefix(prefix) {
            var id = name.dropFirst(prefix.count)
            if id.hasSuffix("-journal") { id = id.dropLast("-journal".count) }
            guard UUID(uuidString: String(id)) != nil else { continue }
            var status = stat()
            let file = folder + "/" + name
            guard unsafe lstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid()
            else {
                continue
            }
            unsafe unlink(file)
        }
    }
}
