import Foundation

/// The file of a UNIX socket: made where it harms nobody, gone when it is dropped.
struct SocketFile: ~Copyable {
    private let path: String
    private let place: Place

    /// The longest path that fits into an address (unix(7)), in bytes.
    static let pathLimit = 107

    /// Makes sure that a socket may be made at a path: in a folder of this user's alone, which is made where there is none,
    /// and in the place of nothing but a socket of this user's that nobody listens on, which is removed.
    init(claiming path: String) throws(BrokerError) {
        let place = Place.socket(path: path)
        guard path.hasPrefix("/"), path.utf8.count <= Self.pathLimit else {
            throw .cannotListen(place, reason: "not an absolute path of at most \(Self.pathLimit) bytes")
        }
        try Self.prepareFolder(of: path)
        if let found = try Self.status(of: path) {
            guard found.st_mode & S_IFMT == S_IFSOCK, found.st_uid == geteuid() else { throw .occupied(path: path) }
            guard try !Self.isListening(at: path) else { throw .inUse(place) }
            guard unsafe unlink(path) == 0 else { throw .cannotListen(place, reason: "errno \(errno)") }
        }
        // Only now: what is not ours must not be removed on the way out.
        self.path = path
        self.place = place
    }

    deinit {
        unsafe unlink(path)
    }

    /// Closes the socket that was made to all but this user.
    borrowing func restrict() throws(BrokerError) {
        guard unsafe chmod(path, 0o600) == 0 else { throw .cannotListen(place, reason: "errno \(errno)") }
    }

    private static func prepareFolder(of path: String) throws(BrokerError) {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        if unsafe mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw .cannotListen(.socket(path: path), reason: "its folder cannot be made (errno \(errno))")
        }
        guard let status = try status(of: folder), status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(),
            status.st_mode & 0o077 == 0
        else { throw .openFolder(path: folder) }
    }

    /// What is at a path, links not followed; nil where there is nothing.
    private static func status(of path: String) throws(BrokerError) -> stat? {
        var status = stat()
        if unsafe lstat(path, &status) == 0 { return status }
        guard errno == ENOENT else { throw .cannotListen(.socket(path: path), reason: "errno \(errno)") }
        return nil
    }

    /// Whether somebody answers there.
    private static func isListening(at path: String) throws(BrokerError) -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw .cannotListen(.socket(path: path), reason: "errno \(errno)") }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let outcome = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        // Anything else than a refusal may be somebody who is busy.
        return outcome == 0 || errno != ECONNREFUSED
    }
}
