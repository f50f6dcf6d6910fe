import Foundation

/// The kernel's table of TCP sockets: /proc/net/tcp, and tcp6 for programs that reach 127.0.0.1 by an IPv6 socket, as Java
/// does. See proc(5).
struct SocketTable {
    private let text: [UInt8]

    /// A table as the kernel writes it.
    init(text: [UInt8]) {
        self.text = text
    }

    /// The user whose socket has connected from a port of 127.0.0.1 to another; nil where it is not found.
    static func owner(ofConnectionFrom client: UInt16, to server: UInt16) -> UInt32? {
        // While the table is read, rows can move past the reader.
        for _ in 0..<3 {
            for file in ["/proc/net/tcp", "/proc/net/tcp6"] {
                let owner = SocketTable(file: file)?.owner(ofConnectionFrom: client, to: server)
                if let owner { return owner }
            }
        }
        return nil
    }

    /// The table in a file of the kernel's; nil where it cannot be read.
    ///
    /// Such a file has no size and comes in pieces: FileManager takes the first for the whole.
    private init?(file: String) {
        let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe piece.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            text += piece[..<count]
        }
        self.init(text: text)
    }

    /// The user in the row of the client's own socket.
    ///
    /// It counts only while it is established: the row of a socket that nobody holds any more names the user 0.
    func owner(ofConnectionFrom client: UInt16, to server: UInt16) -> UInt32? {
        let (locals, remotes) = (Self.loopback(port: client), Self.loopback(port: server))
        for row in text.split(separator: UInt8(ascii: "\n")) {
            let columns = row.split(separator: UInt8(ascii: " "), maxSplits: 8)
            guard columns.count > Column.user, columns[Column.state].elementsEqual("01".utf8),
                locals.contains(where: columns[Column.local].elementsEqual),
                remotes.contains(where: columns[Column.remote].elementsEqual)
            else { continue }
            return UInt32(String(decoding: columns[Column.user], as: UTF8.self))
        }
        return nil
    }

    private enum Column {
        static let local = 1
        static let remote = 2
        static let state = 3
        static let user = 7
    }

    /// 127.0.0.1 and a port, as IPv4 and as IPv4 within IPv6 (::ffff:127.0.0.1).
    private static func loopback(port: UInt16) -> [[UInt8]] {
        // Each word is written in the order of the machine, the port as people read it.
        let end = hex(UInt32(bigEndian: 0x7f00_0001), digits: 8) + ":" + hex(UInt32(port), digits: 4)
        let prefix = "0000000000000000" + hex(UInt32(bigEndian: 0x0000_ffff), digits: 8)
        return [Array(end.utf8), Array((prefix + end).utf8)]
    }

    private static func hex(_ number: UInt32, digits: Int) -> String {
        let text = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }
}
