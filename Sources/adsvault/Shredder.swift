import Foundation
import Glibc

/// Destroys a file that held a secret.
enum Shredder {
    /// Overwrites the file's bytes and takes it away. What a file system keeps of older versions (snapshots, copy on
    /// write, flash) is out of reach.
    ///
    /// Throws where the file cannot be overwritten or removed; what was done with its contents before stands.
    static func shred(_ path: String) throws(CommandFailure) {
        let descriptor = unsafe open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw failed(path) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw failed(path) }
        var rest = Int(status.st_size)
        let zeros = [UInt8](repeating: 0, count: 65_536)
        while rest > 0 {
            let written = unsafe write(descriptor, zeros, min(rest, zeros.count))
            guard written > 0 else { throw failed(path) }
            rest -= written
        }
        guard fsync(descriptor) == 0, unsafe unlink(path) == 0 else { throw failed(path) }
    }

    private static func failed(_ path: String) -> CommandFailure {
        CommandFailure(
            .unexpected,
            code: "not_shredded",
            "what \(path) held is in the vault, but the file could not be destroyed: \(systemMessage())",
            hint: "destroy it by hand: shred -u \(path)"
        )
    }
}
