import Foundation
import Glibc

/// A file that is to be destroyed once what it holds is safe: looked at before it is read, and destroyed only as it was
/// then.
struct DoomedFile {
    private let path: String
    private let before: Sighting

    /// What the user is to know of every file that was destroyed.
    static let warning =
        "flash, copy-on-write file systems, snapshots and backups may keep the bytes of a destroyed file"

    /// Throws status 2 where what is there cannot be destroyed, or not alone: a link, a pipe, a file with other names.
    init(_ path: String) throws(CommandFailure) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else {
            throw CommandFailure(.usage, code: "input_file", "it cannot be looked at: \(systemMessage())")
        }
        if let reason = status.reasonToKeep {
            throw CommandFailure(
                .usage,
                code: "not_shreddable",
                "--shred cannot destroy it, since \(reason); nothing was done",
                hint: "without --shred it is read all the same"
            )
        }
        self.path = path
        before = Sighting(status)
    }

    /// Overwrites the file's bytes and takes it away. What a file system keeps of older versions (snapshots, copy on
    /// write, flash) is out of reach.
    ///
    /// Throws where the file is another by now, or cannot be overwritten or removed; what was done with its contents
    /// before stands.
    func shred() throws(CommandFailure) {
        // A pipe would hold up the opening itself.
        let descriptor = unsafe open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failed() }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw failed() }
        guard status.reasonToKeep == nil, Sighting(status) == before else {
            throw CommandFailure(
                .unexpected,
                code: "not_shredded",
                "\(path) was not destroyed: it was changed or replaced after it was read",
                hint: "look at what it holds now, and do the same again"
            )
        }
        var rest = Int(status.st_size)
        let zeros = [UInt8](repeating: 0, count: 65_536)
        while rest > 0 {
            let written = unsafe write(descriptor, zeros, min(rest, zeros.count))
            guard written > 0 else { throw failed() }
            rest -= written
        }
        guard fsync(descriptor) == 0 else { throw failed() }
        // Whatever came to lie there meanwhile stays.
        var now = stat()
        guard unsafe lstat(path, &now) == 0, now.st_dev == status.st_dev, now.st_ino == status.st_ino else { return }
        guard unsafe unlink(path) == 0 else { throw failed() }
    }

    private func failed() -> CommandFailure {
        CommandFailure(
            .unexpected,
            code: "not_shredded",
            "what \(path) held is in the vault, but the file could not be destroyed: \(systemMessage())",
            hint: "destroy it by hand: shred -u \(path.shellQuoted)"
        )
    }
}

/// What tells a file from another, and from what it becomes.
private struct Sighting: Equatable {
    let device: dev_t
    let number: ino_t
    let size: off_t
    let changedSeconds: Int
    let changedNanoseconds: Int

    init(_ status: stat) {
        device = status.st_dev
        number = status.st_ino
        size = status.st_size
        changedSeconds = status.st_mtim.tv_sec
        changedNanoseconds = status.st_mtim.tv_nsec
    }
}

extension stat {
    /// Why this cannot be destroyed, or not alone; nil where it can.
    fileprivate var reasonToKeep: String? {
        switch st_mode & S_IFMT {
        case S_IFREG where st_nlink > 1: "the file has other names (hard links), under which it would be destroyed too"
        case S_IFREG: nil
        case S_IFLNK: "it is a symbolic link, and the file is elsewhere"
        default: "it is no file"
        }
    }
}
