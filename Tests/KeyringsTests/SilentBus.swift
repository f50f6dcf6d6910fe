import Foundation
import Glibc

/// A bus that lets a client in and then never says a word, not even to its greeting.
///
/// GDBus greets without a way to cancel it, so this is the one silence that cancelling does not end.
final class SilentBus {
    private let listener: Int32

    /// Listens at a path, for one client.
    init(path: String) throws {
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let bound = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, listen(listener, 1) == 0 else { throw PrivateSession.Unexpected(answer: "cannot listen") }
        Thread.detachNewThread { [listener] in Self.letIn(accept(listener, nil, nil)) }
    }

    deinit {
        close(listener)
    }

    /// Answers the lines of the handshake (D-Bus specification, "Authentication protocol"), up to BEGIN.
    private static func letIn(_ client: Int32) {
        let client = FileHandle(fileDescriptor: client, closeOnDealloc: true)
        while true {
            let heard = client.availableData
            if heard.isEmpty { return }
            let line = String(decoding: heard, as: UTF8.self).trimmingCharacters(in: ["\0", "\r", "\n"])
            let answer: String? =
                switch line.split(separator: " ").first {
                case "AUTH" where line == "AUTH": "REJECTED EXTERNAL"
                case "AUTH" where line == "AUTH EXTERNAL": "DATA"
                case "AUTH", "DATA": "OK 0123456789abcdef0123456789abcdef"
                case "NEGOTIATE_UNIX_FD": "AGREE_UNIX_FD"
                default: nil
                }
            if let answer { client.write(Data("\(answer)\r\n".utf8)) }
        }
    }
}
