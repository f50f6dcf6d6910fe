import Foundation

/// The file of a UNIX socket that was made, closed to all but this user; gone when it is dropped.
struct SocketFile: ~Copyable {
    private let path: String
    private let identity: (device: dev_t, number: ino_t)

    /// The longest path that the library takes with what a draft's path has more, in bytes.
    static let pathLimit = 103 - 8

    /// Makes sure that a socket may be made at a path: in a folder of this user's alone, which is made where there is none,
    /// and in the place of nothing but a socket of this user's that nobody listens on, which is removed.
    ///
    /// Gives the path of a draft, which is the one to bind: whoever binds a path removes at the end whatever lies there.
    static func prepare(_ path: String) throws(BrokerError) -> String {
        let place = Place.socket(path: path)
        guard path.hasPrefix("/"), path.utf8.count <= Self.pathLimit else {
            throw .cannotListen(place, reason: "not an absolute path of at most \(Self.pathLimit) bytes")
        }
        try prepareFolder(of: path)
        if let found = try status(of: path) {
            guard found.st_mode & S_IFMT == S_IFSOCK, found.st_uid == geteuid() else { throw .occupied(path: path) }
            guard try !isListening(at: path) else { throw .inUse(place) }
            guard unsafe unlink(path) == 0 else { throw .cannotListen(place, reason: "errno \(errno)") }
        }
        return "\(path).\(String(UInt32.random(in: 0 ... .max), radix: 36))"
    }

    /// Moves the socket that was bound as `draft` to its path, unless somebody was faster.
    init(moving draft: String, to path: String) throws(BrokerError) {
        let place = Place.socket(path: path)
        guard unsafe chmod(draft, 0o600) == 0, let status = try Self.status(of: draft) else {
            throw .cannotListen(place, reason: "errno \(errno)")
        }
        guard unsafe link(draft, path) == 0 else {
            throw errno == EEXIST ? .inUse(place) : .cannotListen(place, reason: "errno \(errno)")
        }
        unsafe unlink(draft)
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
