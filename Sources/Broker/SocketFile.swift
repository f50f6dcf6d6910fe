import Foundation

/// The file of a UNIX socket that was made, closed to all but this user; gone when it is dropped.
struct SocketFile: ~Copyable {
    private let path: String
    private let identity: (device: dev_t, number: ino_t)

    /// The longest path that fits into an address (unix(7)), in bytes.
    static let pathLimit = 107

    /// Makes sure that a socket may be made at a path: in a folder of this user's alone, which is made where there is none,
    /// and in the place of nothing but a socket of this user's that nobody listens on, which is removed.
    static func prepare(_ path: String) throws(BrokerError) {
        let place = Place.socket(path: path)
        guard path.hasPrefix("/"), path.utf8.count <= Self.pathLimit else {
            throw .cannotListen(place, reason: "not an absolute path of at most \(Self.pathLimit) bytes")
        }
        try prepareFolder(of: path)
        guard let found = try status(of: path) else { return }
        guard found.st_mode & S_IFMT == S_IFSOCK, found.st_uid == geteuid() else { throw .occupied(path: path) }
        guard try !isListening(at: path) else { throw .inUse(place) }
        guard unsafe unlink(path) == 0 else { throw .cannotListen(place, reason: "errno \(errno)") }
    }

    /// Takes over the socket that was made at a path.
    init(at path: String) throws(BrokerError) {
        guard unsafe chmod(path, 0o600) == 0, let status = try Self.status(of: path) else {
            throw .cannotListen(.socket(path: path), reason: "errno \(errno)")
        }
        self.path = path
        identity = (status.st_dev, status.st_ino)
    }

    deinit {
        // What another has put there meanwhile is not ours to remove, and what cannot be looked at stays.
        guard let status = try? Self.status(of: path), (status.st_dev, status.st_ino) == identity else { return }
        unsafe unlink(path)
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
