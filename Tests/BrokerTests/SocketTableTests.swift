import Foundation
import NIOCore
import Testing

@testable import Broker

@Suite(.timeLimit(.minutes(2)))
struct SocketTableTests {
    private static let heading =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    private static let rest = "00000000:00000000 00:00000000 00000000 "

    static let rows: [(String, UInt32?)] = [
        ("   1: 0100007F:9C41 0100007F:1F90 01 \(rest) 1000        0 123 1 0000000000000000 20 4 30 10 -1", 1000),
        ("   1: 0100007F:9C41 0100007F:1F90 01 \(rest)    0        0 123 1 0000000000000000 20 4 30 10 -1", 0),
        (
            "   1: 0000000000000000FFFF00000100007F:9C41 0000000000000000FFFF00000100007F:1F90 01 \(rest) 1000 0 123 1",
            1000
        ),
        // The server's own end.
        ("   1: 0100007F:1F90 0100007F:9C41 01 \(rest) 1000        0 123", nil),
        // Sockets that nobody holds any more: their user is 0 whoever had them.
        ("   1: 0100007F:9C41 0100007F:1F90 06 \(rest)    0        0 0", nil),
        ("   1: 0100007F:9C41 0100007F:1F90 04 \(rest)    0        0 0", nil),
        ("   1: 0100007F:9C41 0100007F:1F90 05 \(rest)    0        0 0", nil),
        // Their sending side is shut, and they are held.
        ("   1: 0100007F:9C41 0100007F:1F90 04 \(rest) 1000        0 123 1", 1000),
        ("   1: 0100007F:9C41 0100007F:1F90 05 \(rest) 1000        0 123 1", 1000),
        // Another port, another address, IPv6's own loopback.
        ("   1: 0100007F:9C42 0100007F:1F90 01 \(rest) 1000        0 123", nil),
        ("   1: 0100007F:9C41 0100007F:1F91 01 \(rest) 1000        0 123", nil),
        ("   1: 0200007F:9C41 0100007F:1F90 01 \(rest) 1000        0 123", nil),
        (
            "   1: 00000000000000000000000001000000:9C41 00000000000000000000000001000000:1F90 01 \(rest) 1000 0 123",
            nil
        ),
        ("   1: 0100007F:9C41 0100007F:1F90 01 \(rest) -1          0 123", nil),
        ("   1: 0100007F:9C41 0100007F:1F90 01", nil),
        ("", nil),
    ]

    @Test(arguments: rows)
    func `the user is that of the client's own socket`(_ row: String, _ owner: UInt32?) {
        let table = SocketTable(text: Array((Self.heading + row + "\n").utf8))
        #expect(table.owner(ofConnectionFrom: 40001, to: 8080) == owner)
    }

    @Test func `ports are four hexadecimal digits`() {
        let row = "   1: 0100007F:0050 0100007F:FFFF 01 \(Self.rest) 7 0 1\n"
        #expect(SocketTable(text: Array(row.utf8)).owner(ofConnectionFrom: 80, to: 65535) == 7)
    }

    @Test func `the kernel's table is read to its end`() async throws {
        // Some 150 bytes a row: far more than the kernel gives at once.
        try await serving(limits: Limits(idle: .minutes(2))) { caller in
            var open: [any Channel] = []
            for _ in 0..<100 { open.append(try await caller.dawdle(after: "")) }
            for channel in open {
                let (client, server) = try (#require(channel.localAddress?.port), caller.port)
                let owner = SocketTable.owner(ofConnectionFrom: UInt16(client), to: UInt16(server))
                #expect(owner == geteuid())
            }
            for channel in open { channel.close(promise: nil) }
        }
    }

    @Test func `a connection that does not exist has no owner`() {
        #expect(SocketTable.owner(ofConnectionFrom: 1, to: 2) == nil)
    }
}
