import Glibc
import GoogleHTTP

/// The way to Google, to be closed when nobody needs it any more.
struct Network: Sendable {
    let transport: any Transport
    let close: @Sendable () async -> Void

    /// The real network. Nothing is connected before the first call; each, retries too, is told of. A pause that a host
    /// asks for holds all of them.
    @Sendable static func live(
        _ configuration: HTTPConfiguration,
        tell: @escaping @Sendable (String) -> Void
    ) throws(HTTPFailure) -> Network {
        let wire = try LiveTransport(configuration)
        let told = ToldTransport(transport: wire, tell: tell)
        return Network(transport: RetryingTransport(told, pace: Pace()), close: { await wire.shutdown() })
    }
}

/// The user and the machine: `anna@workstation`.
@Sendable func personAtMachine() -> String {
    let entry = unsafe getpwuid(getuid())
    let user = unsafe entry.map { unsafe String(cString: $0.pointee.pw_name) } ?? "uid \(getuid())"
    var name = [CChar](repeating: 0, count: 256)
    let isKnown = unsafe gethostname(&name, name.count) == 0
    let machine =
        isKnown ? String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : "unknown"
    return "\(user)@\(machine)"
}
