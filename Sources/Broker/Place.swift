/// Where the server listens.
public enum Place: Hashable, Sendable, CustomStringConvertible {
    /// A port of 127.0.0.1; 0 leaves the choice to the kernel.
    case loopback(port: Int)
    /// A UNIX socket at this path, in a folder that is its owner's alone.
    case socket(path: String)

    /// The place as people read it: `127.0.0.1:40123`, or the path.
    public var description: String {
        switch self {
        case .loopback(let port): "127.0.0.1:\(port)"
        case .socket(let path): path
        }
    }
}

/// Why the server cannot listen, or not safely.
public enum BrokerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The system does not give the port or the path, for this reason.
    case cannotListen(Place, reason: String)
    /// Somebody listens there already.
    case inUse(Place)
    /// There is something else than a socket of ours at the path.
    case occupied(path: String)
    /// The folder belongs to somebody else, or others may enter it.
    case openFolder(path: String)
    /// It was ended before it listened.
    case interrupted

    /// What happened.
    public var description: String {
        switch self {
        case .cannotListen(let place, let reason): "cannot listen on \(place): \(reason)"
        case .inUse(let place): "another program listens on \(place)"
        case .occupied(let path): "\(path) exists and is not a socket of this user"
        case .openFolder(let path): "the folder \(path) is not this user's alone (mode 0700)"
        case .interrupted: "interrupted"
        }
    }
}
