import Glibc
import Sealing

/// A file that the user names to be read: a passphrase, a token, a client.
struct InputFile {
    let path: String
    /// What it is, for messages: `the passphrase file`.
    let role: String
    /// The most that is read, in bytes.
    let limit: Int
    /// Whether it is refused when others can read or change it. Who can read a pipe or an inherited descriptor is its
    /// giver's affair.
    var mustBePrivate = false
    /// What to name instead, where it can be no such file for its size.
    var hint: String?

    /// All of it. Throws status 2 where it is not there, is neither file nor pipe, or is longer than `limit`.
    func read(interruption: Interruption) throws(CommandFailure) -> SecretBytes {
        let descriptor = try opened()
        defer { close(descriptor) }
        var content = SecretBuffer(capacity: 4096)
        while true {
            let part = try SecretBytes.read(from: descriptor, upTo: 4096, interruption: interruption)
            if part.byteCount == 0 { return content.finish() }
            content.append(part)
            if content.byteCount > limit { throw refused("is longer than \(limit) bytes", hint: hint) }
        }
    }

    /// The one line that it holds, without one trailing newline. Throws status 2 also where nothing is left.
    func readLine(interruption: Interruption) throws(CommandFailure) -> SecretBytes {
        let content = try read(interruption: interruption)
        let line = content.withBytes { bytes in
            SecretBytes(copying: bytes.extracting(0..<bytes.byteCount - (bytes.last == UInt8(ascii: "\n") ? 1 : 0)))
        }
        guard line.byteCount > 0 else { throw refused("is empty") }
        return line
    }

    private func opened() throws(CommandFailure) -> Int32 {
        // Opening /dev/fd/N anew needs access to /proc/self, which a process that must not be dumped does not have.
        if let inherited = inheritedDescriptor {
            let copy = fcntl(inherited, F_DUPFD_CLOEXEC, 3)
            guard copy >= 0 else { throw refused("is not open") }
            return copy
        }
        // A named pipe without a writer would hold up the opening itself, where Ctrl-C does not reach.
        let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
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
        guard mustBePrivate else { return }
        guard status.st_uid == geteuid() || status.st_uid == 0 else { throw refused("belongs to another user") }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o7777, radix: 8)
            throw refused("can be read or changed by others (mode \(mode))", hint: "run: chmod 600 \(path)")
        }
    }

    private func refused(_ reason: String, hint: String? = nil) -> CommandFailure {
        CommandFailure(.usage, code: "input_file", "\(role) \(path) \(reason)", hint: hint)
    }
}

extension InputFile {
    /// A file with a passphrase and nothing else.
    static func passphrase(_ path: String) -> InputFile {
        InputFile(path: path, role: "the passphrase file", limit: 4096, mustBePrivate: true)
    }
}
