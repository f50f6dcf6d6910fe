import Glibc
import Sealing

/// A file that holds a passphrase and that nobody else can read.
struct PassphraseFile {
    let path: String

    /// No passphrase is longer, in bytes, its newline included.
    static let limit = 4096

    /// What the file holds, without one trailing newline.
    ///
    /// Throws status 2 where the file is not there, is no file or pipe, is another user's, can be read by others, is
    /// empty or longer than `limit`. Who can read a pipe or an inherited descriptor is its giver's affair.
    func read(interruption: Interruption) throws(CommandFailure) -> SecretBytes {
        let descriptor = try opened()
        defer { close(descriptor) }
        var content = SecretBuffer(capacity: Self.limit)
        while true {
            let part = try SecretBytes.read(from: descriptor, upTo: Self.limit, interruption: interruption)
            if part.byteCount == 0 { break }
            content.append(part)
            if content.byteCount > Self.limit { throw refused("is longer than \(Self.limit) bytes") }
        }
        let whole = content.finish()
        let passphrase = whole.withBytes { bytes in
            SecretBytes(copying: bytes.extracting(0..<bytes.byteCount - (bytes.last == UInt8(ascii: "\n") ? 1 : 0)))
        }
        guard passphrase.byteCount > 0 else { throw refused("is empty") }
        return passphrase
    }

    private func opened() throws(CommandFailure) -> Int32 {
        // Opening /dev/fd/N anew needs access to /proc/self, which a process that must not be dumped does not have.
        if let inherited = inheritedDescriptor {
            let copy = fcntl(inherited, F_DUPFD_CLOEXEC, 3)
            guard copy >= 0 else { throw refused("is not open") }
            return copy
        }
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw refused("cannot be opened: \(systemMessage())") }
        do throws(CommandFailure) {
            try check(descriptor)
            return descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    private var inheritedDescriptor: Int32? {
        if path == "/dev/stdin" { return STDIN_FILENO }
        let folder = ["/dev/fd/", "/proc/self/fd/"].first(where: path.hasPrefix)
        return folder.flatMap { Int32(path.dropFirst($0.count)) }
    }

    private func check(_ descriptor: Int32) throws(CommandFailure) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw refused("cannot be looked at: \(systemMessage())") }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFIFO: return
        default: throw refused("is not a file")
        }
        guard status.st_uid == geteuid() || status.st_uid == 0 else { throw refused("belongs to another user") }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o7777, radix: 8)
            throw refused("can be read or changed by others (mode \(mode))", hint: "run: chmod 600 \(path)")
        }
    }

    private func refused(_ reason: String, hint: String? = nil) -> CommandFailure {
        CommandFailure(.usage, code: "passphrase_file", "the passphrase file \(path) \(reason)", hint: hint)
    }
}
