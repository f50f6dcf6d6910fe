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
    /// It counts only while somebody holds it, as its inode tells: else the row may name the user 0. A client that has shut
    /// its sending side holds it still.
    func owner(ofConnectionFrom client: UInt16, to server: UInt16) -> UInt32? {
        let starts = Self.starts(client, server)
        for row in text.split(separator: UInt8(ascii: "\n")) {
            // After the row's number: both ends, which together are one row's alone.
            let columns = row.drop { $0 != UInt8(ascii: ":") }.dropFirst(2)
            guard let start = starts.first(where: columns.starts) else { continue }
            // The state; then queues, timer and retransmissions stand before the user, and a timeout before the inode.
            let rest = columns.dropFirst(start.count).split(separator: UInt8(ascii: " "), maxSplits: 7)
            guard rest.count > 6, Self.states.contains(where: rest[0].elementsEqual), !rest[6].elementsEqual("0".utf8)
            else { continue }
            return UInt32(String(decoding: rest[4], as: UTF8.self))
        }
        return nil
    }

    /// Established, and the two states of a client that has shut its sending side: FIN_WAIT1 and FIN_WAIT2.
    private static let states = ["01", "04", "05"].map { Array($0.utf8) }

    /// How the row of a connection from 127.0.0.1 to 127.0.0.1 starts, as IPv4 and as IPv4 within IPv6.
    private static func starts(_ client: UInt16, _ server: UInt16) -> [[UInt8]] {
        // Each word of an address is written in the order of the machine, a port as people read it.
        let address = hex(UInt32(bigEndian: 0x7f00_0001), digits: 8)
        let mapped = "0000000000000000" + hex(UInt32(bigEndian: 0x0000_ffff), digits: 8) + address
        let ports = [client, server].map { hex(UInt32($0), digits: 4) }
        return [address, mapped].map { Array("\($0):\(ports[0]) \($0):\(ports[1]) ".utf8) }
    }

    private static func hex(_ number: UInt32, digits: Int) -> String {
        let text = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }
}
