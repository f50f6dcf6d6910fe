import Glibc

/// Tells a service manager that the service is ready, by the one datagram that it waits for (sd_notify(3)).
enum ServiceReadiness {
    private static let message = "READY=1"

    /// Sends it where NOTIFY_SOCKET says; does nothing where that is not set.
    static func tell(_ environment: Environment) throws(CommandFailure) {
        guard let path = environment["NOTIFY_SOCKET"] else { return }
        guard send(to: path) else {
            throw CommandFailure(
                .unexpected,
                code: "not_notified",
                "the service manager cannot be told at \(path): \(systemMessage())"
            )
        }
    }

    private static func send(to path: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        // A name of the abstract kind begins with a zero byte (unix(7)).
        if name.first == UInt8(ascii: "@") { name[0] = 0 }
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else {
            errno = ENAMETOOLONG
            return false
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let sent = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe sendto(descriptor, message, message.utf8.count, 0, address, length)
            }
        }
        return sent == message.utf8.count
    }
}
